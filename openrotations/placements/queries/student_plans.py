"""What a round gives one student: rotations in order, the deadline, the price, reasons, and what else is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from openrotations.applications.models import Application, Window
from openrotations.applications.states import WindowState
from openrotations.common.bands import Span
from openrotations.placements.models import Placement, Round, RoundEntry
from openrotations.placements.queries.offers import FreeSeat, free_seats_for
from openrotations.placements.queries.rounds import ChoiceLine, choice_lines
from openrotations.placements.queries.together import Shared, shared_with_friend
from openrotations.placements.states import ENDED_EARLY, PlacementState

MOST_ALTERNATIVES = 6
_SPAN_KINDS = {"proposed": "soon", "offered": "soon", "accepted": "soon", "completed": "done"}


@dataclass(frozen=True)
class StudentPlan:
    """The page of a student's plan. `open_offers` wait for the answer, until `held_until`.

    Without a `round`, it is the plan that they had held themselves.
    """

    round: Round | None
    placements: list[Placement]
    open_offers: list[Placement]
    held_until: datetime | None
    windows: list[Span]
    spans: list[Span]
    reasons: list[ChoiceLine]
    alternatives: list[FreeSeat]
    shared: Shared | None

    @property
    def price(self) -> Decimal:
        """In US dollars, of all that stands or waits for the answer."""
        return sum((row.price for row in self._current), Decimal(0))

    @property
    def weeks(self) -> int:
        """Weeks of all that stands or waits for the answer."""
        return sum(row.dates.weeks for row in self._current)

    @property
    def _current(self) -> list[Placement]:
        return [row for row in self.placements if row.state not in ENDED_EARLY]


def plan_of(entry: RoundEntry, now: datetime) -> StudentPlan:
    """Everything that the page of a student's plan of a round shows."""
    rows = Placement.objects.filter(round=entry.round_id, application=entry.application_id)
    return _page(entry.application, entry.round, rows, choice_lines(entry, to_student=True), now)


def held_plan_of(application: Application, now: datetime) -> StudentPlan:
    """The same for what the student has outside of any round."""
    rows = Placement.objects.filter(round=None, application=application).exclude(state__in=ENDED_EARLY)
    return _page(application, None, rows, [], now)


def accepted_among(application: Application, round: Round | None, ticked: Sequence[str]) -> set[UUID]:
    """Those of the offers to this student, in the round or outside of any, that are ticked."""
    offers = Placement.objects.filter(round=round, application=application, state=PlacementState.OFFERED)
    return {pk for pk in offers.values_list("pk", flat=True) if str(pk) in ticked}


def _page(
    application: Application,
    round: Round | None,
    rows: QuerySet[Placement],
    reasons: list[ChoiceLine],
    now: datetime,
) -> StudentPlan:
    placements = list(rows.select_related("offering__site", "offering__preceptor").order_by("period"))
    waiting = [row for row in placements if _waits(row, now)]
    windows = Window.objects.filter(student_id=application.student_id, state=WindowState.APPROVED)
    return StudentPlan(
        round=round,
        placements=placements,
        open_offers=waiting,
        held_until=min((row.held_until for row in waiting if row.held_until), default=None),
        windows=[Span(_("My window"), row.dates.first, row.dates.last, "approved") for row in windows],
        spans=[_span(row) for row in placements if row.state not in ENDED_EARLY],
        reasons=reasons,
        alternatives=free_seats_for(application, now, instead_of=waiting)[:MOST_ALTERNATIVES],
        shared=shared_with_friend(application, now),
    )


def _waits(placement: Placement, now: datetime) -> bool:
    held = placement.held_until
    return placement.state == PlacementState.OFFERED and held is not None and held > now


def _span(placement: Placement) -> Span:
    dates = placement.dates
    return Span(placement.offering.title, dates.first, dates.last, _SPAN_KINDS.get(placement.state, "firm"))
