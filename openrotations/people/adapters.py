"""How sign-in mails leave: through the outbox, like every other message."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

LONGEST_ADDRESS = 254


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's adapter, with our outbox in the place of direct mail."""

    def clean_email(self, email: str) -> str:
        """The address as it is. Raises ValidationError for one too long to keep whole, which would be cut."""
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(_("This address is too long. Check it for a slip."))
        return str(super().clean_email(email))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's own text (a sign-in code, a notice) as a secret message, wiped once sent."""
        from openrotations.people.signals import mail_wanted

        request = self.request
        words = {"request": request, "email": email, **context}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words, request).split())
        text = render_to_string(f"{template_prefix}_message.txt", words, request).strip()
        mail_wanted.send(type(self), email=email, subject=subject, text=text)
