"""Which seats are taken, which are free, and which dates suit a student."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet, prefetch_related_objects

from openrotations.applications.models import Application, Window
from openrotations.applications.queries.facts import exempt_from_observing
from openrotations.applications.states import WindowState
from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.queries import is_closed_throughout
from openrotations.common.clocks import day_at
from openrotations.common.periods import Period
from openrotations.office.models import Programme
from openrotations.placements.models import Placement
from openrotations.placements.queries.counting import counted_of as counted_of
from openrotations.placements.queries.holding import holding as holding
from openrotations.placements.queries.hosting import Hosting, hosting_of
from openrotations.placements.rules import Counted, Place, Seeker, has_room, periods_that_fit
from openrotations.placements.states import HOLDING, PlacementState
from openrotations.schools.models import Student

type SeatDays = tuple[int, Period]
"""A seat's number and the days on which it is taken."""


def is_window_used(window: Window) -> bool:
    """Whether a placement of the student that is not over yet lies in this window."""
    going_on = [state for state in HOLDING if state != PlacementState.COMPLETED]
    rows = Placement.objects.filter(student_id=window.student_id, state__in=going_on)
    return rows.filter(period__contained_by=window.period).exists()


def seeker_of(application: Application, now: datetime) -> Seeker:
    """What the rules must know of the student. Wants the student; reads windows and placements."""
    return seekers_of([application], now)[application.pk]


def seekers_of(
    applications: Sequence[Application], now: datetime, *, apart_from: Collection[UUID] = ()
) -> dict[UUID, Seeker]:
    """The same for many applications, with two queries in all, as if the placements `apart_from` were not there."""
    student_ids = {row.student_id for row in applications}
    windows: dict[UUID, list[Period]] = {student_id: [] for student_id in student_ids}
    for window in Window.objects.filter(student_id__in=student_ids, state=WindowState.APPROVED):
        windows[window.student_id].append(window.dates)
    held: dict[UUID, list[Placement]] = {student_id: [] for student_id in student_ids}
    for placement in holding(now, apart_from=apart_from).filter(student_id__in=student_ids):
        held[placement.student_id].append(placement)
    counted = counted_of({row.student for row in applications}, now, apart_from=apart_from)
    exempt = exempt_from_observing(student_ids)
    seekers = {
        row.pk: _seeker(row, windows[row.student_id], held[row.student_id], counted[row.student_id])
        for row in applications
    }
    return {
        row.pk: replace(seekers[row.pk], may_take_part=True) if row.student_id in exempt else seekers[row.pk]
        for row in applications
    }


def _seeker(application: Application, windows: list[Period], held: list[Placement], counted: Counted) -> Seeker:
    weeks = sum(row.dates.weeks for row in held if row.application_id == application.pk)
    return Seeker(
        application_state=application.state,
        is_graduate=application.student.status == Student.Status.GRADUATE,
        windows=tuple(windows),
        busy=tuple(row.dates for row in held),
        weeks_left=(application.weeks_wanted or 52) - weeks,
        counted=counted,
        school_id=application.student.school_id,
    )


def place_of(opening: Opening, now: datetime) -> Place:
    """What the rules must know of the opening. Wants its offering's site."""
    return places_of([opening], now)[opening.pk]


def places_of(openings: Collection[Opening], now: datetime) -> dict[UUID, Place]:
    """The same for many openings, with a constant number of queries. Wants their closures, too."""
    hosting = hosting_of(openings)
    return {opening.pk: _place(opening, hosting[opening.pk], now) for opening in openings}


def _place(opening: Opening, hosting: Hosting, now: datetime) -> Place:
    offering = opening.offering
    return Place(
        opening=opening.dates,
        is_open=opening.closed_at is None and offering.is_published,
        min_weeks=offering.min_weeks,
        max_weeks=offering.max_weeks,
        hands_on=offering.hands_on,
        today=today_at(opening, now),
        closed=tuple(opening.closed_days),
        state=offering.site.state,
        experience_type=offering.experience_type,
        unsupervised=hosting.unsupervised,
        agreed=hosting.agreed,
    )


def today_at(opening: Opening, now: datetime) -> date:
    """The date at the opening's site. Wants its offering's site."""
    return day_at(opening.offering.site.time_zone, now)


def graduates_observe(programme: Programme) -> bool:
    """Whether the office lets graduates only observe."""
    return programme.graduates_may == Programme.GraduatesMay.OBSERVE


def period_with_seat(
    seeker: Seeker, opening: Opening, now: datetime, *, reserved: Sequence[Period] = ()
) -> Period | None:  # fmt: skip
    """The best period for the student on which a seat of the opening is free; None when there is none."""
    taken = seats_by_opening([opening], now).get(opening.pk, [])
    return first_with_seat(periods_that_fit(seeker, place_of(opening, now)), opening, taken, reserved=reserved)


def first_with_seat(
    periods: Iterable[Period], opening: Opening, taken: Sequence[SeatDays], *, reserved: Sequence[Period] = ()
) -> Period | None:
    """The first of these periods on which a seat is free and not `reserved` for somebody; None when there is none."""
    used = [*(days for _seat, days in taken), *reserved]
    return next((period for period in periods if has_room(opening.seats, used, period)), None)


def seats_by_opening(
    openings: Sequence[Opening], now: datetime, *, apart_from: Collection[UUID] = ()
) -> dict[UUID, list[SeatDays]]:
    """Which seats of these openings are taken, and when. Openings of one offering never overlap."""
    rows = holding(now, apart_from=apart_from).filter(opening_id__in=[opening.pk for opening in openings])
    found: dict[UUID, list[SeatDays]] = {}
    for opening_id, seat, days in rows.values_list("opening_id", "seat", "period"):
        found.setdefault(opening_id, []).append((seat, Period.of(days)))
    return found


def highest_seat_taken(opening: Opening) -> int:
    """The highest number of a seat of this opening that a placement holds; 0 when all are free."""
    held = Placement.objects.filter(opening=opening, state__in=HOLDING)
    return held.aggregate(highest=Max("seat"))["highest"] or 0


def is_full(opening: Opening, now: datetime) -> bool:
    """Whether every seat is taken on all days of the opening, by one look without a lock."""
    taken = seats_by_opening([opening], now).get(opening.pk, [])
    return len({seat for seat, days in taken if days.contains(opening.dates)}) >= opening.seats


def free_seats_at(openings: Sequence[Opening], now: datetime) -> dict[UUID, int]:
    """Seats of each opening that nobody has on any day: what the catalogue shows. Wants their offerings."""
    prefetch_related_objects(openings, "closures")
    taken = seats_by_opening(openings, now)
    return {
        each.pk: 0 if is_closed_throughout(each) else each.seats - len({seat for seat, _ in taken.get(each.pk, [])})
        for each in openings
    }


def placements_on(opening: Opening, period: Period, now: datetime) -> QuerySet[Placement]:
    """Placements that hold a seat of the opening on any of these days, the earliest first."""
    rows = holding(now).filter(opening=opening, period__overlap=period.stored)
    return rows.select_related("student__person", "offering").order_by("period", "student__person__full_name")


def is_offering_used(offering: Offering) -> bool:
    """Whether anybody has or had a place here."""
    return Placement.objects.filter(offering=offering, state__in=HOLDING).exists()
