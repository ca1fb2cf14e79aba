"""The clearance board: who starts soon, what is missing, whose turn it is, and since when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from openrotations.common.clocks import day_at
from openrotations.onboarding.models import Task
from openrotations.onboarding.queries.papers import AHEAD, JUDGED
from openrotations.onboarding.queries.reminders import waits_for_office
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.rulebook.queries import Finding

WEEKS_AHEAD = (2, 4, 8, 12, 52)


@dataclass(frozen=True)
class OpenTask:
    """Something that is left to do: by whom, and for how many days it has been waiting."""

    task: Task
    whose: str
    days_open: int
    is_late: bool

    @property
    def said(self) -> Finding | None:
        """What the rule said, for a task that a rule wants."""
        return self.task.said


@dataclass(frozen=True)
class BoardRow:
    """A placement on the board."""

    placement: Placement
    days_left: int
    left: tuple[OpenTask, ...]
    waived: tuple[Task, ...]
    done: int
    count: int


def placements_starting(
    today: date, *, weeks: int, site: str = "", whose: str = "", with_cleared: bool = False
) -> QuerySet[Placement]:
    """Placements not cleared yet that start within so many weeks, and running ones that lack a paper.

    With `with_cleared` the cleared ones as well. With `site` those at sites whose name holds it; with `whose` those
    in which it is that side's turn.
    """
    until = today + timedelta(weeks=weeks)
    ahead = Placement.objects.filter(state__in=AHEAD if with_cleared else AHEAD[:1], period__startswith__lte=until)
    lacking = Task.objects.exclude(kind="").filter(
        checked_at=None, waived_at=None, placement__state=PlacementState.ACTIVE
    )
    running = Placement.objects.filter(pk__in=lacking.values("placement"))
    found = (ahead | running).filter(state__in=JUDGED)
    if site:
        found = found.filter(offering__site__name__icontains=site)
    if whose:
        found = found.filter(pk__in=_whose_turn(whose).values("placement"))
    found = found.select_related("student__person", "offering__site").order_by("period", "pk")
    return found.prefetch_related("tasks__waived_by")


def board(placements: Sequence[Placement], *, now: datetime) -> list[BoardRow]:
    """These placements with what is left to do in each."""
    return [_row(placement, now) for placement in placements]


def missing_most(rows: Sequence[BoardRow]) -> list[tuple[str, int]]:
    """What is missing most often on these rows, the most frequent first."""
    return Counter(each.task.title for row in rows for each in row.left).most_common(5)


def _whose_turn(whose: str) -> QuerySet[Task]:
    """Open tasks that wait for this side, as `waits_for_office` has it."""
    left = Task.objects.filter(checked_at=None, waived_at=None)
    to_look_at = Q(verdict=Task.Verdict.IN_REVIEW) | Q(stated_at__isnull=False)
    return left.filter(Q(who=whose) | to_look_at if whose == Task.Who.OFFICE else Q(who=whose) & ~to_look_at)


def _row(placement: Placement, now: datetime) -> BoardRow:
    zone = placement.offering.site.time_zone
    today, tasks = day_at(zone, now), list(placement.tasks.all())
    left = [
        OpenTask(
            task,
            "office" if waits_for_office(task) else task.who,
            (today - day_at(zone, task.created_at)).days,
            task.due_on < today,
        )
        for task in tasks
        if not task.is_done
    ]
    return BoardRow(
        placement,
        (placement.dates.first - today).days,
        tuple(sorted(left, key=lambda each: each.task.due_on)),
        tuple(task for task in tasks if task.waived_at),
        len(tasks) - len(left),
        len(tasks),
    )
