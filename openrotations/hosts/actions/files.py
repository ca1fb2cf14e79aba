"""Keeping a file that the office was given: sealed like every other, and never one that the scanner finds harmful."""

from datetime import datetime

from django.db import transaction

from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents.actions import keep_evidence
from openrotations.documents.cleaning import Unfit
from openrotations.documents.models import StoredFile
from openrotations.documents.scanning import ScannerDown, scan
from openrotations.hosts import rules
from openrotations.hosts.evidence import Upload


@transaction.atomic
def keep_upload(upload: Upload, *, kind: str, stem: str, by: Actor, now: datetime) -> StoredFile:
    """The file as it was sent, under a name of ours. Refused when the scanner finds it harmful.

    Without a scanner it is kept all the same, and waits: nobody opens it before it is scanned and rebuilt clean.
    """
    refuse_if(rules.why_not_keep(is_harmful=_is_harmful(upload.content)))
    return keep_evidence(kind, f"{stem}.{upload.ending}", upload.content, upload.content_type, by=by, now=now)


def _is_harmful(content: bytes) -> bool:
    try:
        scan(content)
    except Unfit:
        return True
    except ScannerDown:
        return False
    return False
