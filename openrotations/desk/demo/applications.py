"""Windows, applications and ranked preferences of the demo."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from openrotations.desk.demo.offerings import Offering, Opening
from openrotations.desk.demo.people import Stage, Student
from openrotations.desk.demo.placements import MOST_WEEKS, Placement, SeatBook, is_near
from openrotations.desk.demo.rounds import newest_publication
from openrotations.desk.demo.texts import days_after, days_before, moment

BEFORE_WINDOWS: frozenset[Stage] = frozenset({"signed_up"})
BEFORE_APPROVAL: frozenset[Stage] = frozenset({"signed_up", "windows_stated"})
BEFORE_APPLICATION: frozenset[Stage] = frozenset({"signed_up", "windows_stated", "windows_approved"})
BEFORE_SUBMISSION: frozenset[Stage] = frozenset({"drafted"})
BEFORE_ROUND: frozenset[Stage] = frozenset({"submitted", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Window:
    """Dates, both included, in which a student may be away. The office approves a graduate's."""

    key: str
    student: str
    starts_on: date
    ends_on: date
    stated_at: datetime
    state: Literal["stated", "approved", "refused"]
    decided_at: datetime | None
    decided_by: Literal["registrar", "office", ""]
    reason: str


@dataclass(frozen=True, slots=True)
class Application:
    """A person's request. `preferences` are keys of openings, the dearest first; each fits one approved window."""

    key: str
    student: str
    state: Literal["draft", "submitted", "eligible", "in_round", "placed", "withdrawn"]
    weeks_wanted: int
    preferences: tuple[str, ...]
    round: str
    drafted_at: datetime
    submitted_at: datetime | None
    eligible_at: datetime | None
    in_round_at: datetime | None
    placed_at: datetime | None
    withdrawn_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Paperwork:
    """Everything one person wrote before a placement: when they signed up, their windows, their application if any."""

    student: str
    signed_up_at: datetime
    windows: tuple[Window, ...]
    application: Application | None


NOTES = (
    "I would like to be near a teaching hospital if there is a choice.",
    "I have family in Illinois and can stay with them.",
    "I do not drive, so please think of the bus.",
    "I hope to see outpatient care, which we have little of at home.",
    "",
    "",
)


def make_paperwork(
    rng: Random, student: Student, placements: list[Placement], book: SeatBook, today: date
) -> Paperwork:
    """Windows and application of one person, every step before the next and none after yesterday."""
    days = steps_of(rng, student, placements, book.offerings, today)
    periods = make_periods(rng, placements, today) if student.stage not in BEFORE_WINDOWS else []
    windows = tuple(
        make_window(rng, student, number, period, days, refused=number == 3 and rng.random() < 0.5)
        for number, period in enumerate(periods, start=1)
    )
    application = None
    if student.stage not in BEFORE_APPLICATION:
        application = make_application(rng, student, windows, placements, book, days)
    return Paperwork(student.key, moment(rng, days["signed_up"]), windows, application)


def steps_of(
    rng: Random, student: Student, placements: list[Placement], offerings: dict[str, Offering], today: date
) -> dict[str, date]:
    """The day of each step, found backwards from the offer, or from the last few days where there is none yet."""
    on: dict[str, date] = {}
    if placements:
        on["placed"] = placements[0].events[0].at.date()
        on["in_round"] = days_before(rng, on["placed"], 2, 5)
    elif student.stage == "in_round":
        on["in_round"] = days_before(rng, today, 1, max(1, (today - newest_publication(today)).days))
    newest = days_before(rng, on.get("in_round", today), 1, 4 if "in_round" in on else 12)
    on["eligible"] = newest
    on["submitted"] = days_before(rng, newest, 1, 6)
    if placements:
        deadlines = [each.starts_on - timedelta(days=offerings[each.offering].lead_days) for each in placements]
        on["submitted"] = min(on["submitted"], *deadlines)
    elif student.stage == "submitted":
        on["submitted"], on["eligible"] = newest, min(days_after(rng, newest, 1, 8), today - timedelta(days=1))
    on["drafted"] = days_before(rng, on["submitted"] if student.stage != "drafted" else today, 1, 12)
    on["approved"] = days_before(rng, on["drafted"] if student.stage not in BEFORE_APPLICATION else today, 1, 10)
    on["stated"] = days_before(rng, on["approved"] if student.stage not in BEFORE_APPROVAL else today, 1, 9)
    on["signed_up"] = days_before(rng, on["stated"] if student.stage not in BEFORE_WINDOWS else today, 1, 6)
    return on


def make_periods(rng: Random, placements: list[Placement], today: date) -> list[tuple[date, date]]:
    """One to three periods that do not touch. Every placement lies inside one of them."""
    periods: list[tuple[date, date]] = []
    for placement in placements:
        starts_on = days_before(rng, placement.starts_on, 0, 14)
        ends_on = days_after(rng, placement.ends_on, 2, 21)
        if periods and starts_on <= periods[-1][1] + timedelta(days=14):
            periods[-1] = (periods[-1][0], max(ends_on, periods[-1][1]))
        else:
            periods.append((starts_on, ends_on))
    more = rng.choice((0, 0, 1)) if periods else rng.choice((1, 1, 2, 3))
    earliest = max([today + timedelta(days=40), *[ends_on + timedelta(days=20) for _, ends_on in periods]])
    length = (110, 150) if more == 1 else (84, 98)
    for _ in range(more):
        starts_on = days_after(rng, earliest, 0, 30)
        ends_on = days_after(rng, starts_on, *length)
        periods.append((starts_on, ends_on))
        earliest = ends_on + timedelta(days=20)
    return periods


def make_window(
    rng: Random, student: Student, number: int, period: tuple[date, date], days: dict[str, date], *, refused: bool
) -> Window:
    """One window, decided on by the school's registrar, or by the office for a graduate."""
    decided = student.stage not in BEFORE_APPROVAL
    refused = refused and decided
    return Window(
        key=f"{student.key}-window-{number}",
        student=student.key,
        starts_on=period[0],
        ends_on=period[1],
        stated_at=moment(rng, days["stated"]),
        state="refused" if refused else "approved" if decided else "stated",
        decided_at=moment(rng, days["approved"]) if decided else None,
        decided_by=("registrar" if student.status == "student" else "office") if decided else "",
        reason="The final examinations are in these weeks." if refused else "",
    )


def make_application(
    rng: Random,
    student: Student,
    windows: tuple[Window, ...],
    placements: list[Placement],
    book: SeatBook,
    days: dict[str, date],
) -> Application:
    """The application of one person, as far as it has come."""
    stage = student.stage
    weeks = sum(placement.weeks for placement in placements) or rng.choice((4, 4, 6, 8, 8, 12))
    wanted = rng.randint(weeks, min(MOST_WEEKS, weeks + 3))
    at = {name: moment(rng, day) for name, day in days.items()}
    submitted = stage not in BEFORE_SUBMISSION
    past_eligibility = submitted and (stage not in BEFORE_ROUND)
    checked = past_eligibility or (stage == "submitted" and days["eligible"] > days["submitted"])
    return Application(
        key=f"{student.key}-application",
        student=student.key,
        state=application_state(stage),
        weeks_wanted=wanted,
        preferences=rank_openings(rng, student, windows, placements, book, days["submitted"], wanted),
        round=placements[0].round if placements else "round-current" if stage == "in_round" else "",
        drafted_at=at["drafted"],
        submitted_at=at["submitted"] if submitted else None,
        eligible_at=at["eligible"] if checked else None,
        in_round_at=at["in_round"] if past_eligibility else None,
        placed_at=placements[0].events[0].at if placements else None,
        withdrawn_at=moment(rng, days["eligible"]) if stage == "withdrawn" else None,
        note=rng.choice(NOTES),
    )


def application_state(
    stage: Stage,
) -> Literal["draft", "submitted", "in_round", "placed", "withdrawn"]:
    """The state of the application of a person at that stage."""
    early: dict[Stage, Literal["draft", "submitted", "in_round", "withdrawn"]] = {
        "drafted": "draft",
        "submitted": "submitted",
        "in_round": "in_round",
        "withdrawn": "withdrawn",
    }
    return early.get(stage, "placed")


def rank_openings(
    rng: Random,
    student: Student,
    windows: tuple[Window, ...],
    placements: list[Placement],
    book: SeatBook,
    submitted_on: date,
    weeks_wanted: int,
) -> tuple[str, ...]:
    """Up to eight openings inside approved windows, the person's specialty first, and what they were given."""
    given = [placement.opening for placement in placements]
    fitting = [
        opening
        for opening in book.openings
        if opening.key not in given
        and opening.weeks <= weeks_wanted
        and book.suits(student, opening)
        and (opening.starts_on - submitted_on).days >= book.offerings[opening.offering].lead_days
        and any(is_inside(opening, window) for window in windows)
    ]
    keenness = {
        opening.key: rng.random() * book.offerings[opening.offering].popularity
        + (4 if is_near(student, book.offerings[opening.offering]) else 0)
        for opening in fitting
    }
    ranked = sorted(keenness, key=lambda key: (-keenness[key], key))[: rng.randint(3, 8)]
    for key in given:
        ranked.insert(rng.choice((0, 0, 0, 1, 2)), key)
    return tuple(ranked)


def is_inside(opening: Opening, window: Window) -> bool:
    """Whether every day of the opening is in an approved window."""
    return window.state == "approved" and window.starts_on <= opening.starts_on and opening.ends_on <= window.ends_on
