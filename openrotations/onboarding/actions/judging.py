"""Judging the papers of a placement, and what follows: cleared, or the clearance taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.alone import each_alone
from openrotations.documents.queries import documents_of
from openrotations.documents.validity import Standing
from openrotations.onboarding import queries
from openrotations.onboarding.actions.answering import ask_rules, is_first_asked
from openrotations.onboarding.actions.mails import tell_host, tell_office, tell_student, was_left_with
from openrotations.onboarding.models import Task
from openrotations.people.models import Person
from openrotations.placements.actions import clear_placement, take_clearance_back
from openrotations.placements.actions.steps import lock_applications, locked_placement
from openrotations.placements.models import Placement
from openrotations.placements.queries.approvals import approval_gap
from openrotations.placements.queries.lapses import supervision_gap
from openrotations.placements.states import PlacementState
from openrotations.schools.models import Student


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


@transaction.atomic
def note_withdrawn_paper(person: Person, kind: str, *, by: Actor, now: datetime) -> int:
    """A student took a paper back: judge anew, and tell the office where it is asked for; returns in how many."""
    judge_papers_of(person, kind, by=by, now=now)
    rows = [
        row
        for row in queries.placements_asking(person, kind)
        if row.tasks.filter(kind=kind, checked_at=None, waived_at=None)
    ]
    for row in rows:
        tell_office("paper_withdrawn_office", row, now=now, tasks=row.tasks.filter(kind=kind))
    return len(rows)


def judge_every_placement(*, by: Actor = PROGRAM, now: datetime) -> int:
    """Judge everything that is to start or runs, whatever announced itself or did not; returns how many changed.

    Each by itself: one that breaks holds nobody else up.
    """
    papers = sum(map(bool, each_alone(queries.placements_to_judge(), partial(judge_tasks, by=by, now=now))))
    settle = partial(settle_clearance_of, by=by, now=now)
    ruled = list(each_alone(queries.placements_ruled_otherwise(Placement.objects.all(), now), settle))
    waiting = [row for row in queries.placements_without_open_tasks() if not supervision_gap(row, now.date())]
    freed = list(each_alone([row for row in waiting if not approval_gap(row)], settle))
    return papers + len(ruled) + len(freed)


def settle_by_rules(among: QuerySet[Placement], *, by: Actor = PROGRAM, now: datetime) -> int:
    """Settle the clearance where the rules say something else than was noted; returns of how many placements."""
    rows = queries.placements_ruled_otherwise(among, now)
    for row in rows:
        settle_clearance_of(row, by=by, now=now)
    return len(rows)


@transaction.atomic
def settle_clearances_of(student: Student, *, by: Actor, now: datetime) -> int:
    """The same for one student of whom something else is known now; what was told is locked already."""
    among = Placement.objects.filter(student=student)
    lock_applications(among.filter(state__in=queries.AHEAD).values_list("application_id", flat=True))
    return settle_by_rules(among, by=by, now=now)


@transaction.atomic
def settle_clearance_of(placement: Placement, *, by: Actor, now: datetime) -> None:
    """Lock the placement, and clear it if nothing is left to do."""
    settle_clearance(locked_placement(placement), by=by, now=now)


def settle_clearance(placement: Placement, *, lost: Sequence[Task] = (), by: Actor, now: datetime) -> None:
    """Clear a locked placement once nothing is left to do; take the clearance back when something is again.

    The rules are asked first: what they still want is a task as well. `lost` are the other tasks that were done and
    are not any more. What the rules want the first time that they are asked, after an upgrade, is no news: it stands
    on the student's page. Where a clearance falls by that alone, and by nobody's doing, the office decides.
    """
    is_first = is_first_asked(placement)
    is_the_offices = is_first and not lost and by.kind == PROGRAM.kind and not queries.is_close(placement, now)
    lost = [*lost, *ask_rules(placement, is_told=is_first, by=by, now=now)]
    is_open = placement.tasks.filter(checked_at=None, waived_at=None).exists()
    may_clear = placement.state == PlacementState.CONFIRMED and not is_open and placement.tasks.exists()
    if may_clear and not approval_gap(placement) and not supervision_gap(placement, now.date()):
        clear_placement(placement, by=by, now=now)
        placement.state = PlacementState.CLEARED
        if was_left_with("clearance_lost_host", placement, until="cleared_again_host"):
            tell_host("cleared_again_host", placement, by=by, now=now)
    elif placement.state == PlacementState.CLEARED and is_open:
        take_clearance_back(placement, by=by, now=now)
        placement.state = PlacementState.CONFIRMED
        ask_rules(placement, is_told=True, by=by, now=now)  # what nobody can tell counts again now
        if is_the_offices:
            tell_office("rules_first_asked_office", placement, now=now, tasks=lost)
        else:
            _tell_everybody("clearance_lost", placement, lost, by=by, now=now)
    elif placement.state == PlacementState.ACTIVE and lost:
        _tell_everybody("paper_lost", placement, lost, by=by, now=now)
    elif placement.state == PlacementState.ACTIVE and not is_open and _lacked_a_paper(placement):
        _tell_everybody("papers_hold_again", placement, (), by=by, now=now)
    elif lost:
        tell_student("paper_open_again", placement, now=now, tasks=lost)


def _lacked_a_paper(placement: Placement) -> bool:
    """Whether everybody was told to keep the student away from patients, and not yet that it is over."""
    return was_left_with("paper_lost", placement, until="papers_hold_again")


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
