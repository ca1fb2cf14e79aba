"""Which seats are taken, which are free, and which dates suit a student."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from openrotations.applications.models import Application
from openrotations.applications.states import WindowState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.wording import as_zone
from openrotations.office.models import Programme
from openrotations.placements.models import Placement
from openrotations.placements.rules import Place, Seeker
from openrotations.placements.states import HOLDING, PlacementState


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
    """What the rules must know of the student. Reads windows and placements."""
    student = application.student
    windows = student.windows.all()
    held = [row for row in holding(now).filter(student=student)]
    done = sum(row.dates.weeks for row in held if row.application_id == application.pk)
    return Seeker(
        application_state=application.state,
        is_graduate=student.status == student.Status.GRADUATE,
        windows=tuple(row.dates for row in windows if row.state == WindowState.APPROVED),
        busy=tuple(row.dates for row in held),
        weeks_left=(application.weeks_wanted or 52) - done,
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
