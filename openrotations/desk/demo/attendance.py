"""Days of attendance of the demo's running and finished placements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from openrotations.desk.demo.offerings import Offering
from openrotations.desk.demo.placements import Placement
from openrotations.desk.demo.texts import load, moment

HOLIDAYS = frozenset({(1, 1), (7, 4), (12, 25)})
"""Fixed holidays (month, day) on which every site of the demo is closed to visitors."""


@dataclass(frozen=True, slots=True)
class AttendanceDay:
    """One weekday of a placement. An absent day has no minutes; a queried one waits for an answer to `note`."""

    placement: str
    on: date
    minutes: int
    presence: Literal["present", "absent"]
    sign_off: Literal["signed", "waiting", "queried"]
    signed_at: datetime | None
    note: str


def make_attendance(rng: Random, placement: Placement, offering: Offering, today: date) -> tuple[AttendanceDay, ...]:
    """Every weekday from the first to the last, or to yesterday while the placement runs."""
    if placement.state not in ("active", "completed"):
        return ()
    last = min(placement.ends_on, today - timedelta(days=1))
    days = [placement.starts_on + timedelta(days=passed) for passed in range((last - placement.starts_on).days + 1)]
    absences = set(rng.choices(range(4, 70), k=rng.choice((0, 1, 1, 2))))
    return tuple(
        make_day(rng, placement, offering, day, today, absent=number in absences)
        for number, day in enumerate(days)
        if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS
    )


def make_day(
    rng: Random, placement: Placement, offering: Offering, day: date, today: date, *, absent: bool
) -> AttendanceDay:
    """One day. The last two or three days of a running placement are not signed yet."""
    texts = load("comments.yaml")
    waiting = placement.state == "active" and (today - day).days <= rng.choice((2, 2, 3, 4))
    queried = not absent and not waiting and placement.state == "active" and rng.random() < 0.05
    signed = not waiting and not queried
    minutes = 0 if absent else offering.hours_a_week * 12 + rng.choice((-60, -30, 0, 0, 0, 30))
    return AttendanceDay(
        placement=placement.key,
        on=day,
        minutes=minutes,
        presence="absent" if absent else "present",
        sign_off="signed" if signed else "waiting" if waiting else "queried",
        signed_at=signed_moment(rng, day, today) if signed else None,
        note=rng.choice(texts["absence"]) if absent else rng.choice(texts["query"]) if queried else "",
    )


def signed_moment(rng: Random, day: date, today: date) -> datetime:
    """Within three days of the day itself, never later than yesterday."""
    return moment(rng, min(day + timedelta(days=rng.choice((0, 0, 1, 3))), today - timedelta(days=1)))
