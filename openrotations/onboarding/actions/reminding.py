"""Reminding of what is due or runs out: 30, 14 and 7 days before, and once when it is overdue."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.clocks import day_at
from openrotations.onboarding import queries, rules
from openrotations.onboarding.actions.mails import tell_office, tell_student
from openrotations.onboarding.models import Reminder, Task
from openrotations.placements.actions.steps import locked_placement
from openrotations.placements.models import Placement


def remind_of_tasks(*, by: Actor, now: datetime) -> int:
    """Write about everything that is due for a reminder; returns about how many placements.

    Each stage of each task is settled once by its row: running again, or late, doubles and misses nothing.
    """
    due = [row for row in queries.placements_with_open_tasks() if queries.reminders_due(row, now)]
    return sum(_remind(placement, by=by, now=now) for placement in due)


@transaction.atomic
def _remind(placement: Placement, *, by: Actor, now: datetime) -> bool:
    placement = locked_placement(placement)
    found = queries.reminders_due(placement, now)
    if not found:
        return False
    Reminder.objects.bulk_create(
        Reminder(task=each.task, about=each.about, stage=stage, for_on=each.for_on, sent_at=now)
        for each in found
        for stage in each.stages
    )
    record("remind_of_tasks", placement, by=by, now=now, tasks=[str(each.task.pk) for each in found])
    _tell(placement, [each for each in found if each.stages[-1] != rules.OVERDUE], now=now)
    _tell_overdue(placement, [each for each in found if each.stages[-1] == rules.OVERDUE], now=now)
    return True


def _tell(placement: Placement, found: Sequence[queries.ReminderDue], *, now: datetime) -> None:
    """To the student, all of it in one message: what is due and what runs out."""
    of_student = [each for each in found if each.is_students]
    if of_student:
        today = day_at(placement.offering.site.time_zone, now)
        soonest = min((each.for_on - today).days for each in of_student)
        due, running_out = _by_about(of_student)
        tell_student("tasks_due", placement, now=now, due=due, running_out=running_out, days=soonest)


def _tell_overdue(placement: Placement, found: Sequence[queries.ReminderDue], *, now: datetime) -> None:
    """To the coordinators everything; to the student what is theirs."""
    if not found:
        return
    due, running_out = _by_about(found)
    tell_office("tasks_overdue_office", placement, now=now, due=due, running_out=running_out)
    due, running_out = _by_about([each for each in found if each.is_students])
    if due or running_out:
        tell_student("tasks_overdue", placement, now=now, due=due, running_out=running_out)


def _by_about(found: Sequence[queries.ReminderDue]) -> tuple[list[Task], list[Task]]:
    due = [each.task for each in found if each.about == Reminder.About.DUE]
    return due, [each.task for each in found if each.about == Reminder.About.RUNS_OUT]
