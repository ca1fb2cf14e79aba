"""Judging the papers of a placement, and what follows: cleared, or the clearance taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.documents.queries import documents_of
from openrotations.documents.validity import Standing
from openrotations.onboarding import queries
from openrotations.onboarding.actions.mails import tell_host, tell_office, tell_student
from openrotations.onboarding.models import Task
from openrotations.people.models import Person
from openrotations.placements.actions import clear_placement, take_clearance_back
from openrotations.placements.actions.steps import lock_applications, locked_placement
from openrotations.placements.models import Placement
from openrotations.placements.queries.approvals import approval_gap
from openrotations.placements.states import PlacementState


@transaction.atomic
def judge_tasks(placement: Placement, *, by: Actor, now: datetime) -> list[Task]:
    """Judge every paper of this placement through its last day; returns the tasks whose judgement changed.

    The last one that holds clears the placement. One that holds no more takes the clearance back, and student,
    office and host are told.
    """
    placement = locked_placement(placement)
    if placement.state not in queries.JUDGED:
        return []
    tasks = list(placement.tasks.exclude(kind=""))
    papers = documents_of(placement.student.person) if tasks else []
    changed, lost = [], []
    for task in tasks:
        was_done, before = task.is_done, _noted(task)
        _note(task, queries.standing_of(task, papers, placement.dates), now=now)
        if _noted(task) != before:
            changed.append(task)
        if was_done and not task.is_done:
            lost.append(task)
    Task.objects.bulk_update(changed, ["verdict", "holds_until", "checked_at", "checked_by"])
    if changed:
        record("judge_tasks", placement, by=by, now=now, papers={task.kind: task.verdict for task in changed})
    settle_clearance(placement, lost=lost, by=by, now=now)
    return changed


@transaction.atomic
def judge_papers_of(person: Person, kind: str, *, by: Actor, now: datetime) -> int:
    """Judge this person's placements that ask for this kind of paper; returns how many changed."""
    rows = list(queries.placements_asking(person, kind))
    lock_applications(row.application_id for row in rows)
    return sum(bool(judge_tasks(row, by=by, now=now)) for row in rows)


def judge_every_placement(*, by: Actor = PROGRAM, now: datetime) -> int:
    """Judge everything that is to start or runs, whatever announced itself or did not; returns how many changed."""
    return sum(bool(judge_tasks(row, by=by, now=now)) for row in queries.placements_to_judge())


@transaction.atomic
def settle_clearance_of(placement: Placement, *, by: Actor, now: datetime) -> None:
    """Lock the placement, and clear it if nothing is left to do."""
    settle_clearance(locked_placement(placement), by=by, now=now)


def settle_clearance(placement: Placement, *, lost: Sequence[Task] = (), by: Actor, now: datetime) -> None:
    """Clear a locked placement once nothing is left to do; take the clearance back when something is again.

    `lost` are the tasks that were done and are not any more.
    """
    is_open = placement.tasks.filter(checked_at=None, waived_at=None).exists()
    may_clear = placement.state == PlacementState.CONFIRMED and not is_open and placement.tasks.exists()
    if may_clear and not approval_gap(placement):
        clear_placement(placement, by=by, now=now)
        placement.state = PlacementState.CLEARED
    elif placement.state == PlacementState.CLEARED and is_open:
        take_clearance_back(placement, by=by, now=now)
        placement.state = PlacementState.CONFIRMED
        _tell_everybody("clearance_lost", placement, lost, by=by, now=now)
    elif placement.state == PlacementState.ACTIVE and lost:
        _tell_everybody("paper_lost", placement, lost, by=by, now=now)
    elif lost:
        tell_student("paper_open_again", placement, now=now, tasks=lost)


def _noted(task: Task) -> tuple[str, date | None, bool]:
    return task.verdict, task.holds_until, task.checked_at is not None


def _note(task: Task, found: Standing, *, now: datetime) -> None:
    """Write the judgement on the task; it is not saved yet."""
    task.verdict, task.holds_until = found.verdict, found.until
    if not found.is_fine:
        task.checked_at = None
    elif task.checked_at is None:
        task.checked_at, task.checked_by = now, None


def _tell_everybody(name: str, placement: Placement, lost: Sequence[Task], *, by: Actor, now: datetime) -> None:
    """Student and office read which papers; the host only that the student does not come before it hears more."""
    tell_student(name, placement, now=now, tasks=lost)
    tell_office(f"{name}_office", placement, now=now, tasks=lost)
    tell_host(f"{name}_host", placement, by=by, now=now)
