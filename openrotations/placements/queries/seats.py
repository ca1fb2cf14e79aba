"""Which seats are taken, which are free, and which dates suit a student."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from openrotations.applications.models import Application, Window
from openrotations.applications.states import WindowState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.wording import as_zone
from openrotations.office.models import Programme
from openrotations.placements.models import Placement
from openrotations.placements.rules import Place, Seeker, first_free_seat, periods_that_fit
from openrotations.placements.states import HOLDING, PlacementState
from openrotations.schools.models import Student


def holding(now: datetime) -> QuerySet[Placement]:
    """Placements that hold a seat at this moment; an offer that ran out holds none."""
    return Placement.objects.filter(state__in=HOLDING).exclude(
        Q(state=PlacementState.OFFERED) & Q(held_until__lte=now)
    )


def seats_taken(offering_id: UUID, period: Period, now: datetime) -> set[int]:
    """Numbers of the seats of an offering that are taken on any day of the period."""
    rows = holding(now).filter(offering_id=offering_id, period__overlap=period.stored)
    return set(rows.values_list("seat", flat=True))


def seats_held(opening_ids: Iterable[UUID], now: datetime) -> Mapping[UUID, int]:
    """For each of these openings with a placement, how many of its seats are taken on some day."""
    rows = holding(now).filter(opening_id__in=list(opening_ids)).values("opening_id")
    return {row["opening_id"]: row["held"] for row in rows.annotate(held=Count("seat", distinct=True))}


def seeker_of(application: Application, now: datetime) -> Seeker:
    """What the rules must know of the student. Wants the student; reads windows and placements."""
    return seekers_of([application], now)[application.pk]


def seekers_of(applications: Sequence[Application], now: datetime) -> dict[UUID, Seeker]:
    """The same for many applications, with two queries in all."""
    student_ids = {row.student_id for row in applications}
    windows: dict[UUID, list[Period]] = {student_id: [] for student_id in student_ids}
    for window in Window.objects.filter(student_id__in=student_ids, state=WindowState.APPROVED):
        windows[window.student_id].append(window.dates)
    held: dict[UUID, list[Placement]] = {student_id: [] for student_id in student_ids}
    for placement in holding(now).filter(student_id__in=student_ids):
        held[placement.student_id].append(placement)
    return {row.pk: _seeker(row, windows[row.student_id], held[row.student_id]) for row in applications}


def _seeker(application: Application, windows: list[Period], held: list[Placement]) -> Seeker:
    weeks = sum(row.dates.weeks for row in held if row.application_id == application.pk)
    return Seeker(
        application_state=application.state,
        is_graduate=application.student.status == Student.Status.GRADUATE,
        windows=tuple(windows),
        busy=tuple(row.dates for row in held),
        weeks_left=(application.weeks_wanted or 52) - weeks,
    )


def place_of(opening: Opening, now: datetime) -> Place:
    """What the rules must know of the opening. Wants its offering and site."""
    offering = opening.offering
    return Place(
        opening=opening.dates,
        is_open=opening.closed_at is None and offering.is_published,
        min_weeks=offering.min_weeks,
        max_weeks=offering.max_weeks,
        hands_on=offering.hands_on,
        today=now.astimezone(as_zone(offering.site.time_zone)).date(),
    )


def graduates_observe(programme: Programme) -> bool:
    """Whether the office lets graduates only observe."""
    return programme.graduates_may == Programme.GraduatesMay.OBSERVE


def period_with_seat(seeker: Seeker, opening: Opening, now: datetime) -> Period | None:
    """The best period for the student on which a seat of the opening is free; None when there is none."""
    rows = holding(now).filter(offering_id=opening.offering_id, period__overlap=opening.period)
    held = [(row.seat, row.dates) for row in rows]
    for period in periods_that_fit(seeker, place_of(opening, now)):
        if first_free_seat(opening.seats, {seat for seat, taken in held if taken.overlaps(period)}):
            return period
    return None
