"""Terms, privacy notice and consent of the demo, who accepted them, and one student who has something new to read."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from openrotations.audit.actions import record_each
from openrotations.common.actors import Actor
from openrotations.consents.actions import save_draft
from openrotations.consents.models import Acceptance, Kind, Version
from openrotations.consents.queries import draft_values
from openrotations.consents.shipped import MARK, templates
from openrotations.desk.demo.rows import Rows
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

_FIRST_AFTER = timedelta(hours=20)
_CHANGED_BEFORE = timedelta(days=20)
_READ_AFTER = timedelta(hours=9)
_DRAFTED_BEFORE = timedelta(hours=7)
_CHANGE = "It says that whoever has the code of a record can check it."
_ADDED = "- Whoever you give a code to: what the code is for.\n"


def fill_texts(rows: Rows) -> None:
    """The first version of each text, a second privacy notice, a draft, and everybody's yes but one."""
    first = rows.opened_at + _FIRST_AFTER
    versions = [_published(rows, kind, 1, first, "This is the first version.") for kind in Kind.values]
    versions.append(_published(rows, Kind.PRIVACY, 2, rows.midnight - _CHANGED_BEFORE, _CHANGE))
    Version.objects.bulk_create(versions)
    for version in versions:
        assert version.published_at is not None  # two lines above
        rows.diary.note(
            version.published_at, "publish_version", version, _director(rows),
            kind=version.kind, number=version.number, holds_from=version.holds_from.isoformat(),
        )  # fmt: skip
    _accept(rows, versions, unread=_somebody_whose_rotations_are_over())
    rows.diary.act(rows.midnight - _DRAFTED_BEFORE, partial(_draft, rows))


def _published(rows: Rows, kind: str, number: int, at: datetime, change: str) -> Version:
    template = templates()[kind]
    text = re.sub(rf"{MARK}[^\n]*", "This programme is invented, and so is this text.", template.text)
    if (kind, number) == (Kind.PRIVACY, 1):
        text = text.replace(_ADDED, "")
    return Version(
        kind=kind,
        number=number,
        title=template.title,
        text=re.sub(r"Write here[^\n]*", "The demonstration leaves this out.", text),
        change=change,
        holds_from=at.date(),
        state="published",
        created_at=at,
        published_at=at,
        published_by=rows.directors[0],
    )


def _accept(rows: Rows, versions: Iterable[Version], unread: object) -> None:
    signed_up = {papers.student: papers.signed_up_at for papers in rows.world.paperwork}
    made: list[Acceptance] = []
    for key, student in rows.students.items():
        given: dict[datetime, list[Acceptance]] = {}
        for version in versions:
            # What a school reads, each student answers for themselves (school_policies.py).
            if version.kind == Kind.RELEASE or (version.number == 2 and student.pk == unread):
                continue
            assert version.published_at is not None  # all of them are published
            at = max(signed_up[key], version.published_at + _READ_AFTER)
            how = (
                Acceptance.How.SIGN_UP if at == signed_up[key] and version.kind != Kind.PAPERS else Acceptance.How.PAGE
            )
            row = Acceptance(person_id=student.person_id, version=version, how=how, accepted_at=at, created_at=at)
            given.setdefault(at, []).append(row)
            made.append(row)
        for at, found in given.items():
            rows.diary.act(at, partial(_note, found, rows.student_actor(key)))
    Acceptance.objects.bulk_create(made)


def _note(found: list[Acceptance], by: Actor, now: datetime) -> None:
    entries: list[tuple[Acceptance, dict[str, Any]]] = [
        (
            row,
            {
                "person": str(row.person_id),
                "version": str(row.version_id),
                "kind": str(row.version.kind),
                "number": row.version.number,
                "how": str(row.how),
            },
        )
        for row in found
    ]
    record_each("accept_version", entries, by=by, now=now)


def _somebody_whose_rotations_are_over() -> object:
    """A student who has a record and asks for nothing any more, so that nothing is held back."""
    over = Placement.objects.filter(state=PlacementState.COMPLETED)
    busy = Placement.objects.exclude(state=PlacementState.COMPLETED).values("student")
    row = (
        over.filter(letter_requests=None).exclude(student__in=busy).order_by("period", "student__person__email").first()
    )
    return row.student_id if row else None


def _draft(rows: Rows, now: datetime) -> None:
    values = draft_values(Kind.TERMS, now.date())
    values |= {
        "change": "It says how early a place must be given up.",
        "holds_from": (now + timedelta(days=30)).date(),
    }
    save_draft(Kind.TERMS, values, by=_director(rows), now=now)


def _director(rows: Rows) -> Actor:
    return Actor("person", str(rows.directors[0].pk), "director")
