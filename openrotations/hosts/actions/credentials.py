"""Noting what shows that a preceptor may supervise."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents.actions import remove_file
from openrotations.documents.models import StoredFile
from openrotations.hosts import rules
from openrotations.hosts.actions.files import keep_upload
from openrotations.hosts.evidence import Upload
from openrotations.hosts.models import Certification, Checked, Credential, Licence, Preceptor

# What may stand once for a preceptor.
_ONCE: dict[type[Checked], tuple[str, ...]] = {Licence: ("state", "number"), Certification: ("board", "specialty")}


@transaction.atomic
def note_credential[T: Checked](
    kind: type[T], preceptor: Preceptor, values: dict[str, Any], *, evidence: Upload | None, by: Actor, now: datetime
) -> T:
    """A licence, certification, insurance or exclusion check that was looked up. Refused when it is listed already."""
    Preceptor.locked(preceptor.pk)
    row = kind(preceptor=preceptor, checked_by_id=by.person_id, **values)
    _refuse_second(row)
    row.evidence = _kept(row, evidence, by=by, now=now)
    row.save(force_insert=True)
    record("note_credential", row, by=by, now=now, kind=_name(row), preceptor=str(preceptor.pk))
    return row


@transaction.atomic
def change_credential(
    row: Credential, values: dict[str, Any], *, evidence: Upload | None, by: Actor, now: datetime
) -> None:
    """Save what was looked up anew. Another last day starts the warnings again; new evidence replaces the old."""
    Preceptor.locked(row.preceptor_id)
    row = type(row).locked(row.pk)
    old_file, old_end = row.evidence, row.expires_on
    for name, value in values.items():
        setattr(row, name, value)
    row.checked_by_id = by.person_id
    _refuse_second(row)
    if row.expires_on != old_end:
        row.warned_days = row.lapsed_at = None
    row.evidence = _kept(row, evidence, by=by, now=now) or old_file
    row.save(update_fields=[*values, "checked_by", "warned_days", "lapsed_at", "evidence"])
    record("change_credential", row, by=by, now=now, kind=_name(row), fields=sorted(values))
    if old_file and row.evidence != old_file:
        remove_file(old_file, by=by, now=now)


def _refuse_second(row: Checked) -> None:
    once = _ONCE.get(type(row))
    if once:
        same = {f"{name}__iexact": getattr(row, name).strip() for name in once}
        others = type(row)._default_manager.filter(preceptor_id=row.preceptor_id, **same).exclude(pk=row.pk)
        refuse_if(rules.why_not_save_credential(is_listed=others.exists()))


def _kept(row: Checked, evidence: Upload | None, *, by: Actor, now: datetime) -> StoredFile | None:
    if evidence is None:
        return None
    return keep_upload(evidence, kind="preceptor-evidence", stem=_name(row), by=by, now=now)


def _name(row: Checked) -> str:
    return row._meta.model_name or ""
