"""Sealed bytes that belong to no row: what a crash or a failed transaction left on the shelf."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.documents.files import Shelf, shelf
from openrotations.documents.models import StoredFile, Upload
from openrotations.office.queries import programme_or_none

# No transaction is open for so long: what has no row by then will never have one.
LOST_AFTER = timedelta(days=1)
_BATCH = 1000
_ID = r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
# A file is called by its id, a piece has its number behind it; a draft that was never renamed begins with a dot.
_KEPT = re.compile(rf"{_ID}(?:\.\d+)?")
_DRAFT = re.compile(rf"\.{_ID}(?:\.\d+)?\.[0-9a-f]{{8}}")


@transaction.atomic
def forget_lost_files(*, by: Actor, now: datetime) -> int:
    """Remove files and pieces without a row that are older than a day; returns how many.

    Whatever else lies there is left alone: only names that this program gives are looked at.
    """
    programme = programme_or_none()
    if programme is None:
        return 0
    kept = shelf()
    lost = [name for names in batched(kept.older_than(now - LOST_AFTER), _BATCH) for name in _without_row(names)]
    if lost:
        record("forget_lost_files", programme, by=by, now=now, count=len(lost))
        transaction.on_commit(lambda: _drop_all(kept, lost))
    return len(lost)


def _without_row(names: tuple[str, ...]) -> Iterator[str]:
    found = {name: match["id"] for name in names if (match := _KEPT.fullmatch(name))}
    ids = set(found.values())
    known = {str(pk) for pk in StoredFile.objects.filter(pk__in=ids).values_list("pk", flat=True)}
    known |= {str(pk) for pk in Upload.objects.filter(pk__in=ids).values_list("pk", flat=True)}
    for name in names:
        if _DRAFT.fullmatch(name) or (name in found and found[name] not in known):
            yield name


def _drop_all(kept: Shelf, names: list[str]) -> None:
    for name in names:
        kept.drop(name)
