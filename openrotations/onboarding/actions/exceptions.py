"""A director's exception from one rule for one placement: recorded by name with its reason, and taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.onboarding import rules
from openrotations.onboarding.actions.judging import settle_clearance
from openrotations.onboarding.actions.tasks import locked_with_placement
from openrotations.onboarding.models import Task
from openrotations.people.models import StaffRole


@transaction.atomic
def except_from_rule(task: Task, *, because: str, by: Actor, now: datetime) -> Task:
    """Let this placement go on against what the rule says now, and why; both stay to be read.

    Should the rule say something worse later, the exception has ended, and the director decides anew.
    """
    placement, task = locked_with_placement(task)
    refuse_if(
        rules.why_not_except(
            placement_state=placement.state,
            is_rule=bool(task.rule),
            is_done=task.is_done,
            by_director=_is_director(by),
            because=because,
        )
    )
    task.waived_at, task.waived_by_id, task.waived_because = now, UUID(by.id), because.strip()[:300]
    task.save(update_fields=["waived_at", "waived_by", "waived_because"])
    record("except_from_rule", task, by=by, now=now, placement=str(placement.pk), rule=task.rule)
    settle_clearance(placement, by=by, now=now)
    return task


@transaction.atomic
def take_exception_back(task: Task, *, by: Actor, now: datetime) -> Task:
    """The rule counts again; a clearance that rests on the exception is taken back."""
    placement, task = locked_with_placement(task)
    is_excepted = bool(task.rule) and task.waived_at is not None
    refuse_if(
        rules.why_not_take_exception_back(
            placement_state=placement.state, is_excepted=is_excepted, by_director=_is_director(by)
        )
    )
    task.waived_at, task.waived_by, task.waived_because = None, None, ""
    task.save(update_fields=["waived_at", "waived_by", "waived_because"])
    record("take_exception_back", task, by=by, now=now, placement=str(placement.pk), rule=task.rule)
    settle_clearance(placement, lost=[] if task.is_done else [task], by=by, now=now)
    return task


def _is_director(by: Actor) -> bool:
    return by.kind == "person" and by.role == StaffRole.Kind.DIRECTOR
