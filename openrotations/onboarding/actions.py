"""Making, stating, checking and reopening the tasks before day one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.clocks import day_at
from openrotations.common.refusals import refuse_if
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.models import Message
from openrotations.onboarding import queries, rules
from openrotations.onboarding.models import Task
from openrotations.onboarding.standard import planned_tasks
from openrotations.placements.actions import clear_placement, take_clearance_back
from openrotations.placements.actions.steps import locked_placement
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

REMINDER = "onboarding/mail/tasks_due.txt"
_DAYS_AHEAD = 3


@transaction.atomic
def create_tasks(placement: Placement, *, by: Actor, now: datetime) -> list[Task]:
    """Make the placement's tasks and tell the student; doing so twice changes nothing."""
    placement = locked_placement(placement)
    if placement.tasks.exists():
        return queries.tasks_of(placement)
    offering = placement.offering
    planned = planned_tasks(
        offering.requirements,
        hands_on=offering.hands_on,
        first=placement.dates.first,
        today=day_at(offering.site.time_zone, now),
    )
    tasks = Task.objects.bulk_create(
        Task(placement=placement, position=place, title=each.title, who=each.who, due_on=each.due_on)
        for place, each in enumerate(planned, start=1)
    )
    record("create_tasks", placement, by=by, now=now, count=len(tasks))
    own = [task for task in tasks if task.who == Task.Who.STUDENT]
    _tell_student("onboarding/mail/tasks.txt", placement, now=now, tasks=own)
    return tasks


@transaction.atomic
def state_task(task: Task, *, by: Actor, now: datetime) -> Task:
    """The student says that the task is done; the office checks it next."""
    placement, task = _locked_with_placement(task)
    refuse_if(
        rules.why_not_state(
            placement_state=placement.state,
            who=task.who,
            is_stated=task.stated_at is not None,
            is_checked=task.checked_at is not None,
        )
    )
    task.stated_at = now
    task.save(update_fields=["stated_at"])
    record("state_task", task, by=by, now=now, placement=str(placement.pk))
    return task


@transaction.atomic
def check_task(task: Task, *, by: Actor, now: datetime) -> Task:
    """The office has seen that the task is done; the last one clears the placement."""
    placement, task = _locked_with_placement(task)
    refuse_if(rules.why_not_check(placement_state=placement.state, is_checked=task.checked_at is not None))
    task.checked_at = now
    task.checked_by_id = UUID(by.id) if by.kind == "person" else None
    task.save(update_fields=["checked_at", "checked_by"])
    record("check_task", task, by=by, now=now, placement=str(placement.pk))
    if placement.state == PlacementState.CONFIRMED and not placement.tasks.filter(checked_at=None).exists():
        clear_placement(placement, by=by, now=now)
    return task


@transaction.atomic
def uncheck_task(task: Task, *, because: str, by: Actor, now: datetime) -> Task:
    """Open a stated or checked task again, and tell the student what is missing; a clearance is taken back."""
    placement, task = _locked_with_placement(task)
    refuse_if(
        rules.why_not_uncheck(
            placement_state=placement.state,
            is_checked=task.checked_at is not None,
            is_stated=task.stated_at is not None,
            because=because,
        )
    )
    if placement.state == PlacementState.CLEARED:
        take_clearance_back(placement, by=by, now=now)
    task.stated_at, task.checked_at, task.checked_by = None, None, None
    task.save(update_fields=["stated_at", "checked_at", "checked_by"])
    record("uncheck_task", task, by=by, now=now, placement=str(placement.pk))
    if task.who == Task.Who.STUDENT:
        _tell_student("onboarding/mail/task_reopened.txt", placement, now=now, task=task, because=because.strip())
    return task


def remind_of_tasks(*, by: Actor, now: datetime) -> int:
    """Write to every student who has tasks due in three days; returns how many. Once a day and placement."""
    due: dict[Placement, list[Task]] = {}
    for task in queries.open_tasks_due_on(now.date() + timedelta(days=_DAYS_AHEAD)):
        due.setdefault(task.placement, []).append(task)
    return sum(_remind(placement, tasks, now) for placement, tasks in due.items())


@transaction.atomic
def _remind(placement: Placement, tasks: list[Task], now: datetime) -> bool:
    placement = locked_placement(placement)
    if Message.objects.filter(template=REMINDER, subject_id=placement.pk, queued_at__date=now.date()).exists():
        return False
    _tell_student(REMINDER, placement, now=now, tasks=tasks)
    return True


def _locked_with_placement(task: Task) -> tuple[Placement, Task]:
    # The placement first, so that two last checks at once cannot both see one task still open.
    placement = locked_placement(task.placement)
    return placement, Task.locked(task.pk)


def _tell_student(template: str, placement: Placement, *, now: datetime, **context: object) -> None:
    queue_message(
        template,
        Recipient.of_person(placement.student.person),
        context={"placement": placement, **context},
        now=now,
        path=reverse("onboarding:tasks", args=[placement.pk]),
        label=_("See your tasks"),
        about=placement,
    )
