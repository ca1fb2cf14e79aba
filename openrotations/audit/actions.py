"""Writing to the audit trail. Every action of every package ends here, inside its own transaction."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from openrotations.audit.models import Entry, PersonKey
from openrotations.common.actors import Actor
from openrotations.common.sealing import new_key, seal, unwrap_key, wrap_key


@transaction.atomic(savepoint=False)
def record(
    action: str,
    subject: models.Model,
    *,
    by: Actor,
    now: datetime,
    sealed: dict[str, Any] | None = None,
    about: UUID | None = None,
    **details: Any,
) -> Entry:
    """Write one entry. `details` hold identifiers and states, never a person's words or name.

    Personal values go into `sealed`, which opens only with the key of the person they are `about`.
    """
    box = {}
    if sealed and about:
        place = f"audit:{about}"
        plain = json.dumps(sealed, sort_keys=True, default=str).encode()
        closed = seal(plain, key=_key_of(about), place=place)
        box = {"sealed": {"about": str(about), "box": base64.b64encode(closed).decode()}}
    entry = _entry(action, subject, details, box, by=by, now=now)
    entry.save(force_insert=True)
    return entry


def record_each(
    action: str, subjects: Iterable[tuple[models.Model, dict[str, Any]]], *, by: Actor, now: datetime
) -> None:  # fmt: skip
    """Write an entry for each subject with its details, as `record` does, in one query and in this order."""
    Entry.objects.bulk_create([_entry(action, subject, details, {}, by=by, now=now) for subject, details in subjects])


def _entry(
    action: str, subject: models.Model, details: dict[str, Any], box: dict[str, Any], *, by: Actor, now: datetime
) -> Entry:
    body = {
        "at": now.isoformat(),
        "action": action,
        "actor": {"kind": by.kind, "id": by.id, "role": by.role},
        "subject": {"kind": subject._meta.label_lower, "id": str(subject.pk)},
        "details": details,
        **box,
    }
    return Entry(
        at=now,
        action=action,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_role=by.role,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        body=json.dumps(body, sort_keys=True, default=str, separators=(",", ":")),
    )


def _key_of(person_id: UUID) -> bytes:
    place = f"person-key:{person_id}"
    row, _ = PersonKey.objects.get_or_create(
        person_id=person_id, defaults={"sealed_key": wrap_key(new_key(), place=place)}
    )
    return unwrap_key(row.sealed_key, place=place)
