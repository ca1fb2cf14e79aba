"""What this package does when a lower one announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import get_language

from openrotations.notifications import actions
from openrotations.notifications.mails import write_to_office
from openrotations.people.models import SignedLink
from openrotations.people.signals import link_misused, mail_wanted


@receiver(mail_wanted)
def queue_sign_in_mail(
    sender: object, *, signal: object, email: str, template: str, context: dict[str, Any], **values: Any
) -> None:
    """A sign-in mail leaves through the outbox, in the language of the page that asked for it."""
    recipient = actions.Recipient(email, language=get_language() or "en")
    actions.queue_message(template, recipient, context=context, now=timezone.now(), **values)


@receiver(link_misused)
def warn_office(sender: object, *, link: SignedLink, now: datetime, **unused: Any) -> None:
    """The office is told that a student tried a link that concerns them and was sent to somebody else."""
    if link.not_for:
        context = {"student": link.not_for, "link": link}
        write_to_office("notifications/mail/link_misused.txt", context=context, now=now, about=link)
