"""Messages and conversations, for tests."""

from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.notifications.actions import Recipient, open_thread, queue_message
from openrotations.notifications.models import Message, Thread


def make_message(**values: object) -> Message:
    """A queued sign-in message to somebody."""
    return queue_message(
        "people/mail/sign_in_code.txt",
        Recipient("somebody@people.example", "Somebody"),
        context={"code": "123456"},
        now=timezone.now(),
        **values,  # type: ignore[arg-type]
    )


def make_thread(title: str = "A conversation") -> Thread:
    """An empty conversation."""
    return open_thread(title, by=PROGRAM, now=timezone.now())
