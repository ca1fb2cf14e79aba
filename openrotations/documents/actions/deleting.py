"""Deleting a paper that nobody needs any more; that it was there, and who decided what about it, stays."""

from datetime import datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents import rules
from openrotations.documents.actions.storing import take_away
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document, StoredFile
from openrotations.documents.states import DOCUMENT_MOVES, DocumentState


@transaction.atomic
def delete_document(document: Document, *, by: Actor, now: datetime) -> Document:
    """Destroy the paper's files, its facts and their key, and what was written of it. The row stays, with its days.

    Raises Refused for a kind of paper that is kept.
    """
    document = Document.locked(document.pk)
    refuse_if(rules.why_not_delete(paper_kinds()[document.kind], document.state))
    files = files_of(document)
    document.originals.all().delete()
    document.pages.all().delete()
    was = document.state
    DOCUMENT_MOVES.move(
        document, DocumentState.DELETED, former_state=was, deleted_at=now, copy=None,
        sealed_facts="", sealed_key="", refused_because="",
    )  # fmt: skip
    for file in files:
        take_away(file)
    record("delete_document", document, by=by, now=now, kind=document.kind, was=was)
    return document


def files_of(document: Document) -> list[StoredFile]:
    """Every file of one paper: as it was uploaded, its pages, and its clean copy."""
    files = [original.file for original in document.originals.select_related("file")]
    files += [page.file for page in document.pages.select_related("file")]
    return [*files, document.copy] if document.copy else files
