"""Handing in a paper, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents import rules
from openrotations.documents.actions.deleting import files_of
from openrotations.documents.actions.storing import kept_whole, put_away, take_away
from openrotations.documents.actions.uploads import discard
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document, Original, Upload
from openrotations.documents.signals import document_uploaded, document_withdrawn
from openrotations.documents.states import DOCUMENT_MOVES, WAITING, DocumentState
from openrotations.people.models import Person

# In which role people act -> as whom they bring a paper; everybody else acts for the office.
_BRINGERS = {
    "student": Document.Bringer.STUDENT,
    "registrar": Document.Bringer.REGISTRAR,
    "host coordinator": Document.Bringer.HOST,
    "preceptor": Document.Bringer.HOST,
}


@dataclass(frozen=True)
class Said:
    """What is said of a paper: its facts by element key, the day it is of, and its last day."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    issued_on: date | None = None
    valid_until: date | None = None


@kept_whole()
@transaction.atomic
def hand_in_document(
    person: Person,
    kind: str,
    contents: Sequence[bytes],
    said: Said | None = None,
    *,
    replaces: Document | None = None,
    brought_by_name: str = "",
    by: Actor,
    now: datetime,
) -> Document:
    """Keep the files of one paper, sealed, and have them checked by the worker after the commit.

    Several files become one paper, in this order. A refused paper that this one replaces goes at once; an accepted
    one stays until the new one is accepted. Whoever hands it in stands with it, `brought_by_name` being what they are
    called unless it is its owner. Raises Refused; KeyError for a kind that is none.
    """
    said = said or Said()
    replaced = Document.locked(replaces.pk) if replaces else None
    waiting = Document.objects.filter(person=person, state__in=WAITING).count()
    state, replaced_kind = (replaced.state, replaced.kind) if replaced else ("", kind)
    is_anothers = replaced is not None and _is_anothers(replaced, by)
    refuse_if(rules.why_not_hand_in(contents, kind, state, replaced_kind, waiting=waiting, is_anothers=is_anothers))
    document = Document(
        person=person, kind=paper_kinds()[kind].key, issued_on=said.issued_on, valid_until=said.valid_until,
        uploaded_at=now, replaces=replaced, brought_by=_bringer(person, by), brought_by_id=by.id or None,
        brought_by_name=brought_by_name,
    )  # fmt: skip
    document.facts = dict(said.facts)
    document.save(force_insert=True)
    for position, content in enumerate(contents):
        file = put_away("original", f"{kind}-{position + 1}", content, "application/octet-stream")
        Original.objects.create(document=document, position=position, file=file)
    if replaced and replaced.state == DocumentState.REFUSED:
        DOCUMENT_MOVES.move(replaced, DocumentState.REPLACED)
    record("upload_document", document, by=by, now=now, kind=kind, files=len(contents))
    document_uploaded.send(Document, document=document, by=by, now=now)
    defer_check(document)
    return document


@kept_whole()
@transaction.atomic
def hand_in_uploads(
    person: Person,
    kind: str,
    uploads: Sequence[Upload],
    said: Said | None = None,
    *,
    replaces: Document | None = None,
    by: Actor,
    now: datetime,
) -> Document:
    """Make one paper of files that have arrived, and forget the uploads. Raises Refused."""
    from openrotations.documents.queries import read_upload  # the queries read what the actions keep

    contents = [read_upload(upload) for upload in uploads]
    document = hand_in_document(person, kind, contents, said, replaces=replaces, by=by, now=now)
    for upload in uploads:
        discard(upload)
    return document


@transaction.atomic
def withdraw_document(document: Document, *, by: Actor, now: datetime) -> None:
    """Forget a paper that no rotation rests on, with its files, and announce it. Refused for an accepted one."""
    document = Document.locked(document.pk)
    refuse_if(
        rules.why_not_withdraw(
            document.state, was_accepted=document.was_accepted, is_anothers=_is_anothers(document, by)
        )
    )
    record("withdraw_document", document, by=by, now=now, kind=document.kind)
    files = files_of(document)
    document.delete()
    for file in files:
        take_away(file)
    document_withdrawn.send(Document, person=document.person, kind=document.kind, by=by, now=now)


def _bringer(owner: Person, by: Actor) -> Document.Bringer:
    """In which role somebody hands in a paper of this person's; a paper of one's own is always its owner's."""
    if by.id == str(owner.pk):
        return Document.Bringer.STUDENT
    return _BRINGERS.get(by.role, Document.Bringer.OFFICE)


def _is_anothers(document: Document, by: Actor) -> bool:
    """Whether its owner lays hands on a paper that somebody else brought."""
    return by.id == str(document.person_id) and not document.is_its_owners


def defer_check(document: Document) -> None:
    """Queue the job that checks this paper; it exists only if the transaction commits."""
    from openrotations.documents.tasks import look_at_document  # the task module imports this package

    look_at_document.defer(document_id=str(document.pk))
