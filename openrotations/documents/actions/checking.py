"""What the worker does with a paper before anybody sees it: scan the files, rebuild them clean, make pictures."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import models, transaction
from django.utils import translation

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents import cleaning, rules, scanning
from openrotations.documents.actions.evidence import defer_evidence
from openrotations.documents.actions.papers import defer_check
from openrotations.documents.actions.storing import kept_whole, put_away
from openrotations.documents.models import MOST_TRIES, CheckedFile, Document, Page
from openrotations.documents.signals import document_refused
from openrotations.documents.states import DOCUMENT_MOVES, DocumentState, EvidenceState
from openrotations.documents.wordings import why_unfit

log = structlog.get_logger("openrotations.documents")
LOST_AFTER = timedelta(minutes=5)


def check_document(document_id: UUID, *, by: Actor = PROGRAM, now: datetime) -> bool:
    """Scan and rebuild one paper; returns whether it was settled now.

    It is marked `checking` and the try is counted, and that is committed first: a worker that is killed has tried as
    well. While the scanner does not answer it stays so: ScannerDown is raised, and the try does not count. What is not
    fit is refused in words that tell its owner what to do. After MOST_TRIES a person looks at it.
    """
    from openrotations.documents.queries import read_file  # the queries read what the actions keep

    document = _claim(document_id)
    if document is None:
        return False
    contents = [read_file(row.file) for row in document.originals.select_related("file")]
    try:
        for content in contents:
            scanning.scan(content)
        cleaned = cleaning.clean(contents)
    except scanning.ScannerDown:
        Document.objects.filter(pk=document.pk, tries__gt=0).update(tries=models.F("tries") - 1)
        raise
    except cleaning.Unfit as unfit:
        return _refuse(document, unfit.code, by=by, now=now)
    return _put_up(document, cleaned, by=by, now=now)


@transaction.atomic
def check_waiting(*, by: Actor = PROGRAM, now: datetime) -> int:
    """Queue papers and evidence again whose check was lost or could not be made; returns how many."""
    rows = Document.objects.filter(
        state__in=[DocumentState.UPLOADED, DocumentState.CHECKING],
        uploaded_at__lt=now - LOST_AFTER,
        tries__lt=MOST_TRIES,
    )
    for document in (found := list(rows)):
        defer_check(document)
    kept = CheckedFile.objects.filter(
        state=EvidenceState.CHECKING, kept_at__lt=now - LOST_AFTER, tries__lt=MOST_TRIES
    )  # fmt: skip
    for evidence in (waiting := list(kept)):
        defer_evidence(evidence)
    if count := len(found) + len(waiting):
        log.warning("papers still wait to be checked", count=count)
    return count


@transaction.atomic
def recheck_document(document: Document, *, by: Actor, now: datetime) -> Document:
    """Check a paper anew that the program gave up: its file is back, or the program was mended. Raises Refused."""
    document = Document.locked(document.pk)
    refuse_if(rules.why_not_check_again(is_stuck=document.is_stuck))
    document.tries = 0
    document.save(update_fields=["tries"])
    record("recheck_document", document, by=by, now=now, kind=document.kind)
    defer_check(document)
    return document


@transaction.atomic
def _claim(document_id: UUID) -> Document | None:
    rows = Document.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    may_try = rows.filter(state__in=[DocumentState.UPLOADED, DocumentState.CHECKING], tries__lt=MOST_TRIES)
    document = may_try.filter(pk=document_id).first()
    if document is None:
        return None
    document.tries += 1
    document.save(update_fields=["tries"])
    if document.state == DocumentState.UPLOADED:
        DOCUMENT_MOVES.move(document, DocumentState.CHECKING)
    return document


@kept_whole()
@transaction.atomic
def _put_up(document: Document, cleaned: cleaning.Cleaned, *, by: Actor, now: datetime) -> bool:
    if not _still_waits(document):
        return False
    copy = put_away("document", f"{document.kind}.pdf", cleaned.pdf, "application/pdf")
    for number, picture in enumerate(cleaned.pictures, start=1):
        file = put_away("page", f"{document.kind}-{number}.jpg", picture, "image/jpeg")
        Page.objects.create(document=document, number=number, file=file)
    DOCUMENT_MOVES.move(document, DocumentState.IN_REVIEW, copy=copy, checked_at=now)
    record("check_document", document, by=by, now=now, kind=document.kind, pages=cleaned.page_count)
    return True


@transaction.atomic
def _refuse(document: Document, code: str, *, by: Actor, now: datetime) -> bool:
    if not _still_waits(document):
        return False
    with translation.override(document.person.language):
        because = str(why_unfit(code))
    DOCUMENT_MOVES.move(document, DocumentState.REFUSED, refused_because=because, checked_at=now)
    record("refuse_unfit_document", document, by=by, now=now, kind=document.kind, code=code)
    document_refused.send(Document, document=document, by=by, now=now)
    return True


def _still_waits(document: Document) -> bool:
    """Lock the paper; whether nobody else settled or withdrew it meanwhile."""
    rows = Document.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=document.pk, state=DocumentState.CHECKING).exists()
