"""Which reminders are due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from openrotations.common.clocks import day_at
from openrotations.onboarding import rules
from openrotations.onboarding.models import Reminder, Task
from openrotations.onboarding.queries.papers import JUDGED, runs_out_meanwhile
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState


@dataclass(frozen=True)
class ReminderDue:
    """A task to be reminded of: what about, the day it is counted to, and the stages that this settles."""

    task: Task
    about: str
    for_on: date
    stages: tuple[int, ...]

    @property
    def is_students(self) -> bool:
        """Whether the student can do something about it: a paper of their school's they can ask for."""
        return self.task.who in (Task.Who.STUDENT, Task.Who.REGISTRAR) and not waits_for_office(self.task)


def waits_for_office(task: Task) -> bool:
    """Whether the office has to look at what is there."""
    return task.stated_at is not None or task.verdict == Task.Verdict.IN_REVIEW


def placements_with_open_tasks() -> QuerySet[Placement]:
    """Placements, ahead or running, in which something is left to do."""
    open_ones = Task.objects.filter(checked_at=None, waived_at=None, placement__state__in=JUDGED).values("placement")
    found = Placement.objects.filter(pk__in=open_ones).select_related("offering__site").order_by("pk")
    return found.prefetch_related("tasks__reminders")


def reminders_due(placement: Placement, now: datetime) -> list[ReminderDue]:
    """Everything of a placement that somebody is reminded of today, in the order of its tasks."""
    zone = placement.offering.site.time_zone
    today, found = day_at(zone, now), []
    for task in placement.tasks.all():
        if task.is_done:
            continue
        told_on = day_at(zone, task.created_at)
        for about, for_on in _counted_to(task, placement):
            settled = {row.stage for row in task.reminders.all() if (row.about, row.for_on) == (about, for_on)}
            stages = rules.stages_due(for_on, told_on=told_on, today=today, settled=settled)
            due = ReminderDue(task, about, for_on, tuple(stages))
            # Nobody but the office can hurry what the office does: it hears once, when it is late.
            if stages and (due.is_students or stages[-1] == rules.OVERDUE):
                found.append(due)
    return found


def _counted_to(task: Task, placement: Placement) -> Iterator[tuple[str, date]]:
    if placement.state == PlacementState.CONFIRMED:
        yield Reminder.About.DUE, task.due_on
    if until := runs_out_meanwhile(task, placement.dates):
        yield Reminder.About.RUNS_OUT, until
