"""Messages and conversations, for tests."""

from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.notifications.actions import Recipient, open_thread, queue_message
from openrotations.notifications.models import Message, Thread


def make_message(**values: object) -> Message:
    """A queued sign-in message to somebody."""
    context = {"subject": "Your code", "text": "The code is 123456."}
    return queue_message(
        "notifications/mail/sign_in.txt",
        Recipient("somebody@people.example", "Somebody"),
        context=context,
        now=timezone.now(),
        **values,  # type: ignore[arg-type]
    )


def make_thread(title: str = "A conversation") -> Thread:
    """An empty conversation."""
    return open_thread(title, by=PROGRAM, now=timezone.now())
