"""Placements of the demo: who goes where and when, and the days on which each step happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from openrotations.desk.demo.offerings import Offering, Opening
from openrotations.desk.demo.people import Stage, Student, has_passed
from openrotations.desk.demo.rounds import publication_before
from openrotations.desk.demo.texts import days_after, moment

PlacementState = Literal["offered", "accepted", "confirmed", "cleared", "active", "completed", "declined", "cancelled"]
MOST_WEEKS = 13

STEPS: dict[PlacementState, tuple[str, ...]] = {
    "offered": ("offered",),
    "accepted": ("offered", "accepted"),
    "confirmed": ("offered", "accepted", "confirmed"),
    "cleared": ("offered", "accepted", "confirmed", "cleared"),
    "active": ("offered", "accepted", "confirmed", "cleared", "started"),
    "completed": ("offered", "accepted", "confirmed", "cleared", "started", "completed"),
    "declined": ("offered", "declined"),
    "cancelled": ("offered", "accepted", "confirmed", "cancelled"),
}
ACTORS = {
    "offered": "coordinator",
    "accepted": "student",
    "confirmed": "host",
    "cleared": "coordinator",
    "started": "student",
    "completed": "preceptor",
    "declined": "student",
}
STARTS_AHEAD: dict[PlacementState, tuple[int, int]] = {
    "offered": (60, 200),
    "accepted": (50, 190),
    "confirmed": (28, 150),
    "cleared": (4, 45),
    "declined": (50, 200),
    "cancelled": (10, 160),
}
"""How many days before the start each state is found, fewest and most."""

CANCELLATIONS = (
    ("student", "A family emergency at home. The student asks for new dates next year."),
    ("host", "The preceptor is on leave from that month. The practice has nobody else to supervise."),
    ("visa", "The visa appointment comes after the first day and could not be moved."),
    ("programme", "The agreement with the site is being renewed and is not signed yet."),
)
DECLINES = ("I found a place closer to my family.", "My exam is in the same month.")
MEDICINE = frozenset(
    {
        "internal_medicine",
        "cardiology",
        "gastroenterology",
        "endocrinology",
        "pulmonology",
        "nephrology",
        "infectious_disease",
        "geriatrics",
    }
)
"""Internal medicine and its branches."""
HOLDING: frozenset[PlacementState] = frozenset({"offered", "accepted", "confirmed", "cleared", "active", "completed"})


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a placement: what happened, when, and which role did it."""

    name: str
    at: datetime
    by_role: str


@dataclass(frozen=True, slots=True)
class Placement:
    """One student on one seat of one opening, for all of its days. `price_usd` is for the whole placement."""

    key: str
    student: str
    opening: str
    offering: str
    starts_on: date
    ends_on: date
    weeks: int
    seat: int
    state: PlacementState
    round: str
    held_until: datetime | None
    events: tuple[Event, ...]
    price_usd: int
    cancelled_by: str
    reason: str


class SeatBook:
    """Which seats of which openings are taken, and the openings that a student in a given state could have."""

    def __init__(self, rng: Random, offerings: dict[str, Offering], openings: tuple[Opening, ...], today: date) -> None:
        self.rng = rng
        self.offerings = offerings
        self.openings = openings
        self.today = today
        self.taken: dict[str, int] = {}

    def suits(self, student: Student, opening: Opening) -> bool:
        """Whether the host takes people of that status and with those examinations, before the school days are over."""
        offering, graduation = self.offerings[opening.offering], student.expected_graduation_on
        asked = [name for name in ("step_1", "step_2_ck") if name in offering.requirements]
        return (
            student.status in offering.accepts
            and (graduation is None or opening.ends_on < graduation)
            and all(has_passed(student.exams, name, opening.starts_on) for name in asked)
        )

    def free_seat(self, opening: Opening) -> int | None:
        """The lowest free seat, or None."""
        seat = self.taken.get(opening.key, 0) + 1
        return seat if seat <= opening.seats else None

    def choose(self, student: Student, state: PlacementState, before: Opening | None = None) -> Opening | None:
        """A free opening at the right distance from today; near the person's specialty where there is one.

        With `before`, one that ended before that opening begins, short enough for both to be within 13 weeks.
        """
        found = [
            opening
            for opening in self.openings
            if self.suits(student, opening)
            and self.free_seat(opening)
            and is_at_distance(opening, state, self.today)
            and (before is None or follows(opening, before))
        ]
        near = [opening for opening in found if is_near(student, self.offerings[opening.offering])]
        choices = near or found
        if not choices:
            return None
        return self.rng.choices(choices, [self.offerings[opening.offering].popularity for opening in choices])[0]

    def take(self, opening: Opening) -> int:
        """Give away the lowest free seat. Raises ValueError when the opening is full."""
        seat = self.free_seat(opening)
        if seat is None:
            raise ValueError(f"{opening.key} is full")
        self.taken[opening.key] = seat
        return seat


def follows(earlier: Opening, later: Opening) -> bool:
    """Whether one person could do both, one after the other, within 13 weeks in all and half a year."""
    gap = (later.starts_on - earlier.ends_on).days
    return 0 < gap < 100 and earlier.weeks + later.weeks <= MOST_WEEKS and earlier.offering != later.offering


def is_at_distance(opening: Opening, state: PlacementState, today: date) -> bool:
    """Whether a placement in that state could be on those days."""
    if state == "completed":
        return opening.ends_on <= today - timedelta(days=3)
    if state == "active":
        return opening.starts_on <= today - timedelta(days=3) and opening.ends_on >= today + timedelta(days=2)
    fewest, most = STARTS_AHEAD[state]
    return fewest <= (opening.starts_on - today).days <= most


def is_near(student: Student, offering: Offering) -> bool:
    """Whether the offering serves the person's specialty. Branches of medicine count as internal medicine."""
    if student.specialty == "internal_medicine":
        return offering.specialty in MEDICINE
    return offering.specialty == student.specialty


def make_placements(rng: Random, book: SeatBook, students: tuple[Student, ...]) -> tuple[Placement, ...]:
    """Every placement. Some of those on a rotation now, or finished with one, did another before."""
    placements: list[Placement] = []
    for student in students:
        state = placement_state(student.stage)
        if state is None:
            continue
        opening = book.choose(student, state)
        if opening is None:
            raise ValueError(f"No opening is left for {student.key}, {student.stage}")
        seat = book.take(opening) if state in HOLDING else 1
        pair = [(opening, seat, state)]
        earlier = book.choose(student, "completed", before=opening) if state in ("active", "completed") else None
        if earlier is not None and rng.random() < 0.5:
            pair.insert(0, (earlier, book.take(earlier), "completed"))
        first_start = pair[0][0].starts_on
        for each, number, reached in pair:
            key = f"placement-{len(placements) + 1:03d}"
            offering = book.offerings[each.offering]
            placements.append(
                make_placement(rng, key, student, each, offering, number, reached, book.today, first_start)
            )
    return tuple(placements)


def placement_state(stage: Stage) -> PlacementState | None:
    """The state of the latest placement of a person at that stage, or None before the first."""
    for state in STEPS:
        if state == stage:
            return state
    return None


def make_placement(
    rng: Random,
    key: str,
    student: Student,
    opening: Opening,
    offering: Offering,
    seat: int,
    state: PlacementState,
    today: date,
    first_start: date,
) -> Placement:
    """One placement with its steps. Both placements of one person were offered in the same round, before the first."""
    offered_on = publication_before(today, newest_offer(rng, state, first_start, today))
    events = make_events(rng, state, opening, offered_on, today)
    cancelled_by, reason = choose_ending(rng, state)
    return Placement(
        key=key,
        student=student.key,
        opening=opening.key,
        offering=opening.offering,
        starts_on=opening.starts_on,
        ends_on=opening.ends_on,
        weeks=opening.weeks,
        seat=seat,
        state=state,
        round=f"round-{offered_on.isoformat()}",
        held_until=events[0].at + timedelta(days=7) if state == "offered" else None,
        events=tuple(
            Event(event.name, event.at, cancelled_by or "coordinator") if event.name == "cancelled" else event
            for event in events
        ),
        price_usd=offering.price_a_week_usd * opening.weeks,
        cancelled_by=cancelled_by,
        reason=reason,
    )


def choose_ending(rng: Random, state: PlacementState) -> tuple[str, str]:
    """Who cancelled, and why it ended. Both are empty for a placement that stands."""
    if state == "cancelled":
        return rng.choice(CANCELLATIONS)
    return ("", rng.choice(DECLINES)) if state == "declined" else ("", "")


def newest_offer(rng: Random, state: PlacementState, first_start: date, today: date) -> date:
    """The last day on which the offer can have been published, for every later step to have had its time."""
    if state in ("active", "completed"):
        return first_start - timedelta(days=30)
    back = {
        "offered": 1,
        "accepted": 2,
        "declined": rng.choice((2, 40, 70)),
        "confirmed": 15,
        "cleared": 26,
        "cancelled": 20,
    }
    return min(today - timedelta(days=back[state]), first_start - timedelta(days=3))


def make_events(
    rng: Random, state: PlacementState, opening: Opening, offered_on: date, today: date
) -> tuple[Event, ...]:
    """The steps of one placement in order, none after yesterday."""
    yesterday = today - timedelta(days=1)
    on = {"offered": offered_on}
    on["accepted"] = on["declined"] = min(days_after(rng, offered_on, 1, 5), yesterday)
    on["confirmed"] = min(days_after(rng, on["accepted"], 1, 6), yesterday)
    latest_clearance = min(opening.starts_on - timedelta(days=2), yesterday)
    on["cleared"] = max(
        min(days_after(rng, on["confirmed"], 4, 40), latest_clearance), on["confirmed"] + timedelta(days=1)
    )
    on["cancelled"] = min(days_after(rng, on["confirmed"], 1, 12), yesterday)
    on["started"] = opening.starts_on
    on["completed"] = opening.ends_on
    return tuple(Event(name, moment(rng, on[name]), ACTORS.get(name, "coordinator")) for name in STEPS[state])
