"""How sign-in mails leave: in our own words and through the outbox, like every other message."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words
from openrotations.people.signals import mail_wanted

LONGEST_ADDRESS = 254
# The library's name of each mail with a code: our template.
CODES = {
    "account/email/login_code": "people/mail/sign_in_code.txt",
    "account/email/email_confirmation": "people/mail/address_code.txt",
    "account/email/email_confirmation_signup": "people/mail/address_code.txt",
}
# Of each mail that sends its reader somewhere else: our template, the page's name, and the button to it.
ANSWERS: dict[str, tuple[str, str, Words]] = {
    "account/email/account_already_exists": ("people/mail/known_address.txt", "account_login", _("Sign in")),
    "account/email/unknown_account": ("people/mail/unknown_address.txt", "account_signup", _("Create an account")),
}
# Of each notice: what has changed.
CHANGES: dict[str, Words] = {
    "account/email/email_changed": _("Your account has another e-mail address now."),
    "account/email/email_confirm": _("An e-mail address of your account was confirmed."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account. The old ones have ended."),
    "mfa/email/totp_activated": _("You sign in with an authenticator app from now on."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's adapter, with our words and our outbox in the place of its own mails."""

    def clean_email(self, email: str) -> str:
        """The address as it is. Raises ValidationError for one too long to keep whole, which would be cut."""
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(gettext("This address is too long. Check it for a slip."))
        return str(super().clean_email(email))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue our text of this mail. Raises KeyError for one that we have no words for."""
        if template_prefix in CODES:
            wanted = {"template": CODES[template_prefix], "context": {"code": context["code"]}, "is_secret": True}
        elif template_prefix in ANSWERS:
            template, page, label = ANSWERS[template_prefix]
            wanted = {"template": template, "context": {}, "path": reverse(page), "label": label}
        else:
            words = {"change": CHANGES[template_prefix]}
            wanted = {"template": "people/mail/account_changed.txt", "context": words}
        mail_wanted.send(type(self), email=email, **wanted)
