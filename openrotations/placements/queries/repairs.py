"""A run that repairs a published round, read back: what happened, whose plan changes, and what closes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from openrotations.common.periods import WEEK
from openrotations.placements.models import Run
from openrotations.placements.planner.cohort.files.formats import Changes, Placed, changes_from
from openrotations.placements.plans.repairing import Closing
from openrotations.placements.plans.weeks import Calendar
from openrotations.placements.queries.cohorts import calendar_of


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


def changes_of_run(run: Run) -> Changes:
    """What happened, as the planner is told."""
    return changes_from(run.change["changes"])


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


def _plan(blocks: Sequence[Sequence[str | int]]) -> tuple[Placed, ...]:
    return tuple(Placed(str(offering), int(start), int(length)) for offering, start, length in blocks)
