"""What this package does when a lower one announces something."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from openrotations.notifications import actions
from openrotations.people.signals import mail_wanted


@receiver(mail_wanted)
def queue_sign_in_mail(sender: object, *, email: str, subject: str, text: str, **unused: Any) -> None:
    """A sign-in mail leaves through the outbox and is wiped once sent."""
    recipient = actions.Recipient(email)
    context = {"subject": subject, "text": text}
    actions.queue_message(
        "notifications/mail/sign_in.txt", recipient, context=context, is_secret=True, now=timezone.now()
    )
