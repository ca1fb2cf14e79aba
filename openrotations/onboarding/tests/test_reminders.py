from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrotations.common.actors import PROGRAM
from openrotations.notifications.models import Message
from openrotations.onboarding import actions
from openrotations.onboarding.models import Reminder, Task
from openrotations.onboarding.rules import OVERDUE, STAGES, stages_due
from openrotations.onboarding.tests.factories import make_asking_placement, make_insurance, tick_the_rest
from openrotations.placements.actions import start_placement
from openrotations.placements.models import Placement

DUE = date(2027, 3, 1)
LONG_AGO = date(2026, 12, 1)


def test_a_reminder_comes_on_its_day_and_not_again() -> None:
    assert stages_due(DUE, told_on=LONG_AGO, today=DUE - timedelta(days=31), settled=()) == []
    assert stages_due(DUE, told_on=LONG_AGO, today=DUE - timedelta(days=30), settled=()) == [30]
    assert stages_due(DUE, told_on=LONG_AGO, today=DUE - timedelta(days=29), settled=(30,)) == []


def test_after_days_without_a_worker_the_stages_of_those_days_come_together() -> None:
    assert stages_due(DUE, told_on=LONG_AGO, today=DUE - timedelta(days=5), settled=()) == [30, 14, 7]
    assert stages_due(DUE, told_on=LONG_AGO, today=DUE + timedelta(days=1), settled=(30, 14)) == [OVERDUE]


def test_who_was_told_late_is_not_reminded_of_days_before() -> None:
    told_on = DUE - timedelta(days=10)
    assert stages_due(DUE, told_on=told_on, today=told_on + timedelta(days=1), settled=()) == []
    assert stages_due(DUE, told_on=told_on, today=DUE - timedelta(days=7), settled=()) == [7]


@given(
    lead=st.integers(0, 60), days_at_work=st.sets(st.integers(0, 70)), last_run=st.integers(61, 70)
)  # fmt: skip
def test_every_stage_is_settled_once_whatever_days_the_worker_missed(
    lead: int, days_at_work: set[int], last_run: int
) -> None:
    settled: list[int] = []
    told_on = DUE - timedelta(days=lead)
    for day in sorted(days_at_work | {last_run}):
        today = told_on + timedelta(days=day)
        for _again in range(2):
            settled += stages_due(DUE, told_on=told_on, today=today, settled=settled)
    assert len(settled) == len(set(settled)) and OVERDUE in settled
    assert set(settled) - {OVERDUE} <= {stage for stage in STAGES if lead > stage}


pytest_of_rows = pytest.mark.django_db


def asking(**terms: object) -> Placement:
    """A placement from 4 January 2027 that asks for insurance, made on 1 October."""
    placement = make_asking_placement({"health_insurance": terms})
    tick_the_rest(placement)
    Task.objects.update(created_at=datetime(2026, 10, 1, tzinfo=UTC), due_on=date(2026, 12, 5))
    return placement


def run(first: date, last: date, *, without: tuple[date, ...] = (), twice: bool = True) -> list[date]:
    """Run the worker on each of these days, but not on those without; the days on which something was sent."""
    days = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if day not in without:
            now = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
            sent = [actions.remind_of_tasks(by=PROGRAM, now=now) for _time in range(2 if twice else 1)]
            days += [day] * sum(sent)
    return days


@pytest_of_rows
def test_a_student_is_reminded_30_14_and_7_days_before_and_the_office_when_it_is_late() -> None:
    asking()
    assert run(date(2026, 10, 20), date(2026, 12, 20)) == [
        date(2026, 11, 5), date(2026, 11, 21), date(2026, 11, 28), date(2026, 12, 6),
    ]  # fmt: skip
    assert Message.objects.filter(template="onboarding/mail/tasks_due.txt").count() == 3
    assert Message.objects.filter(template="onboarding/mail/tasks_overdue.txt").count() == 1
    assert Message.objects.filter(template="onboarding/mail/tasks_overdue_office.txt").count() == 1


@pytest_of_rows
def test_a_day_without_a_worker_loses_no_reminder() -> None:
    asking()
    missed = (date(2026, 11, 21), date(2026, 11, 22))
    assert date(2026, 11, 23) in run(date(2026, 11, 6), date(2026, 11, 27), without=missed)


@pytest_of_rows
def test_who_has_done_it_is_not_reminded() -> None:
    placement = asking()
    make_insurance(placement.student.person, date(2027, 1, 31))
    actions.judge_tasks(placement, by=PROGRAM, now=datetime(2026, 10, 2, tzinfo=UTC))
    assert run(date(2026, 10, 20), date(2026, 12, 20)) == []


@pytest_of_rows
def test_what_the_office_has_to_look_at_is_no_reminder_for_the_student() -> None:
    asking()
    Task.objects.filter(kind="health_insurance").update(verdict="in_review")
    assert run(date(2026, 10, 20), date(2026, 12, 20)) == [date(2026, 12, 6)]
    assert not Message.objects.filter(template="onboarding/mail/tasks_overdue.txt").exists()


@pytest_of_rows
def test_a_paper_that_runs_out_while_the_student_is_there_is_remembered_too() -> None:
    placement = asking()
    paper = make_insurance(placement.student.person, date(2027, 1, 31))
    actions.judge_tasks(placement, by=PROGRAM, now=datetime(2026, 10, 2, tzinfo=UTC))
    placement.refresh_from_db()
    start_placement(placement, by=PROGRAM, now=datetime(2027, 1, 4, 15, tzinfo=UTC))
    paper.valid_until = date(2027, 1, 25)
    paper.save()
    actions.judge_every_placement(now=datetime(2027, 1, 5, tzinfo=UTC))
    assert run(date(2027, 1, 5), date(2027, 1, 30)) == [
        date(2027, 1, 5), date(2027, 1, 11), date(2027, 1, 18), date(2027, 1, 26),
    ]  # fmt: skip
    assert set(Reminder.objects.values_list("about", "stage")) == {("runs_out", n) for n in (30, 14, 7, 0)}
    assert "runs out on 25 Jan 2027" in Message.objects.filter(template="onboarding/mail/tasks_due.txt")[0].text
