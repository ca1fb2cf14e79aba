"""Files that the office is given as evidence: nobody sees one before it is scanned and rebuilt clean, as papers are."""

from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.db import models, transaction

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents import cleaning, rules, scanning
from openrotations.documents.actions.storing import put_away, store_file
from openrotations.documents.models import MOST_TRIES, CheckedFile, StoredFile
from openrotations.documents.states import EVIDENCE_MOVES, EvidenceState


@transaction.atomic
def keep_evidence(kind: str, name: str, content: bytes, content_type: str, *, by: Actor, now: datetime) -> StoredFile:
    """Keep a file as evidence, sealed, and have it checked by the worker after the commit.

    Returns the file as it was sent, for its holder to point to; what is shown later is its clean copy.
    """
    stored = store_file(kind, name, content, content_type, by=by, now=now)
    defer_evidence(CheckedFile.objects.create(original=stored, kept_at=now))
    return stored


def check_evidence(checked_id: UUID, *, by: Actor = PROGRAM, now: datetime) -> bool:
    """Scan and rebuild one file; returns whether it was settled now.

    The try is counted first, as for papers. While the scanner does not answer it stays "being checked": ScannerDown is
    raised, the job is tried again, and the try does not count. After MOST_TRIES a person decides.
    """
    from openrotations.documents.queries import read_file  # the queries read what the actions keep

    row = _claim(checked_id)
    if row is None:
        return False
    content = read_file(row.original)
    try:
        scanning.scan(content)
        clean = cleaning.rebuild(content)
    except scanning.ScannerDown:
        CheckedFile.objects.filter(pk=row.pk, tries__gt=0).update(tries=models.F("tries") - 1)
        raise
    except cleaning.Unfit as unfit:
        return _settle(row, None, unfit.code, by=by, now=now)
    return _settle(row, clean, "", by=by, now=now)


@transaction.atomic
def recheck_evidence(row: CheckedFile, *, by: Actor, now: datetime) -> None:
    """Check a file anew that the program gave up: it is back, or the program was mended. Raises Refused."""
    row = CheckedFile.locked(row.pk)
    refuse_if(rules.why_not_check_again(is_stuck=row.is_stuck))
    row.tries = 0
    row.save(update_fields=["tries"])
    record("recheck_evidence", row.original, by=by, now=now, kind=row.original.kind)
    defer_evidence(row)


@transaction.atomic
def give_up_evidence(row: CheckedFile, *, by: Actor, now: datetime) -> None:
    """Say of a file that the program cannot check that it cannot be read: its holder sends another. Raises Refused."""
    row = CheckedFile.locked(row.pk)
    refuse_if(rules.why_not_check_again(is_stuck=row.is_stuck))
    EVIDENCE_MOVES.move(row, EvidenceState.REFUSED, refused_because="damaged", checked_at=now)
    record("give_up_evidence", row.original, by=by, now=now, kind=row.original.kind)


@transaction.atomic
def _claim(checked_id: UUID) -> CheckedFile | None:
    rows = CheckedFile.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    may_try = rows.filter(state=EvidenceState.CHECKING, tries__lt=MOST_TRIES).select_related("original")
    row = may_try.filter(pk=checked_id).first()
    if row is not None:
        row.tries += 1
        row.save(update_fields=["tries"])
    return row


@transaction.atomic
def _settle(row: CheckedFile, clean: bytes | None, code: str, *, by: Actor, now: datetime) -> bool:
    """Put up the clean copy, or say why there is none; nothing where another worker did, or the file has gone."""
    rows = CheckedFile.objects.select_for_update(of=("self",), no_key=True).select_related("original")
    locked = rows.filter(pk=row.pk, state=EvidenceState.CHECKING).first()
    if locked is None:
        return False
    original = locked.original
    if clean is None:
        EVIDENCE_MOVES.move(locked, EvidenceState.REFUSED, refused_because=code, checked_at=now)
    else:
        copy = put_away(original.kind, f"{PurePath(original.name).stem}.pdf", clean, "application/pdf")
        EVIDENCE_MOVES.move(locked, EvidenceState.CLEAN, copy=copy, checked_at=now)
    record("check_evidence", original, by=by, now=now, kind=original.kind, state=locked.state, code=code)
    return True


def defer_evidence(row: CheckedFile) -> None:
    """Queue the job that checks this file; it exists only if the transaction commits."""
    from openrotations.documents.tasks import look_at_evidence  # the task module imports this package

    look_at_evidence.defer(checked_id=str(row.pk))
