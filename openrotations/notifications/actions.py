"""Queueing and sending messages, and posting in conversations."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.utils import translation

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Words
from openrotations.notifications.models import Message, Post, Thread
from openrotations.notifications.rendering import html_of, text_of, words_of
from openrotations.notifications.states import MESSAGE_MOVES, MessageState
from openrotations.office.queries import programme_or_none
from openrotations.people.models import Contact, Person, SignedLink

log = structlog.get_logger("openrotations.outbox")
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to."""

    email: str
    name: str = ""
    person: Person | None = None
    language: str = "en"

    @classmethod
    def of_person(cls, person: Person) -> "Recipient":
        """Somebody with an account."""
        return cls(person.email, person.full_name, person, person.language)

    @classmethod
    def of_contact(cls, contact: Contact) -> "Recipient":
        """Somebody without an account."""
        return cls(contact.email, contact.full_name, contact.person)


@transaction.atomic(savepoint=False)
def queue_message(
    template: str,
    to: Recipient,
    *,
    context: dict[str, Any],
    now: datetime,
    path: str = "",
    label: Words = "",
    link: SignedLink | None = None,
    about: models.Model | None = None,
    is_secret: bool = False,
) -> Message:
    """Write a message into the outbox, in the caller's transaction; the worker sends it after the commit.

    `path` is the address behind the button; where `link` is given, LINK_MARK in it is replaced by the
    link's token at sending. Give `label` lazily translated, so that it comes in the reader's language.
    """
    programme = programme_or_none()
    with translation.override(to.language):
        label = str(label)
    words = words_of(template, {"to": to, "programme": programme, **context}, language=to.language)
    message = Message.objects.create(
        template=template,
        to_email=to.email,
        to_name=to.name,
        to_person=to.person,
        language=to.language,
        subject=words.subject,
        text=words.text,
        action_url=path,
        action_label=label,
        link=link,
        is_secret=is_secret,
        subject_kind=about._meta.label_lower if about else "",
        subject_id=about.pk if about else None,
        queued_at=now,
    )
    defer_sending(message.pk)
    return message


def defer_sending(message_id: UUID) -> None:
    """Queue the job that sends this message; it exists only if the transaction commits."""
    from openrotations.notifications.tasks import deliver_message  # the task module imports this one

    deliver_message.defer(message_id=str(message_id))


def send_message(message_id: UUID, *, by: Actor = PROGRAM, now: datetime) -> bool:
    """Send one queued message. Returns whether it was sent now.

    The row is marked `sending` and committed first, so that two workers never send the same one. A
    message stranded there by a killed worker is queued again by `requeue_stranded`; it keeps its Message-ID,
    so that a mail system that saw it already can drop the second copy.
    """
    message = _claim(message_id, now)
    if message is None:
        return False
    programme = programme_or_none()
    name = programme.name if programme else "OpenRotations"
    mail = EmailMultiAlternatives(
        message.subject,
        text_of(message, name),
        to=[message.to_email],
        headers={"Message-ID": f"<{message.pk}@openrotations>"},
        reply_to=[programme.email] if programme else None,
    )
    mail.attach_alternative(html_of(message, name), "text/html")
    try:
        mail.send()
    except Exception as error:
        _note_failure(message, error, now)
        raise
    _note_sent(message, now)
    return True


@transaction.atomic
def requeue_stranded(*, by: Actor = PROGRAM, now: datetime) -> int:
    """Queue again what a killed worker left as `sending` for ten minutes; returns how many."""
    stranded = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=MessageState.SENDING, sending_at__lt=now - timedelta(minutes=10)
    )
    for message in (rows := list(stranded)):
        MESSAGE_MOVES.move(message, MessageState.QUEUED)
        record("requeue_message", message, by=by, now=now)
        defer_sending(message.pk)
    return len(rows)


@transaction.atomic
def retry_message(message: Message, *, by: Actor, now: datetime) -> None:
    """Try a failed message again, from the start."""
    message = Message.locked(message.pk)
    MESSAGE_MOVES.move(message, MessageState.QUEUED, attempts=0, last_error="")
    record("retry_message", message, by=by, now=now)
    defer_sending(message.pk)


@transaction.atomic(savepoint=False)
def open_thread(title: str, *, by: Actor, now: datetime) -> Thread:
    """Start a conversation."""
    thread = Thread.objects.create(title=title[:200])
    record("open_thread", thread, by=by, now=now)
    return thread


@transaction.atomic
def post_message(thread: Thread, body: str, *, name: str, audience: str, by: Actor, now: datetime) -> Post:
    """Add to a conversation; whoever owns the thread's subject tells the others."""
    post = Post.objects.create(
        thread=thread,
        author_kind=by.kind,
        author_id=by.id,
        author_role=by.role,
        author_name=name,
        audience=audience,
        body=body.strip(),
        posted_at=now,
    )
    record("post_message", post, by=by, now=now, thread=str(thread.pk), audience=audience)
    return post


@transaction.atomic
def _claim(message_id: UUID, now: datetime) -> Message | None:
    message = (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("link")
        .filter(pk=message_id, state=MessageState.QUEUED)
        .first()
    )
    if message:
        MESSAGE_MOVES.move(message, MessageState.SENDING, sending_at=now, attempts=message.attempts + 1)
    return message


@transaction.atomic
def _note_sent(message: Message, now: datetime) -> None:
    wiped = {"text": "…", "action_url": ""} if message.is_secret and not settings.DEMO else {}
    MESSAGE_MOVES.move(message, MessageState.SENT, sent_at=now, last_error="", **wiped)
    record("send_message", message, by=PROGRAM, now=now, template=message.template)


@transaction.atomic
def _note_failure(message: Message, error: Exception, now: datetime) -> None:
    # The error's kind only: its text may hold the address.
    last = message.attempts >= MOST_ATTEMPTS
    to = MessageState.FAILED if last else MessageState.QUEUED
    MESSAGE_MOVES.move(message, to, last_error=type(error).__name__)
    record("fail_to_send", message, by=PROGRAM, now=now, error=type(error).__name__, attempts=message.attempts)
    log.warning("message not sent", message=str(message.pk), error=type(error).__name__)
