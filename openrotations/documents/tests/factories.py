"""Papers for tests, and files made in code."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import PurePath
from typing import Any

import typst
from django.utils import timezone
from PIL import Image

from openrotations.documents.actions.storing import put_away
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import CheckedFile, Document, Page, StoredFile
from openrotations.documents.states import EVIDENCE_MOVES, DocumentState, EvidenceState
from openrotations.people.models import Person

type When = datetime | None


def make_document(
    person: Person, kind: str = "identity", state: str = DocumentState.ACCEPTED, **values: Any
) -> Document:
    """A paper of somebody, with a clean copy where its state has one; long valid where its kind has a last day."""
    now = values.pop("uploaded_at", None) or timezone.now()
    content = values.pop("content", None) or pdf_bytes("a paper")
    facts = values.pop("facts", {})
    if paper_kinds()[kind].has_last_day:
        values.setdefault("valid_until", now.date() + timedelta(days=900))
    if state == DocumentState.REFUSED:
        values.setdefault("refused_because", "The seal is missing. Send a photo with the seal on it.")
    if state not in (DocumentState.UPLOADED, DocumentState.CHECKING, DocumentState.REFUSED):
        values.setdefault("copy", put_away("document", f"{kind}.pdf", content, "application/pdf"))
    document = Document(person=person, kind=kind, state=state, uploaded_at=now, **values)
    document.facts = facts
    document.save(force_insert=True)
    if document.copy:
        file = put_away("page", f"{kind}-1.jpg", photo_bytes((40, 60)), "image/jpeg")
        Page.objects.create(document=document, number=1, file=file)
    return document


def make_checked(stored: StoredFile, content: bytes | None = None) -> StoredFile:
    """The clean copy of a file kept as evidence, as the worker would have put it up."""
    row = CheckedFile.objects.get(original=stored)
    copy = put_away(stored.kind, f"{PurePath(stored.name).stem}.pdf", content or pdf_bytes("clean"), "application/pdf")
    EVIDENCE_MOVES.move(row, EvidenceState.CLEAN, copy=copy, checked_at=timezone.now())
    return copy


def photo_bytes(size: tuple[int, int] = (400, 300), kind: str = "JPEG", **choices: Any) -> bytes:
    """A plain picture in a format that Pillow writes."""
    written = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(written, kind, **choices)
    return written.getvalue()


def day(text: str) -> date:
    """The day written as 2027-01-04."""
    return date.fromisoformat(text)


def pdf_bytes(words: str) -> bytes:
    """A PDF of one page on which these words stand."""
    return bytes(typst.compile(f'#set page(paper: "a6")\n#text("{words}")'.encode()))
