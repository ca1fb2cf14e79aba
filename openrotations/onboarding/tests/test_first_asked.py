"""The first look after an upgrade: placements that had their tasks before rules held anybody back."""

from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from openrotations.applications.models import Background
from openrotations.common.actors import PROGRAM
from openrotations.notifications.models import Message
from openrotations.onboarding import actions, queries
from openrotations.onboarding.tests.factories import IN_DECEMBER, make_asking_placement, make_confirmed_placement
from openrotations.onboarding.tests.test_clearance_rules import ON_DAY_ONE, TOURIST, cleared, tell
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement

pytestmark = pytest.mark.django_db
IS_FIRST = "openrotations.onboarding.actions.judging.is_first_asked"


def before_the_upgrade(placement: Placement, **told: object) -> Placement:
    """It has its tasks, no rule was ever asked about it, and what it is asked now it would not meet."""
    placement.tasks.exclude(rule="").delete()
    Placement.objects.filter(pk=placement.pk).update(rules_asked_at=None)
    Background.objects.filter(student=placement.student).update(**(told or {"entry": "b2"}))
    Message.objects.all().delete()
    placement.refresh_from_db()
    return placement


def confirmed_before() -> Placement:
    return before_the_upgrade(make_asking_placement({"tb_test": {}}))


def sent() -> set[str]:
    return {mail.template.rsplit("/")[-1] for mail in Message.objects.all()}


def look(now: datetime = IN_DECEMBER) -> int:
    """The daily look, without the reminders that follow it."""
    return actions.judge_every_placement(now=now)


def test_nobody_is_written_to_about_what_was_open_all_along_and_everybody_reads_it(client: Client) -> None:
    placement = confirmed_before()
    assert look() == 1
    assert sent() == set()
    where = reverse("onboarding:tasks", args=[placement.pk])
    client.force_login(placement.student.person)
    assert "You told us that you enter with a B-2 visa." in client.get(where).content.decode()
    client.force_login(make_staff())
    assert "You told us that you enter with a B-2 visa." in client.get(where).content.decode()
    board = client.get(reverse("onboarding:clearance"), {"weeks": "52"}).content.decode()
    assert "You told us that you enter with a B-2 visa." in board
    assert {turn.code for turn in queries.turns(placement, now=IN_DECEMBER)} >= {"settle-rules"}


def test_without_the_first_look_known_the_student_would_be_written_to() -> None:
    confirmed_before()
    with mock.patch(IS_FIRST, return_value=False):
        look()
    assert sent() == {"rules_changed.txt"}


def test_the_student_is_reminded_as_of_every_task() -> None:
    placement = confirmed_before()
    look(IN_DECEMBER - timedelta(days=20))
    task = placement.tasks.get(rule=TOURIST)
    two_weeks_before = IN_DECEMBER + (task.due_on - IN_DECEMBER.date()) - timedelta(days=14)
    actions.remind_of_tasks(by=PROGRAM, now=two_weeks_before)
    assert sent() == {"tasks_due.txt"}
    assert task.title in Message.objects.get().text


def test_a_clearance_that_falls_by_the_first_look_is_the_offices_to_decide(client: Client) -> None:
    placement = before_the_upgrade(cleared())
    assert look() == 1
    placement.refresh_from_db()
    assert placement.state == "confirmed"
    assert sent() == {"rules_first_asked_office.txt"}
    mail = Message.objects.get()
    assert "which is for tourism" in mail.text and "We have not written to student or host" in mail.text
    director = make_staff("director")
    task = placement.tasks.get(rule=TOURIST)
    actions.except_from_rule(task, because="The consulate wrote to us.", by=actor_of(director), now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "cleared"
    assert sent() == {"rules_first_asked_office.txt", "cleared.txt"}  # the host never heard of it


def test_who_starts_within_two_weeks_hears_at_once_that_the_clearance_fell() -> None:
    before_the_upgrade(cleared())
    assert look(ON_DAY_ONE - timedelta(days=14)) == 1
    assert sent() == {"clearance_lost.txt", "clearance_lost_office.txt", "clearance_lost_host.txt"}


def test_the_second_look_is_no_first_one() -> None:
    placement = before_the_upgrade(cleared(), entry="b1")
    assert look() == 1  # all rules are met: that they were asked is noted, and nothing else
    assert sent() == set()
    assert look() == 0
    Background.objects.filter(student=placement.student).update(entry="b2")
    assert look() == 1
    assert "clearance_lost.txt" in sent()


def test_what_the_student_changes_before_the_first_look_is_told() -> None:
    placement = before_the_upgrade(cleared(), entry="b1")
    tell(placement, entry="b2")
    assert placement.state == "confirmed"
    assert "clearance_lost.txt" in sent()


def test_a_coordinator_who_checks_a_task_before_the_first_look_writes_to_nobody_about_rules() -> None:
    placement = confirmed_before()
    task = placement.tasks.filter(kind="", rule="").first()
    assert task is not None
    actions.check_task(task, by=actor_of(make_staff()), now=IN_DECEMBER)
    assert placement.tasks.filter(rule=TOURIST).exists()
    assert sent() == set()


def test_who_gets_tasks_today_was_asked_with_them() -> None:
    placement = make_confirmed_placement()
    assert placement.rules_asked_at is None
    actions.create_tasks(placement, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.rules_asked_at == IN_DECEMBER
