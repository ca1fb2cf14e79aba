"""May this happen to a seat, an offer or a placement, and if not, every reason why. Pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openrotations.applications.states import ApplicationState
from openrotations.common.periods import WEEK, Period, add_working_days
from openrotations.common.refusals import Reason
from openrotations.common.wording import written_moment
from openrotations.placements.plans.weeks import Calendar, without
from openrotations.placements.states import PlacementState, RequestKind, Unpublished

MAY_BE_PLACED = (
    ApplicationState.ELIGIBLE,
    ApplicationState.IN_ROUND,
    ApplicationState.WAITING,
    ApplicationState.PLACED,
)
MAY_TAKE_A_FREE_SEAT = (ApplicationState.ELIGIBLE, ApplicationState.WAITING)
STATED_BY_PLACEMENTS = {"preceptor", "site", "specialty", "experience_type", "participation", "setting"}
BEFORE_DAY_ONE = (
    PlacementState.OFFERED,
    PlacementState.ACCEPTED,
    PlacementState.CONFIRMED,
    PlacementState.CLEARED,
)
MOST_REQUESTS_A_DAY = 3
LENGTHS = (RequestKind.SHORTEN, RequestKind.EXTEND)
# Whom the writers of a conversation may address.
AUDIENCES = {
    "student": ("everyone", "student"),
    "host": ("everyone", "host"),
    "office": ("everyone", "student", "host", "office"),
}

NO_SEAT_LEFT = Reason("no-seat", _("Every seat is taken on these dates. Another choice may have one."), "student")
DAYS_TAKEN = Reason("days-taken", _("You already have a placement on one of these days."), "student")
OUTSIDE_WINDOWS = Reason(
    "outside-windows", _("These dates are not inside one of your approved windows."), "registrar", "your school"
)
TOO_MANY_OR_FEW_WEEKS = Reason("length", _("This offering cannot be had for so many weeks."), "student")
HAS_BEGUN = Reason("has-begun", _("These dates have begun already."), "student")
OUTSIDE_OPENING = Reason("outside-opening", _("These dates are not inside the dates of this opening."))
CLOSED_DAYS = Reason("closed-days", _("The site is closed on some of these days."), "host")


@dataclass(frozen=True)
class Seeker:
    """Who asks for a seat. `busy` holds the periods of the placements they have; `weeks_left` those still wanted."""

    application_state: str
    is_graduate: bool
    windows: tuple[Period, ...]
    busy: tuple[Period, ...] = ()
    weeks_left: int = 52


@dataclass(frozen=True)
class Place:
    """Where a seat is asked for. `today` is the date at the site, `closed` are the closed days of the opening."""

    opening: Period
    is_open: bool
    min_weeks: int
    max_weeks: int
    hands_on: bool
    today: date
    closed: tuple[Period, ...] = ()


def why_not_take_seat(
    seeker: Seeker, place: Place, period: Period, *, graduates_observe: bool, free_seat: int | None
) -> Iterator[Reason]:
    """A seat is given to an eligible student, on dates that fit everybody, where one is free."""
    if seeker.application_state not in MAY_BE_PLACED:
        yield Reason("not-eligible", _("The office has not found this application eligible yet."))
    yield from why_not_here(seeker, place, graduates_observe=graduates_observe)
    if period.first <= place.today:
        yield HAS_BEGUN
    yield from why_not_on_these_days(seeker, place, period)
    if free_seat is None:
        yield NO_SEAT_LEFT


def why_not_on_these_days(seeker: Seeker, place: Place, period: Period) -> Iterator[Reason]:
    """Dates must fit the opening, the offering's weeks, the student's windows and their other placements."""
    if not place.opening.contains(period):
        yield OUTSIDE_OPENING
    if any(closed.overlaps(period) for closed in place.closed):
        yield CLOSED_DAYS
    if not place.min_weeks <= period.weeks <= place.max_weeks:
        yield TOO_MANY_OR_FEW_WEEKS
    if not any(window.contains(period) for window in seeker.windows):
        yield OUTSIDE_WINDOWS
    if any(taken.overlaps(period) for taken in seeker.busy):
        yield DAYS_TAKEN


def why_not_take_a_free_seat(application_state: str) -> Iterator[Reason]:
    """Outside of a round, whoever is eligible and has no place takes a seat that is free."""
    if application_state not in MAY_TAKE_A_FREE_SEAT:
        text = _("You can take a free seat once the office has found you eligible, and while you have none.")
        yield Reason("not-eligible", text)


def why_not_here(seeker: Seeker, place: Place, *, graduates_observe: bool) -> Iterator[Reason]:
    """Whatever the dates: the opening must be open, and a graduate may be held to observing."""
    if not place.is_open:
        yield Reason("closed", _("This opening is closed."))
    if seeker.is_graduate and place.hands_on and graduates_observe:
        yield Reason(
            "graduate-observes", _("A graduate only observes here. This one is hands-on."), "", "office policy"
        )


def why_not_at_all(seeker: Seeker, place: Place, *, graduates_observe: bool, of_plans: bool) -> Iterator[Reason]:
    """Why a choice can't be had, whoever else wants it: for a single stay, or as a part of a plan."""
    yield from why_not_here(seeker, place, graduates_observe=graduates_observe)
    yield from why_no_weeks(seeker, place) if of_plans else why_no_dates(seeker, place)


def why_no_dates(seeker: Seeker, place: Place) -> Iterator[Reason]:
    """Why no period of this opening suits this student, or nothing where one does."""
    if next(periods_that_fit(seeker, place), None):
        return
    if place.opening.first <= place.today:
        yield Reason("has-begun", _("It has begun already."), "student")
    elif seeker.weeks_left < place.min_weeks:
        yield Reason("length", _("It takes more weeks than you still want."), "student")
    elif next(periods_that_fit(seeker, replace(place, closed=())), None):
        yield CLOSED_DAYS
    elif next(periods_that_fit(replace(seeker, busy=(), weeks_left=52), replace(place, closed=())), None):
        yield DAYS_TAKEN
    else:
        yield OUTSIDE_WINDOWS


def why_no_weeks(seeker: Seeker, place: Place) -> Iterator[Reason]:
    """Why no whole weeks of this opening suit this student in a plan, or nothing where some do."""
    if _weeks_in_a_row(seeker, place) >= place.min_weeks:
        return
    if place.opening.first <= place.today:
        yield Reason("has-begun", _("It has begun already."), "student")
    elif seeker.weeks_left < place.min_weeks:
        yield Reason("length", _("It takes more weeks than you still want."), "student")
    elif _weeks_in_a_row(seeker, replace(place, closed=())) >= place.min_weeks:
        yield CLOSED_DAYS
    elif _weeks_in_a_row(replace(seeker, busy=()), replace(place, closed=())) >= place.min_weeks:
        yield DAYS_TAKEN
    else:
        yield OUTSIDE_WINDOWS


@lru_cache(maxsize=4096)
def _weeks_of(opening: Period, today: date) -> tuple[Calendar, range]:
    """The opening's weeks that are to come. Kept: in a large round, everybody who lists the opening is asked of it."""
    calendar = Calendar.covering([opening], after=today)
    return calendar, calendar.of_opening(opening)


def _weeks_in_a_row(seeker: Seeker, place: Place) -> int:
    calendar, weeks = _weeks_of(place.opening, place.today)
    taken = {week for period in (*seeker.busy, *place.closed) for week in calendar.touched(period)}
    stretches = [each for window in seeker.windows for each in without(calendar.of_window(window), taken)]
    longest = max((min(end, weeks.stop) - max(first, weeks.start) for first, end in stretches), default=0)
    return min(longest, seeker.weeks_left)


def periods_that_fit(seeker: Seeker, place: Place) -> Iterator[Period]:
    """Periods of the opening that suit the student, the longest first, then the earliest; whole weeks."""
    longest = min(place.max_weeks, seeker.weeks_left, place.opening.weeks)
    for weeks in range(longest, place.min_weeks - 1, -1):
        first = place.opening.first
        while first <= place.opening.last:
            last = min(first + weeks * WEEK - timedelta(days=1), place.opening.last)
            period = Period(first, last)
            if period.weeks == weeks and first > place.today and _suits(period, seeker, place.closed):
                yield period
            first += WEEK


def _suits(period: Period, seeker: Seeker, closed: Sequence[Period]) -> bool:
    inside = any(window.contains(period) for window in seeker.windows)
    return inside and not any(taken.overlaps(period) for taken in (*seeker.busy, *closed))


def first_free_seat(seats: int, taken: Sequence[int] | set[int]) -> int | None:
    """The lowest seat number from 1 to `seats` that is not taken; None when all are."""
    return next((number for number in range(1, seats + 1) if number not in taken), None)


def has_room(seats: int, taken: Sequence[Period], wanted: Period) -> bool:
    """Whether fewer than `seats` are taken on each day of the wanted period, whatever their numbers are now."""
    within = [each for each in taken if each.overlaps(wanted)]
    days = {wanted.first} | {each.first for each in within if each.first > wanted.first}
    return all(sum(each.first <= day <= each.last for each in within) < seats for day in days)


def seats_in_order(
    seats: int, held: Sequence[tuple[Period, int | None]], wanted: Period
) -> tuple[int, list[int]] | None:
    """Seat numbers for `wanted` and for all that are held, so that nobody shares a seat on a day; None: too full.

    A held period with a number keeps it. Taken in the order of their first days, each gets the lowest seat
    that is free on that day; that never fails where no day is too full.
    """
    numbers: dict[int, int] = {at: number for at, (_, number) in enumerate(held) if number is not None}
    periods = [period for period, _ in held] + [wanted]
    for at in sorted(range(len(periods)), key=lambda at: (periods[at].first, at)):
        if at in numbers:
            continue
        taken = {seat for other, seat in numbers.items() if periods[other].overlaps(periods[at])}
        number = first_free_seat(seats, taken)
        if number is None:
            return None
        numbers[at] = number
    return numbers[len(held)], [numbers[at] for at in range(len(held))]


def why_not_close_days(students: Sequence[str]) -> Iterator[Reason]:
    """Days are closed once nobody has a seat on them any more."""
    if students:
        text = ngettext(
            "%(n)d placement has a seat on these days: %(names)s. Cancel, move or repair it first.",
            "%(n)d placements have seats on these days: %(names)s. Cancel, move or repair them first.",
            len(students),
        )
        yield Reason("placements-there", text % {"n": len(students), "names": ", ".join(students)})


def why_not_lose_window(*, is_used: bool) -> Iterator[Reason]:
    """The days of a placement that goes on stay inside an approved window."""
    if is_used:
        yield Reason(
            "window-used", _("A placement of yours lies in this window. Cancel it first, or let it end."), "student"
        )


def why_not_change_offering(fields: set[str], *, is_used: bool) -> Iterator[Reason]:
    """What letters and records state of a placement does not change under it."""
    if is_used and fields & STATED_BY_PLACEMENTS:
        text = _("Students are or were placed here. Add a new offering for another preceptor, site or kind.")
        yield Reason("offering-used", text)


def why_not_accept(state: str, held_until: datetime | None, now: datetime) -> Iterator[Reason]:
    """An offer can be accepted while it stands."""
    if state == PlacementState.EXPIRED or (
        state == PlacementState.OFFERED and held_until is not None and held_until <= now
    ):
        text = _("This offer ran out on %(moment)s. Your seat is free for others now.")
        yield Reason("offer-ran-out", text % {"moment": written_moment(held_until or now)})
    elif state != PlacementState.OFFERED:
        yield Reason("not-offered", _("This offer has been answered already."))


def why_not_ask_host(*, state: str, is_reachable: bool) -> Iterator[Reason]:
    """The host is asked about an accepted placement, at an address that staff have confirmed."""
    if state != PlacementState.ACCEPTED:
        yield Reason("not-accepted", _("The student has not accepted this placement, or the host has answered."))
    if not is_reachable:
        yield Reason("no-host-address", _("No coordinator of this site has a confirmed address. Confirm one first."))


def why_not_answer(state: str) -> Iterator[Reason]:
    """A host answers once, while the placement waits for it."""
    if state == PlacementState.RELEASED:
        yield Reason("released", _("No answer came in time, so this seat is free again. Write to the office."))
    elif state != PlacementState.ACCEPTED:
        yield Reason("answered", _("This question has been answered already."))


def why_not_without_reason(because: str) -> Iterator[Reason]:
    """Whoever takes a placement away says why."""
    if len(because.strip()) < 5:
        yield Reason("no-reason", _("Say why, in a few words. Everybody in this placement reads it."))


def why_not_start(dates: Period, today: date) -> Iterator[Reason]:
    """A rotation starts on its days, by the calendar at the site."""
    if today < dates.first:
        yield Reason("too-early", _("The first day has not come yet."), "student")
    elif today > dates.last:
        yield Reason("too-late", _("The last day has passed. Write to the office."))


def why_not_complete(dates: Period, today: date) -> Iterator[Reason]:
    """A rotation is complete after its last day, by the calendar at the site."""
    if today <= dates.last:
        yield Reason("not-over", _("The last day has not passed yet."))


def next_step_with_silent_host(
    *, today: date, due_on: date, release_on: date, office_warned: bool, student_warned: bool
) -> str:
    """What is due now: "release", "warn_student", "warn_office", or "" for waiting.

    The host has all of `due_on`. The office is told the day after, the student on the next working day,
    and on `release_on` the seat is released.
    """
    if today >= release_on:
        return "release"
    if today > due_on and not office_warned:
        return "warn_office"
    if today > add_working_days(due_on, 1) and not student_warned:
        return "warn_student"
    return ""


def why_not_run(*, state: str, entries: int) -> Iterator[Reason]:
    """A round is computed once it has applications and was checked."""
    if not entries:
        yield Reason("no-entries", _("No application is in this round. Collect applications first."))
    if state not in ("checked", "reviewed"):
        yield Reason("not-checked", _("This round cannot be computed now. Check it first."))


def why_not_of_this_round(*, in_round: set[str], planned: set[str]) -> Iterator[Reason]:
    """A result is for the applications that are in the round now: nobody is passed over unseen."""
    if not in_round <= planned:
        yield Reason(Unpublished.OTHERS_CAME, Unpublished.OTHERS_CAME.label)


def why_not_within_limits(*, is_within: bool) -> Iterator[Reason]:
    """Limits on states hold with everybody who was placed since, too."""
    if not is_within:
        yield Reason(Unpublished.LIMIT_PASSED, Unpublished.LIMIT_PASSED.label)


def why_not_this_kind(*, kind: str, wanted: str) -> Iterator[Reason]:
    """Single openings and plans are computed differently."""
    if kind != wanted:
        yield Reason("other-kind", _("This round is of the other kind. Open its page and compute it from there."))


def why_not_check(*, choices_that_can_be_had: int) -> Iterator[Reason]:
    """There must be something to compute."""
    if not choices_that_can_be_had:
        yield Reason("nothing-to-place", _("No application in this round has a choice that can be had. Collect first."))


def why_not_post(*, side: str, audience: str, body: str) -> Iterator[Reason]:
    """A message has words, and goes to somebody its writer may address."""
    if not body.strip():
        yield Reason("empty", _("Write something first."))
    if audience not in AUDIENCES.get(side, ()):
        yield Reason("audience", _("Choose who reads this."))


def why_not_request(kind: str, *, state: str, has_open: bool, lately: int = 0) -> Iterator[Reason]:
    """Asked is about a placement that has not begun, or the length of one that runs; one thing at a time.

    `lately` is how often was asked about this placement in the last 24 hours: the office reads each of them.
    """
    while_it_runs = state == PlacementState.ACTIVE and kind in LENGTHS
    if state not in BEFORE_DAY_ONE and not while_it_runs:
        yield Reason("not-askable", _("This cannot be asked of this placement any more. Write to the office."))
    if has_open:
        text = _("You have asked something about this placement already. Wait for the answer, or take it back.")
        yield Reason("asked-already", text, "student")
    elif lately >= MOST_REQUESTS_A_DAY:
        text = _("You have asked %(n)s times in 24 hours. Ask again tomorrow, or write to the office.")
        yield Reason("asked-often", text % {"n": lately}, "student")


def why_not_wanted(kind: str, *, state: str, old: Period, wanted: Period, today: date) -> Iterator[Reason]:
    """The dates must be what their name says: later, shorter or longer; and days gone by do not change."""
    if kind in (RequestKind.POSTPONE, RequestKind.INTERVIEW) and wanted.first <= old.first:
        yield Reason("not-later", _("Choose a first day after the one you have."), "student")
    if kind == RequestKind.SHORTEN and (wanted == old or not old.contains(wanted)):
        yield Reason("not-shorter", _("Choose days inside the ones you have, and fewer."), "student")
    if kind == RequestKind.EXTEND and (wanted == old or not wanted.contains(old)):
        yield Reason("not-longer", _("Choose days around the ones you have, and more."), "student")
    if state == PlacementState.ACTIVE and (wanted.first != old.first or wanted.last < today):
        yield Reason(
            "running", _("The rotation runs. Only its last day can change, and not to a day gone by."), "student"
        )


def why_not_uncertain_until(until: date | None, *, today: date) -> Iterator[Reason]:
    """The office looks again on a day that is still to come."""
    if until and until < today:
        yield Reason("gone-by", _("That day has gone by. Choose today or a later day."), "student")


def why_not_decide(*, is_open: bool) -> Iterator[Reason]:
    """A request is answered or taken back once."""
    if not is_open:
        yield Reason("decided", _("This request has been decided already."))
