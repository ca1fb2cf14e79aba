"""Stating, checking and reopening what somebody ticks."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.onboarding import rules
from openrotations.onboarding.actions.judging import judge_tasks, settle_clearance
from openrotations.onboarding.actions.mails import tell_student
from openrotations.onboarding.models import Task
from openrotations.placements.actions.steps import locked_placement
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState


@transaction.atomic
def state_task(task: Task, *, by: Actor, now: datetime) -> Task:
    """The student says that the task is done; the office checks it next."""
    placement, task = locked_with_placement(task)
    refuse_if(
        rules.why_not_state(
            placement_state=placement.state,
            who=task.who,
            is_stated=task.stated_at is not None,
            is_checked=task.is_done,
            is_paper=bool(task.kind),
            is_rule=bool(task.rule),
        )
    )
    task.stated_at = now
    task.save(update_fields=["stated_at"])
    record("state_task", task, by=by, now=now, placement=str(placement.pk))
    return task


@transaction.atomic
def check_task(task: Task, *, by: Actor, now: datetime) -> Task:
    """The office has seen that the task is done; the last one clears the placement."""
    placement, task = locked_with_placement(task)
    refuse_if(
        rules.why_not_check(
            placement_state=placement.state,
            is_checked=task.is_done,
            is_paper=bool(task.kind),
            is_rule=bool(task.rule),
        )
    )
    task.checked_at = now
    task.checked_by_id = by.person_id
    task.save(update_fields=["checked_at", "checked_by"])
    record("check_task", task, by=by, now=now, placement=str(placement.pk))
    judge_tasks(placement, by=by, now=now)
    return task


@transaction.atomic
def uncheck_task(task: Task, *, because: str, by: Actor, now: datetime) -> Task:
    """Open a stated or checked task again, and tell the student what is missing; a clearance is taken back."""
    placement, task = locked_with_placement(task)
    refuse_if(
        rules.why_not_uncheck(
            placement_state=placement.state,
            is_checked=task.checked_at is not None,
            is_stated=task.stated_at is not None,
            because=because,
            is_paper=bool(task.kind),
            is_rule=bool(task.rule),
        )
    )
    task.stated_at, task.checked_at, task.checked_by = None, None, None
    task.save(update_fields=["stated_at", "checked_at", "checked_by"])
    record("uncheck_task", task, by=by, now=now, placement=str(placement.pk))
    if placement.state == PlacementState.CLEARED:
        settle_clearance(placement, lost=[task], by=by, now=now)
    if task.who == Task.Who.STUDENT:
        tell_student("task_reopened", placement, now=now, task=task, because=because.strip())
    return task


@transaction.atomic
def waive_task(task: Task, *, because: str, by: Actor, now: datetime) -> Task:
    """A named person of the office says that this is not needed here, and why; both stay to be read."""
    placement, task = locked_with_placement(task)
    by_somebody = by.kind == "person"
    refuse_if(
        rules.why_not_waive(
            placement_state=placement.state,
            is_done=task.is_done,
            by_somebody=by_somebody,
            because=because,
            is_rule=bool(task.rule),
        )
    )
    task.waived_at, task.waived_by_id, task.waived_because = now, UUID(by.id), because.strip()[:300]
    task.save(update_fields=["waived_at", "waived_by", "waived_because"])
    record("waive_task", task, by=by, now=now, placement=str(placement.pk), paper=task.kind)
    judge_tasks(placement, by=by, now=now)
    return task


@transaction.atomic
def take_waiver_back(task: Task, *, by: Actor, now: datetime) -> Task:
    """It is needed after all; a clearance that rests on the waiver is taken back."""
    placement, task = locked_with_placement(task)
    is_waived = task.waived_at is not None
    refuse_if(
        rules.why_not_take_waiver_back(placement_state=placement.state, is_waived=is_waived, is_rule=bool(task.rule))
    )
    task.waived_at, task.waived_by, task.waived_because = None, None, ""
    task.save(update_fields=["waived_at", "waived_by", "waived_because"])
    record("take_waiver_back", task, by=by, now=now, placement=str(placement.pk), paper=task.kind)
    settle_clearance(placement, lost=[] if task.is_done else [task], by=by, now=now)
    return task


def locked_with_placement(task: Task) -> tuple[Placement, Task]:
    """Placement and task, locked. The placement first, so that two last checks cannot both see one task open."""
    placement = locked_placement(task.placement)
    return placement, Task.locked(task.pk)
