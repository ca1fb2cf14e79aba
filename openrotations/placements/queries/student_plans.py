"""What a round gives one student: rotations in order, the deadline, the price, reasons, and what else is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from openrotations.applications.models import Window
from openrotations.applications.states import WindowState
from openrotations.common.bands import Span
from openrotations.placements.models import Placement, RoundEntry
from openrotations.placements.queries.offers import FreeSeat, free_seats_for
from openrotations.placements.queries.rounds import ChoiceLine, choice_lines
from openrotations.placements.states import ENDED_EARLY, PlacementState

MOST_ALTERNATIVES = 6
_SPAN_KINDS = {"proposed": "soon", "offered": "soon", "accepted": "soon", "completed": "done"}


@dataclass(frozen=True)
class StudentPlan:
    """The page of a student's plan. `open_offers` wait for the answer, until `held_until`."""

    entry: RoundEntry
    placements: list[Placement]
    open_offers: list[Placement]
    held_until: datetime | None
    windows: list[Span]
    spans: list[Span]
    reasons: list[ChoiceLine]
    alternatives: list[FreeSeat]

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
    """Everything that the page of a student's plan shows."""
    rows = Placement.objects.filter(round=entry.round_id, application=entry.application_id).order_by("period")
    placements = list(rows.select_related("offering__site", "offering__preceptor"))
    waiting = [row for row in placements if _waits(row, now)]
    windows = Window.objects.filter(student_id=entry.application.student_id, state=WindowState.APPROVED)
    return StudentPlan(
        entry=entry,
        placements=placements,
        open_offers=waiting,
        held_until=min((row.held_until for row in waiting if row.held_until), default=None),
        windows=[Span(_("My window"), row.dates.first, row.dates.last, "approved") for row in windows],
        spans=[_span(row) for row in placements if row.state not in ENDED_EARLY],
        reasons=choice_lines(entry, to_student=True),
        alternatives=free_seats_for(entry.application, now, instead_of=waiting)[:MOST_ALTERNATIVES],
    )


def accepted_among(entry: RoundEntry, ticked: Sequence[str]) -> set[UUID]:
    """Those of the round's offers to this student that are ticked."""
    offers = Placement.objects.filter(
        round=entry.round_id, application=entry.application_id, state=PlacementState.OFFERED
    )  # fmt: skip
    return {pk for pk in offers.values_list("pk", flat=True) if str(pk) in ticked}


def _waits(placement: Placement, now: datetime) -> bool:
    held = placement.held_until
    return placement.state == PlacementState.OFFERED and held is not None and held > now


def _span(placement: Placement) -> Span:
    dates = placement.dates
    return Span(placement.offering.title, dates.first, dates.last, _SPAN_KINDS.get(placement.state, "firm"))
