"""Files between the upload and the import: sealed on disk, known to one session, gone afterwards."""

from collections.abc import Collection, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from openrotations.common.actors import Actor
from openrotations.desk.imports.sources import Source
from openrotations.desk.spreadsheets.dates import DayOrder
from openrotations.desk.spreadsheets.faults import excerpt
from openrotations.documents.actions import remove_file, store_file
from openrotations.documents.models import StoredFile
from openrotations.documents.queries import FileAltered, FileLost, read_file

KIND = "import"
MAX_MEGABYTES = 5
MAX_FILES = 10
_SESSION_KEY = "import"
_KEPT_FOR = timedelta(hours=24)

type Session = MutableMapping[str, Any]


@dataclass(frozen=True)
class Correction:
    """What somebody said of one uploaded file: its kind ("" to recognise it) and what its headings are."""

    kind: str
    mapping: Mapping[str, str]


@transaction.atomic
def keep_uploads(session: Session, files: Iterable[tuple[str, bytes]], *, by: Actor, now: datetime) -> None:
    """Keep these files (name, content) for this session, in place of those it had; forget what others left behind."""
    drop_uploads(session, by=by, now=now)
    for left in StoredFile.objects.filter(kind=KIND, created_at__lt=now - _KEPT_FOR):
        remove_file(left, by=by, now=now)
    kept: list[StoredFile] = []
    for name, content in files:
        shown = _unlike(excerpt(name) or "?", {stored.name for stored in kept})
        kept.append(store_file(KIND, shown, content, "application/octet-stream", by=by, now=now))
    session[_SESSION_KEY] = {
        "files": [{"id": str(stored.pk), "name": stored.name, "kind": "", "mapping": {}} for stored in kept],
        "date_order": "",
    }


def _unlike(name: str, taken: Collection[str]) -> str:
    """The name, numbered where another file of the upload has it: messages must say which is meant."""
    names = (name, *(f"{name} ({number})" for number in range(2, MAX_FILES + 2)))
    return next(other for other in names if other not in taken)


def kept_sources(session: Session) -> list[Source]:
    """The files of this session with their corrections; empty where there are none, or one of them is gone."""
    kept = session.get(_SESSION_KEY, {})
    order = DayOrder(kept["date_order"]) if kept.get("date_order") else None
    sources = []
    for file in kept.get("files", []):
        stored = StoredFile.objects.filter(pk=file["id"], kind=KIND).first()
        if stored is None:
            return []
        try:
            content = read_file(stored)
        except (FileLost, FileAltered):
            return []
        sources.append(Source(file["name"], content, file["kind"] or None, file["mapping"], order))
    return sources


def correct_uploads(session: Session, corrections: Iterable[Correction], date_order: str) -> None:
    """Keep what somebody said of the files. A file of another kind has other columns: its headings start anew."""
    kept = session[_SESSION_KEY]
    for file, correction in zip(kept["files"], corrections, strict=True):
        is_same = file["kind"] == correction.kind
        file["kind"], file["mapping"] = correction.kind, dict(correction.mapping) if is_same else {}
    session[_SESSION_KEY] = {**kept, "date_order": date_order}


@transaction.atomic
def drop_uploads(session: Session, *, by: Actor, now: datetime) -> None:
    """Forget the files of this session."""
    kept = session.pop(_SESSION_KEY, {})
    for file in kept.get("files", []):
        stored = StoredFile.objects.filter(pk=file["id"], kind=KIND).first()
        if stored is not None:
            remove_file(stored, by=by, now=now)
