"""A host reads the CV of a student it is asked about."""

from datetime import datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.documents.models import Document
from openrotations.documents.queries import read_file


@transaction.atomic
def open_cv(document: Document, *, by: Actor, now: datetime) -> bytes:
    """The clean copy of a CV; every opening is audited. Whoever calls this has asked `access` first."""
    assert document.copy is not None  # an accepted paper has one
    record("open_cv", document, by=by, now=now)
    return read_file(document.copy)
