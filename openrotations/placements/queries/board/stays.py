"""Who is where and when: placements that hold a seat, and what a run would add to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.placements.models import Placement, Round, RoundEntry, Run
from openrotations.placements.queries.board.asked import Asked
from openrotations.placements.queries.plans import plan_lines
from openrotations.placements.queries.seats import holding
from openrotations.placements.states import PlacementState, RunState
from openrotations.schools.models import Student

PLANNED = "planned"
# How a stay looks in the picture, as kinds of `common.bands.Span`.
KINDS = {
    PLANNED: "soon",
    PlacementState.PROPOSED: "soon",
    PlacementState.OFFERED: "soon",
    PlacementState.ACCEPTED: "soon",
    PlacementState.COMPLETED: "done",
}


@dataclass(frozen=True)
class Stay:
    """A student at an opening for some days: a placement, or what a run would make of an entry of its round.

    The opening has its offering and site, the student their person.
    """

    student: Student
    application_id: UUID
    opening: Opening
    dates: Period
    placement: Placement | None = None
    entry: RoundEntry | None = None

    @property
    def name(self) -> str:
        """The student's."""
        return str(self.student.person)

    @property
    def state(self) -> str:
        """Of the placement; `planned` where there is none yet."""
        return self.placement.state if self.placement else PLANNED

    @property
    def words(self) -> str:
        """The state for people."""
        return str(PlacementState(self.state).label) if self.placement else _("planned by this run")

    @property
    def kind(self) -> str:
        """How it looks."""
        return KINDS.get(self.state, "firm")


def stays_at_places(asked: Asked, now: datetime) -> list[Stay]:
    """Placements that hold a seat of these places in these weeks, by first day."""
    places = {f"offering__{name}": value for name, value in asked.places.items()}
    return _stays_of(holding(now).filter(period__overlap=asked.period.stored, **places))


def stays_of_students(student_ids: Iterable[UUID], now: datetime) -> list[Stay]:
    """Every placement of these students that holds a seat, at any time, by first day."""
    return _stays_of(holding(now).filter(student_id__in=list(student_ids)))


def students_staying(asked: Asked, now: datetime) -> set[UUID]:
    """Who has a placement in these weeks."""
    rows = holding(now).filter(period__overlap=asked.period.stored)
    return set(rows.values_list("student_id", flat=True))


def planned_stays(asked: Asked) -> list[Stay]:
    """What the run would add: rotations of which no offer was made, at any time; nothing without a finished run."""
    if asked.run is None:
        return []
    rows = Run.objects.filter(pk=asked.run, state=RunState.FINISHED, round__kind=Round.Kind.COHORT)
    run = rows.select_related("round").defer("reasons", "round__instance", "round__solution").first()
    if run is None:
        return []
    lines = plan_lines(run.round, run.instance or {}, run.solution or {})
    prefetch_related_objects([each.opening for line in lines for each in line.rotations], "closures")
    return [
        Stay(line.entry.application.student, line.entry.application_id, each.opening, each.dates, entry=line.entry)
        for line in lines
        for each in line.rotations
        if each.offer is None
    ]


def _stays_of(rows: Iterable[Placement]) -> list[Stay]:
    loaded = rows.select_related("student__person", "opening__offering__site").order_by("period", "pk")  # type: ignore[attr-defined]
    return [Stay(row.student, row.application_id, row.opening, row.dates, row) for row in loaded]
