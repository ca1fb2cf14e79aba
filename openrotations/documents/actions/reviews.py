"""What the office decides about a paper, and what the calendar does."""

import json
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.clocks import day_at
from openrotations.common.refusals import refuse_if
from openrotations.documents import rules
from openrotations.documents.actions.papers import Said
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document
from openrotations.documents.signals import document_accepted, document_expired, document_refused, document_reopened
from openrotations.documents.states import DOCUMENT_MOVES, DocumentState
from openrotations.documents.validity import lasts_until
from openrotations.office.queries import programme_or_none


@transaction.atomic
def accept_document(document: Document, said: Said, *, by: Actor, now: datetime) -> Document:
    """Accept a paper with the facts as the reviewer has read them.

    A sensitive kind needs two people who read the same: after the first it stays in review, for somebody else, and so
    it does after a second who reads it otherwise, whose look then is the first. The paper that this one replaces goes.
    Raises Refused.
    """
    document = Document.locked(document.pk)
    kind = paper_kinds()[document.kind]
    until = lasts_until(kind, issued_on=said.issued_on, stated=said.valid_until)
    today = _today(now)
    refuse_if([
        *rules.why_not_decide(is_own=by.id == str(document.person_id)),
        *rules.why_not_accept(
            kind, state=document.state, first_by=str(document.reviewed_by_id or ""), by=by.id, facts=said.facts,
            issued_on=said.issued_on, until=until, today=today,
        ),
    ])  # fmt: skip
    is_first = document.reviewed_at is None or _reads_otherwise(document, said, until)
    document.facts = dict(said.facts)
    document.issued_on, document.valid_until = said.issued_on, until
    looked = {"reviewed_by_id": by.id, "reviewed_at": now} if is_first else {"second_by_id": by.id, "second_at": now}
    for name, value in looked.items():
        setattr(document, name, value)
    document.save(update_fields=["sealed_facts", "sealed_key", "issued_on", "valid_until", *looked])
    if kind.is_sensitive and is_first:
        record("look_at_document", document, by=by, now=now, kind=document.kind)
        return document
    DOCUMENT_MOVES.move(document, DocumentState.ACCEPTED, accepted_at=document.accepted_at or now)
    _let_go(document, by=by, now=now)
    record("accept_document", document, by=by, now=now, kind=document.kind)
    document_accepted.send(Document, document=document, by=by, now=now)
    return document


@transaction.atomic
def refuse_document(document: Document, because: str, *, by: Actor, now: datetime) -> Document:
    """Refuse a paper with a reason that its owner can act on. Raises Refused."""
    document = Document.locked(document.pk)
    own = rules.why_not_decide(is_own=by.id == str(document.person_id))
    refuse_if([*own, *rules.why_not_refuse(document.state, because, is_stuck=document.is_stuck)])
    if document.reviewed_at is None:
        document.reviewed_by_id, document.reviewed_at = UUID(by.id), now
    elif str(document.reviewed_by_id) != by.id:
        document.second_by_id, document.second_at = UUID(by.id), now
    document.save(update_fields=["reviewed_by", "reviewed_at", "second_by", "second_at"])
    DOCUMENT_MOVES.move(document, DocumentState.REFUSED, refused_because=because.strip())
    record("refuse_document", document, by=by, now=now, kind=document.kind)
    document_refused.send(Document, document=document, by=by, now=now)
    return document


@transaction.atomic
def reopen_document(document: Document, *, by: Actor, now: datetime) -> Document:
    """Look again at an accepted paper: both looks start anew. Raises Refused."""
    document = Document.locked(document.pk)
    refuse_if(rules.why_not_reopen(document.state))
    DOCUMENT_MOVES.move(
        document, DocumentState.IN_REVIEW, reviewed_by=None, reviewed_at=None, second_by=None, second_at=None
    )
    record("reopen_document", document, by=by, now=now, kind=document.kind)
    document_reopened.send(Document, document=document, by=by, now=now)
    return document


@transaction.atomic
def note_reading(document: Document, *, by: Actor, now: datetime) -> None:
    """Somebody of the office opened a paper whose reading is put on record."""
    record("read_document", document, by=by, now=now, kind=document.kind)


def expire_documents(*, by: Actor, now: datetime) -> int:
    """Papers whose last day is over expire, on the office's calendar; returns how many. Each in its own transaction."""
    today = _today(now)
    gone = Document.objects.filter(state=DocumentState.ACCEPTED, valid_until__lt=today).order_by("pk")
    return sum(_expire(document, today, by=by, now=now) for document in gone)


@transaction.atomic
def _expire(document: Document, today: date, *, by: Actor, now: datetime) -> bool:
    """Whether it still was an accepted paper whose last day is over."""
    document = Document.locked(document.pk)
    if document.state != DocumentState.ACCEPTED or document.valid_until is None or document.valid_until >= today:
        return False
    DOCUMENT_MOVES.move(document, DocumentState.EXPIRED)
    record("expire_document", document, by=by, now=now, kind=document.kind)
    document_expired.send(Document, document=document, by=by, now=now)
    return True


def _reads_otherwise(document: Document, said: Said, until: date | None) -> bool:
    """Whether this is not what stands on the paper as the look before has read it."""
    read = json.loads(json.dumps(dict(said.facts), default=str))
    return (document.facts, document.issued_on, document.valid_until) != (read, said.issued_on, until)


def _let_go(document: Document, *, by: Actor, now: datetime) -> None:
    """The paper that an accepted one replaces counts no more."""
    if document.replaces_id is None:
        return
    old = Document.locked(document.replaces_id)
    if DOCUMENT_MOVES.allows(old.state, DocumentState.REPLACED):
        DOCUMENT_MOVES.move(old, DocumentState.REPLACED)
        record("replace_document", old, by=by, now=now, kind=old.kind, with_document=str(document.pk))


def _today(now: datetime) -> date:
    programme = programme_or_none()
    return day_at(programme.time_zone if programme else "UTC", now)
