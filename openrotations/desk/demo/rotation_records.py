"""Records of US clinical experience that the demo has issued, superseded and revoked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from openrotations.desk.demo.placements import Placement
from openrotations.desk.demo.texts import load, moment


@dataclass(frozen=True, slots=True)
class RotationRecord:
    """A record of one person's finished placements. `superseded_by` is the key of the later record, or empty."""

    key: str
    student: str
    placements: tuple[str, ...]
    state: Literal["issued", "superseded", "revoked"]
    issued_at: datetime
    ended_at: datetime | None
    superseded_by: str
    reason: str


def make_records(
    rng: Random, placements_by_student: dict[str, list[Placement]], today: date
) -> tuple[RotationRecord, ...]:
    """A record for about four in five of those who finished. After a second placement it is replaced."""
    records: list[RotationRecord] = []
    for student, placements in placements_by_student.items():
        done = [placement for placement in placements if placement.state == "completed"]
        settled = [placement for placement in done if (today - placement.ends_on).days > 20]
        if not settled or rng.random() > 0.8:
            continue
        revoked = len(records) >= 5 and all(record.state != "revoked" for record in records)
        first = len(records) + 1
        for count in range(1, len(settled) + 1):
            last = count == len(settled)
            ended_on = settled[count].ends_on + timedelta(days=6) if not last else None
            records.append(
                RotationRecord(
                    key=f"record-{first + count - 1:03d}",
                    student=student,
                    placements=tuple(placement.key for placement in settled[:count]),
                    state="superseded" if not last else "revoked" if revoked else "issued",
                    issued_at=moment(rng, settled[count - 1].ends_on + timedelta(days=6)),
                    ended_at=ending(rng, ended_on, today, revoked=last and revoked),
                    superseded_by="" if last else f"record-{first + count:03d}",
                    reason=load("comments.yaml")["revocation"] if last and revoked else "",
                )
            )
    return tuple(records)


def ending(rng: Random, superseded_on: date | None, today: date, *, revoked: bool) -> datetime | None:
    """When a record stopped being the valid one, or None while it is."""
    if revoked:
        return moment(rng, today - timedelta(days=2))
    return moment(rng, superseded_on) if superseded_on else None
