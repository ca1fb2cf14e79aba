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
from openrotations.documents.actions.storing import put_away, take_away
from openrotations.documents.actions.uploads import discard
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document, Original, Upload
from openrotations.documents.signals import document_uploaded
from openrotations.documents.states import DOCUMENT_MOVES, WAITING, DocumentState
from openrotations.people.models import Person


@dataclass(frozen=True)
class Said:
    """What is said of a paper: its facts by element key, the day it is of, and its last day."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    issued_on: date | None = None
    valid_until: date | None = None


@transaction.atomic
def hand_in_document(
    person: Person,
    kind: str,
    contents: Sequence[bytes],
    said: Said | None = None,
    *,
    replaces: Document | None = None,
    by: Actor,
    now: datetime,
) -> Document:
    """Keep the files of one paper, sealed, and have them checked by the worker after the commit.

    Several files become one paper, in this order. A refused paper that this one replaces goes at once; an accepted
    one stays until the new one is accepted. Raises Refused; KeyError for a kind that is none.
    """
    said = said or Said()
    replaced = Document.locked(replaces.pk) if replaces else None
    waiting = Document.objects.filter(person=person, state__in=WAITING).count()
    state, replaced_kind = (replaced.state, replaced.kind) if replaced else ("", kind)
    refuse_if(rules.why_not_hand_in(contents, kind, state, replaced_kind, waiting=waiting))
    document = Document(
        person=person, kind=paper_kinds()[kind].key, issued_on=said.issued_on, valid_until=said.valid_until,
        uploaded_at=now, replaces=replaced,
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
    """Forget a paper that no rotation rests on, with its files. Raises Refused for an accepted one."""
    document = Document.locked(document.pk)
    refuse_if(rules.why_not_withdraw(document.state))
    record("withdraw_document", document, by=by, now=now, kind=document.kind)
    files = [original.file for original in document.originals.select_related("file")]
    files += [page.file for page in document.pages.select_related("file")]
    if document.copy:
        files.append(document.copy)
    document.delete()
    for file in files:
        take_away(file)


def defer_check(document: Document) -> None:
    """Queue the job that checks this paper; it exists only if the transaction commits."""
    from openrotations.documents.tasks import look_at_document  # the task module imports this package

    look_at_document.defer(document_id=str(document.pk))
