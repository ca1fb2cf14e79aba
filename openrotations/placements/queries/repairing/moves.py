"""A run that repairs a published round, read back: what happened, whose plan changes, and what closes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet

from openrotations.common.periods import WEEK
from openrotations.placements.models import Request, Run
from openrotations.placements.planner.cohort.files.formats import Changes, Placed, changes_from
from openrotations.placements.plans.repairing import Closing
from openrotations.placements.plans.weeks import Calendar
from openrotations.placements.queries.cohorts import calendar_of
from openrotations.placements.queries.repairing.wished import asked_with
from openrotations.placements.states import RunState


@dataclass(frozen=True)
class Move:
    """One student whose plan changes: the blocks before and after, in weeks of `calendar`, and why.

    `confirmed` are confirmed placements given up that could have stayed.
    """

    student: str
    before: tuple[Placed, ...]
    after: tuple[Placed, ...]
    reason: str
    room_for: str
    confirmed: tuple[Placed, ...]
    calendar: Calendar

    @property
    def application_id(self) -> UUID:
        """Whose plan it is."""
        return UUID(self.student)

    @property
    def given_up(self) -> list[Placed]:
        """What they have now and will not have any more."""
        return [block for block in self.before if block not in self.after]

    @property
    def new(self) -> list[Placed]:
        """What they will have and have not now."""
        return [block for block in self.after if block not in self.before]

    @property
    def is_new(self) -> bool:
        """Whether this student comes into the round with the repair."""
        return self.reason == "new"

    @property
    def told(self) -> str:
        """The reason as the student is told."""
        return "makes room for new" if self.reason == "makes room" and self.room_for == "new" else self.reason

    @property
    def is_for_others(self) -> bool:
        """Whether nothing happened to this student."""
        return self.reason in ("makes room", "better plan")

    def counted_from(self, calendar: Calendar) -> "Move":
        """The same in the weeks of another calendar."""
        later = (self.calendar.monday - calendar.monday) // WEEK
        before, after, confirmed = (
            tuple(block._replace(start=block.start + later) for block in plan)
            for plan in (self.before, self.after, self.confirmed)
        )
        return replace(self, before=before, after=after, confirmed=confirmed, calendar=calendar)


def runs_beside(run: Run) -> QuerySet[Run]:
    """All finished repairs that were found together with this one, and this one."""
    first = run.based_on_id or run.pk
    return Run.objects.filter(Q(pk=first) | Q(based_on=first), origin=Run.Origin.REPAIRED, state=RunState.FINISHED)


def changes_of_run(run: Run) -> Changes:
    """What happened, as the planner is told."""
    return changes_from(run.change["changes"])


def newcomers_of_run(run: Run) -> set[UUID]:
    """Applications that were not in the round and are planned with this repair."""
    return {UUID(each["id"]) for each in run.change["changes"].get("new_students", ())}


def wish_of_run(run: Run) -> Request | None:
    """The request that this repair is looked for with, as it is now."""
    return asked_with(run.change["wish"]) if run.change.get("wish") else None


def closings_of_run(run: Run) -> list[Closing]:
    """Days that close with this repair."""
    return [Closing.of(kept) for kept in run.change.get("closings", ())]


def moves_of_run(run: Run) -> list[Move]:
    """Everybody whose plan changes with this repair, in the planner's order."""
    calendar = calendar_of(run.instance or {})
    return [
        Move(
            student=each["student"],
            before=_plan(each["before"]),
            after=_plan(each["after"]),
            reason=each["reason"],
            room_for=each["room_for"] or "",
            confirmed=_plan(each["confirmed"]),
            calendar=calendar,
        )
        for each in run.change.get("moved", ())
    ]


def plans_of_run(run: Run) -> dict[str, tuple[Placed, ...]]:
    """By application, the blocks that its plan has with this run."""
    return {student: _plan(blocks) for student, blocks in (run.solution or {})["plans"].items()}


def _plan(blocks: Sequence[Sequence[str | int]]) -> tuple[Placed, ...]:
    return tuple(Placed(str(offering), int(start), int(length)) for offering, start, length in blocks)
