"""May this student have a seat here on these days? Every reason why not. Pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from openrotations.applications.states import ApplicationState
from openrotations.common.periods import WEEK, Period
from openrotations.common.refusals import Reason
from openrotations.hosts.rules import AgreedTime, why_not_under_agreement
from openrotations.placements.plans.weeks import Calendar, without
from openrotations.placements.rules.counting import NOTHING_COUNTED, Counted, why_not_counted

MAY_BE_PLACED = (
    ApplicationState.ELIGIBLE,
    ApplicationState.IN_ROUND,
    ApplicationState.WAITING,
    ApplicationState.PLACED,
)
MAY_TAKE_A_FREE_SEAT = (ApplicationState.ELIGIBLE, ApplicationState.WAITING)
NO_SEAT_LEFT = Reason("no-seat", _("Every seat is taken on these dates. Another choice may have one."), "student")
DAYS_TAKEN = Reason("days-taken", _("You already have a placement on one of these days."), "student")
OUTSIDE_WINDOWS = Reason(
    "outside-windows", _("These dates are not inside one of your approved windows."), "registrar", "your school"
)
TOO_MANY_OR_FEW_WEEKS = Reason("length", _("This offering cannot be had for so many weeks."), "student")
HAS_BEGUN = Reason("has-begun", _("These dates have begun already."), "student")
OUTSIDE_OPENING = Reason("outside-opening", _("These dates are not inside the dates of this opening."))
CLOSED_DAYS = Reason("closed-days", _("The site is closed on some of these days."), "host")
NOT_SUPERVISED = Reason("not-supervised", _("No physician with a valid licence is there on some of these days."))


@dataclass(frozen=True)
class Seeker:
    """Who asks for a seat. `busy` holds the periods of the placements they have; `weeks_left` those still wanted.

    `counted` is what states count of them; it follows `busy`, so that who is asked "as if not there" is not counted.
    `may_take_part`: a director has exempted this graduate from observing only.
    """

    application_state: str
    is_graduate: bool
    windows: tuple[Period, ...]
    busy: tuple[Period, ...] = ()
    weeks_left: int = 52
    counted: Counted = NOTHING_COUNTED
    school_id: UUID | None = None
    may_take_part: bool = False


@dataclass(frozen=True)
class Agreed:
    """Agreements in force at a site that takes students only under one: each for a school, or for all (None)."""

    site_name: str
    times: tuple[tuple[UUID | None, AgreedTime], ...]


@dataclass(frozen=True)
class Place:
    """Where a seat is asked for. `today` is the date at the site, `closed` are the closed days of the opening.

    On the `unsupervised` days the preceptor may not supervise. `agreed` is None where no agreement is needed.
    """

    opening: Period
    is_open: bool
    min_weeks: int
    max_weeks: int
    hands_on: bool
    today: date
    closed: tuple[Period, ...] = ()
    state: str = ""
    experience_type: str = ""
    unsupervised: tuple[Period, ...] = ()
    agreed: Agreed | None = None


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
    if any(bare.overlaps(period) for bare in place.unsupervised):
        yield NOT_SUPERVISED
    yield from _why_not_in_this_state(seeker, place, period)
    yield from why_not_agreed(seeker, place, period)


def why_not_agreed(seeker: Seeker, place: Place, period: Period) -> Iterator[Reason]:
    """Where a site takes students only under an agreement, one with their school covers all days."""
    if place.agreed:
        covering = [time for school_id, time in place.agreed.times if school_id in (None, seeker.school_id)]
        yield from why_not_under_agreement(
            covering, is_needed=True, site_name=place.agreed.site_name, first=period.first, last=period.last
        )


def _why_not_in_this_state(seeker: Seeker, place: Place, period: Period) -> Iterator[Reason]:
    return why_not_counted(
        seeker.counted, busy=seeker.busy, state=place.state, experience_type=place.experience_type, period=period
    )


def why_not_take_a_free_seat(application_state: str) -> Iterator[Reason]:
    """Outside of a round, whoever is eligible and has no place takes a seat that is free."""
    if application_state not in MAY_TAKE_A_FREE_SEAT:
        text = _("You can take a free seat once the office has found you eligible, and while you have none.")
        yield Reason("not-eligible", text)


def why_not_here(seeker: Seeker, place: Place, *, graduates_observe: bool) -> Iterator[Reason]:
    """Whatever the dates: the opening must be open, and a graduate may be held to observing."""
    if not place.is_open:
        yield Reason("closed", _("This opening is closed."))
    if seeker.is_graduate and not seeker.may_take_part and place.hands_on and graduates_observe:
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
    elif next(periods_that_fit(seeker, replace(place, unsupervised=())), None):
        yield NOT_SUPERVISED
    elif fits := next(periods_that_fit(seeker, replace(place, agreed=None)), None):
        yield from why_not_agreed(seeker, place, fits)
    elif fits := next(periods_that_fit(replace(seeker, counted=NOTHING_COUNTED), place), None):
        yield from _why_not_in_this_state(seeker, place, fits)
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
    elif _weeks_in_a_row(seeker, replace(place, unsupervised=())) >= place.min_weeks:
        yield NOT_SUPERVISED
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
    taken = {week for period in (*seeker.busy, *place.closed, *place.unsupervised) for week in calendar.touched(period)}
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
            if period.weeks == weeks and first > place.today and _suits(period, seeker, place):
                yield period
            first += WEEK


def _suits(period: Period, seeker: Seeker, place: Place) -> bool:
    inside = any(window.contains(period) for window in seeker.windows)
    taken = (*seeker.busy, *place.closed, *place.unsupervised)
    if not inside or any(days.overlaps(period) for days in taken):
        return False
    why_not = chain(_why_not_in_this_state(seeker, place, period), why_not_agreed(seeker, place, period))
    return next(why_not, None) is None
