"""Making the tasks of a placement, and making them anew when something else is asked for."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.catalogue.models import Offering
from openrotations.common.actors import Actor
from openrotations.common.clocks import day_at
from openrotations.onboarding import queries
from openrotations.onboarding.actions.answering import ask_rules, note_asked
from openrotations.onboarding.actions.appending import append_tasks
from openrotations.onboarding.actions.judging import judge_tasks
from openrotations.onboarding.actions.mails import tell_student
from openrotations.onboarding.models import Task
from openrotations.onboarding.standard import PlannedTask, own_tasks, planned_papers, planned_tasks, titles_covered_by
from openrotations.placements.actions.steps import lock_applications, locked_placement
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

_TERMS = ("title", "who", "not_older_than_days", "counted_from", "amounts", "note")


@transaction.atomic
def create_tasks(placement: Placement, *, by: Actor, now: datetime) -> list[Task]:
    """Make the placement's tasks, judge the papers there are, and tell the student; twice changes nothing."""
    placement = locked_placement(placement)
    if placement.tasks.exists():
        return queries.tasks_of(placement)
    offering = placement.offering
    planned = planned_tasks(
        offering.requirements,
        hands_on=offering.hands_on,
        first=placement.dates.first,
        today=_today(placement, now),
        papers=queries.papers_asked(offering, placement.dates),
    )
    tasks = append_tasks(placement, (each.fields for each in planned))
    record("create_tasks", placement, by=by, now=now, count=len(tasks))
    note_asked(placement, now=now)
    ask_rules(placement, is_told=True, by=by, now=now)
    judge_tasks(placement, by=by, now=now)
    tasks = queries.tasks_of(placement)
    own = [task for task in tasks if task.who == Task.Who.STUDENT and not task.is_done]
    there = [task for task in tasks if task.is_done]
    tell_student("tasks", placement, now=now, tasks=own, there=there)
    return tasks


@transaction.atomic
def plan_again(offerings: Iterable[Offering], *, by: Actor, now: datetime) -> int:
    """Change the open tasks of placements that have not begun, now that something else is asked for.

    What is done under the old terms stays done. Returns how many placements changed; their students are told.
    """
    rows = list(queries.placements_ahead_in(offerings))
    lock_applications(row.application_id for row in rows)
    return sum(plan_papers_again(row, by=by, now=now) for row in rows if row.dates.first > _today(row, now))


def plan_each_again(offerings: Iterable[Offering], *, by: Actor, now: datetime) -> int:
    """The same with a transaction for each placement: for the worker, when there are many."""
    rows = list(queries.placements_ahead_in(offerings))
    return sum(plan_papers_again(row, by=by, now=now) for row in rows if row.dates.first > _today(row, now))


@transaction.atomic
def plan_papers_again(placement: Placement, *, by: Actor, now: datetime) -> bool:
    """The same for one placement, also when its dates changed; returns whether its tasks changed."""
    placement = locked_placement(placement)
    if placement.state not in (PlacementState.CONFIRMED, PlacementState.CLEARED):
        return False
    first, today = placement.dates.first, _today(placement, now)
    papers = queries.papers_asked(placement.offering, placement.dates)
    wanted = {each.fields["kind"]: each for each in planned_papers(papers, first=first, today=today)}
    there = {task.kind: task for task in placement.tasks.exclude(kind="")}
    own = {task.title: task for task in placement.tasks.filter(kind="", rule="")}
    gone = [task for kind, task in there.items() if kind not in wanted and not task.is_done]
    other = [task for kind, task in there.items() if kind in wanted and _take_over(task, wanted[kind], today)]
    # What a paper stood in for comes back when nobody asks for the paper any more, and goes when somebody does.
    left_open = titles_covered_by({task.kind for task in gone})
    asked = {*wanted, *(kind for kind, task in there.items() if task.is_done)}
    needed = own_tasks(asked, hands_on=placement.offering.hands_on, first=first, today=today)
    back = [each for each in needed if each.title in left_open and each.title not in own]
    new = [*(each for kind, each in wanted.items() if kind not in there), *back]
    added = append_tasks(placement, (each.fields for each in new))
    covered = titles_covered_by({task.kind for task in added})
    gone += [task for title, task in own.items() if title in covered and not (task.is_done or task.stated_at)]
    if not (gone or other or added):
        judge_tasks(placement, by=by, now=now)
        return False
    Task.objects.filter(pk__in=[task.pk for task in gone]).delete()
    Task.objects.bulk_update(other, [*_TERMS, "due_on"])
    record(
        "change_tasks", placement, by=by, now=now, added=[task.kind or task.title for task in added],
        changed=[task.kind for task in other], removed=[task.kind or task.title for task in gone],
    )  # fmt: skip
    tell_student("tasks_changed", placement, now=now, added=added, changed=other, removed=gone)
    judge_tasks(placement, by=by, now=now)
    return True


def _take_over(task: Task, wanted: PlannedTask, today: date) -> bool:
    """Give an open task the new terms, not saved yet; returns whether they are other ones."""
    if task.is_done:
        return False
    fields = wanted.fields
    before = [getattr(task, name) for name in _TERMS]
    for name in _TERMS:
        setattr(task, name, fields[name])
    is_other = before != [getattr(task, name) for name in _TERMS]
    # A last day that only moved because two more days are left to everybody is no news.
    if fields["due_on"] != task.due_on and (is_other or min(fields["due_on"], task.due_on) > today):
        task.due_on, is_other = fields["due_on"], True
    return is_other


def _today(placement: Placement, now: datetime) -> date:
    return day_at(placement.offering.site.time_zone, now)
