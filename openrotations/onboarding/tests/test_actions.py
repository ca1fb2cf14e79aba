import pytest

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.onboarding import actions
from openrotations.onboarding.models import Task
from openrotations.onboarding.tests.factories import IN_DECEMBER, make_confirmed_placement, make_tasks
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_confirmed

pytestmark = pytest.mark.django_db


def by_student(task: Task) -> Actor:
    return Actor("person", str(task.placement.student.person_id), "student")


def test_a_confirmed_placement_has_tasks_and_the_student_is_told() -> None:
    placement = make_confirmed_placement()
    placement.offering.requirements = "Flu shot of this season"
    placement.offering.save()
    placement_confirmed.send(Placement, placement=placement, by=PROGRAM, now=IN_DECEMBER)
    assert placement.tasks.get(position=1).title == "Flu shot of this season"
    mail = Message.objects.get(template="onboarding/mail/tasks.txt")
    assert mail.to_person == placement.student.person
    assert "Flu shot of this season (by 5 Dec 2026)" in mail.text


def test_tasks_are_made_once() -> None:
    tasks = make_tasks()
    assert actions.create_tasks(tasks[0].placement, by=PROGRAM, now=IN_DECEMBER) == tasks
    assert Message.objects.filter(template="onboarding/mail/tasks.txt").count() == 1


def test_the_student_states_a_task_and_the_office_checks_it() -> None:
    task, coordinator = make_tasks()[0], make_staff()
    actions.state_task(task, by=by_student(task), now=IN_DECEMBER)
    task = actions.check_task(task, by=actor_of(coordinator), now=IN_DECEMBER)
    assert task.stated_at == task.checked_at == IN_DECEMBER
    assert task.checked_by == coordinator
    assert list(Entry.objects.filter(subject_id=str(task.pk)).values_list("action", flat=True)) == [
        "state_task",
        "check_task",
    ]


def test_the_last_check_clears_the_placement() -> None:
    tasks = make_tasks()
    for task in tasks[:-1]:
        actions.check_task(task, by=PROGRAM, now=IN_DECEMBER)
    assert Placement.objects.get().state == "confirmed"
    actions.check_task(tasks[-1], by=PROGRAM, now=IN_DECEMBER)
    assert Placement.objects.get().state == "cleared"


def test_opening_a_task_again_takes_the_clearance_back_and_says_what_is_missing() -> None:
    tasks = make_tasks()
    for task in tasks:
        actions.check_task(task, by=PROGRAM, now=IN_DECEMBER)
    actions.uncheck_task(tasks[0], because="The second page is missing.", by=PROGRAM, now=IN_DECEMBER)
    assert Placement.objects.get().state == "confirmed"
    assert Task.objects.get(pk=tasks[0].pk).checked_at is None
    assert "The second page is missing." in Message.objects.get(template="onboarding/mail/task_reopened.txt").text


def test_a_refused_change_leaves_the_task_as_it_was() -> None:
    task = make_tasks()[0]
    with pytest.raises(Refused):
        actions.uncheck_task(task, because="", by=PROGRAM, now=IN_DECEMBER)
    task = Task.objects.get(pk=task.pk)
    assert task.stated_at is task.checked_at is None
