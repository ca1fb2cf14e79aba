"""Clearance asks the rule book: what holds a placement back, for whom, and how long."""

from collections.abc import Callable
from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from openrotations.applications.actions import tell_background
from openrotations.applications.models import Background
from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.documents.actions import withdraw_document
from openrotations.documents.states import DocumentState
from openrotations.documents.tests.factories import make_document
from openrotations.notifications.models import Message
from openrotations.onboarding import actions, queries, tasks
from openrotations.onboarding.models import Task
from openrotations.onboarding.tests.factories import (
    IN_DECEMBER,
    make_asking_placement,
    make_confirmed_placement,
    make_tasks,
    tick_the_rest,
)
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_staff
from openrotations.placements.actions import clear_placement, start_placement
from openrotations.placements.models import Placement
from openrotations.rulebook.actions import approve_change, propose_change
from openrotations.rulebook.changing import written
from openrotations.rulebook.queries import shipped_book
from openrotations.schools.actions import add_blackout, note_enrolment, state_policy
from openrotations.schools.models import Policy

pytestmark = pytest.mark.django_db
TOURIST = "not-as-a-tourist"
ON_DAY_ONE = IN_DECEMBER.replace(year=2027, month=1, day=4)


def tell(placement: Placement, **values: object) -> None:
    """The student tells something on the profile pages; everything as of 1 December 2026."""
    by = Actor("person", str(placement.student.person_id), "student")
    tell_background(placement.student, values, by=by, now=IN_DECEMBER)
    placement.refresh_from_db()


def held_back(**told: object) -> Placement:
    """Every other task is done; only what is told here, a B-2 visa where nothing is, keeps it from being cleared."""
    placement = make_confirmed_placement()
    told = told or {"entry": "b2"}
    Background.objects.filter(student=placement.student).update(**told)
    make_tasks(placement)
    tick_all(placement)
    return placement


def cleared() -> Placement:
    placement = make_confirmed_placement()
    placement.confirmed_by = placement.offering.site.coordinators.get()
    placement.save()
    make_tasks(placement)
    tick_all(placement)
    assert placement.state == "cleared"
    return placement


def tick_all(placement: Placement) -> None:
    for task in placement.tasks.filter(kind="", rule="", checked_at=None):
        actions.check_task(task, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()


def rule_task(placement: Placement, rule: str = TOURIST) -> Task:
    return placement.tasks.get(rule=rule)


def test_a_rule_that_is_not_met_holds_the_placement_back_and_says_why_and_whose_it_is() -> None:
    placement = held_back()
    task = rule_task(placement)
    assert (placement.state, task.who, task.is_done) == ("confirmed", "student", False)
    assert task.said is not None
    assert task.said.because == "You told us that you enter with a B-2 visa. It is not for electives."
    mail = Message.objects.get(template="onboarding/mail/tasks.txt")
    assert "which is for tourism" in mail.text


def test_without_the_rule_book_the_same_placement_would_be_cleared() -> None:
    with mock.patch(
        "openrotations.onboarding.queries.findings.findings_about", lambda rows, today: {row.pk: [] for row in rows}
    ):
        assert held_back().state == "cleared"


def test_telling_another_visa_clears_the_placement_at_once() -> None:
    placement = held_back()
    tell(placement, entry="b1")
    assert placement.state == "cleared"
    assert rule_task(placement).is_done


def test_a_cleared_placement_loses_it_when_a_rule_says_not_yet_and_everybody_is_told() -> None:
    placement = cleared()
    tell(placement, entry="b2")
    assert placement.state == "confirmed"
    found = Message.objects.filter(template__startswith="onboarding/mail/clearance_lost")
    assert {mail.template.rsplit("/")[-1] for mail in found} == {
        "clearance_lost.txt", "clearance_lost_office.txt", "clearance_lost_host.txt",
    }  # fmt: skip
    host = found.get(template="onboarding/mail/clearance_lost_host.txt")
    assert "B-2" not in host.text  # which visa somebody has is no business of the host's
    assert "B-2" in found.get(template="onboarding/mail/clearance_lost.txt").text
    tell(placement, entry="b1")
    assert placement.state == "cleared"


def test_what_nobody_can_tell_is_a_task_for_who_can_until_it_is_told() -> None:
    placement = held_back(entry="")
    task = rule_task(placement)
    assert (placement.state, task.who, task.finding["verdict"]) == ("confirmed", "student", "cannot_tell")
    assert task.finding["missing"] == ["entry"]
    tell(placement, entry="b1")
    assert placement.state == "cleared"


def test_a_clearance_once_given_does_not_fall_for_a_question() -> None:
    placement = cleared()
    tell(placement, entry="")
    assert placement.state == "cleared"
    assert not placement.tasks.filter(rule=TOURIST).exists()


def test_what_the_school_has_not_said_waits_for_the_school() -> None:
    placement = make_confirmed_placement(is_clear_to_rules=False)
    make_tasks(placement)
    tick_all(placement)
    waiting = placement.tasks.exclude(rule="")
    assert set(waiting.values_list("rule", "who")) == {
        ("good-standing", "registrar"), ("school-lets-go", "registrar"), ("school-year-reached", "registrar"),
        ("school-weeks", "registrar"),
    }  # fmt: skip
    assert placement.state == "confirmed"


def test_the_schools_word_about_a_student_settles_it_at_once() -> None:
    placement = make_confirmed_placement()
    placement.student.good_standing = None
    placement.student.save()
    make_tasks(placement)
    tick_all(placement)
    assert placement.state == "confirmed"
    note_enrolment(placement.student, is_confirmed=True, good_standing=True, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "cleared"
    note_enrolment(placement.student, is_confirmed=True, good_standing=False, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "confirmed"
    assert rule_task(placement, "good-standing").finding["verdict"] == "no"


def test_what_the_office_learns_of_a_school_is_asked_by_the_worker() -> None:
    placement = cleared()
    add_blackout(
        placement.student.school, Period(date(2027, 1, 20), date(2027, 1, 21)), because="Examinations",
        by=PROGRAM, now=IN_DECEMBER,
    )  # fmt: skip
    tasks.settle_clearances(school_id=str(placement.student.school_id))
    placement.refresh_from_db()
    assert placement.state == "confirmed"
    assert rule_task(placement, "school-blackouts").finding["verdict"] == "no"


def test_a_school_of_others_changes_nothing() -> None:
    placement, other = cleared(), make_confirmed_placement()
    Background.objects.filter(student=placement.student).update(entry="b2")
    tasks.settle_clearances(school_id=str(other.student.school_id))
    placement.refresh_from_db()
    assert placement.state == "cleared"


def test_what_only_informs_or_is_for_counsel_never_holds_back() -> None:
    placement = cleared()
    site = placement.offering.site
    site.kind, site.us_school_affiliation = "private_practice", False
    site.teaching_source, site.teaching_checked_on = "a test", date(2026, 11, 1)
    site.save()
    Policy.objects.update(gives_credit=False)
    assert actions.judge_every_placement(now=IN_DECEMBER) == 0
    answer = {each.rule for each in queries.findings_of(placement, today=IN_DECEMBER.date())}
    assert not {"b1-clerkship", "school-credit", "states-read", "way-to-enter"} & answer
    placement.refresh_from_db()
    assert placement.state == "cleared"


def test_days_that_pass_do_not_make_a_host_asked_in_time_asked_too_late() -> None:
    placement = cleared()
    Placement.objects.filter(pk=placement.pk).update(created_at=IN_DECEMBER - timedelta(weeks=4))
    placement.offering.lead_weeks = 8
    placement.offering.save()
    shortly_before = ON_DAY_ONE - timedelta(days=2)
    assert actions.judge_every_placement(now=shortly_before) == 0
    Placement.objects.filter(pk=placement.pk).update(created_at=IN_DECEMBER)
    assert actions.judge_every_placement(now=shortly_before) == 1
    assert rule_task(placement, "host-lead-time").finding["verdict"] == "no"


def test_the_daily_look_finds_what_nobody_announced_and_settles_it_once() -> None:
    placement = cleared()
    Background.objects.filter(student=placement.student).update(entry="b2")
    assert actions.judge_every_placement(now=IN_DECEMBER) == 1
    assert actions.judge_every_placement(now=IN_DECEMBER) == 0
    Background.objects.filter(student=placement.student).update(entry="b1")
    assert actions.judge_every_placement(now=IN_DECEMBER) == 1
    placement.refresh_from_db()
    assert placement.state == "cleared"


def test_nobody_is_cleared_or_starts_against_a_rule_even_if_nobody_announced_it() -> None:
    placement = cleared()
    Background.objects.filter(student=placement.student).update(entry="b2")
    with pytest.raises(Refused) as refused:
        start_placement(placement, by=PROGRAM, now=ON_DAY_ONE)
    assert TOURIST in {reason.code for reason in refused.value.reasons}
    actions.settle_clearance_of(placement, by=PROGRAM, now=IN_DECEMBER)
    with pytest.raises(Refused):
        clear_placement(placement, by=PROGRAM, now=IN_DECEMBER)


def test_without_the_last_look_the_same_student_would_start() -> None:
    placement = cleared()
    Background.objects.filter(student=placement.student).update(entry="b2")
    with mock.patch("openrotations.onboarding.queries.rules_against", return_value=[]):
        start_placement(placement, by=PROGRAM, now=ON_DAY_ONE)
    placement.refresh_from_db()
    assert placement.state == "active"


def test_a_rotation_that_runs_is_left_alone() -> None:
    placement = cleared()
    start_placement(placement, by=PROGRAM, now=ON_DAY_ONE)
    tell(placement, entry="b2")
    assert placement.state == "active"
    assert not placement.tasks.filter(rule=TOURIST).exists()


def change_rule(effective_on: date) -> None:
    """Nobody enters on B-1 any more, says a change that two people made."""
    rule = next(each for each in shipped_book().rules if each.id == TOURIST)
    text = written(rule).replace("is: b2", "is: b1")
    one, other = actor_of(make_staff("director")), actor_of(make_staff("director"))
    change = propose_change(TOURIST, text, because="A test", effective_on=effective_on, by=one, now=IN_DECEMBER)
    approve_change(change, by=other, now=IN_DECEMBER)


def test_a_rule_that_changes_is_asked_from_the_day_it_counts() -> None:
    placement, counts_on = cleared(), IN_DECEMBER.date() + timedelta(days=9)
    change_rule(counts_on)
    job = ProcrastinateJob.objects.get(task_name="settle_clearances")
    assert job.scheduled_at is not None and job.scheduled_at.date() == counts_on
    assert actions.judge_every_placement(now=IN_DECEMBER + timedelta(days=8)) == 0
    assert actions.judge_every_placement(now=IN_DECEMBER + timedelta(days=9)) == 1
    placement.refresh_from_db()
    assert placement.state == "confirmed"


def test_a_change_that_counts_today_is_asked_by_the_worker_at_once() -> None:
    change_rule(IN_DECEMBER.date())
    assert ProcrastinateJob.objects.get(task_name="settle_clearances").scheduled_at is None


def test_a_rule_that_does_not_apply_any_more_takes_its_open_task_along() -> None:
    placement = held_back()
    Background.objects.filter(student=placement.student).update(residence="citizen")
    actions.settle_clearance_of(placement, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "cleared"


def test_a_directors_exception_clears_one_placement_and_taken_back_takes_it_back() -> None:
    placement, director = held_back(), make_staff("director")
    task = rule_task(placement)
    actions.except_from_rule(task, because="The consulate wrote to us.", by=actor_of(director), now=IN_DECEMBER)
    placement.refresh_from_db()
    task.refresh_from_db()
    assert placement.state == "cleared"
    assert (task.waived_by, task.waived_because) == (director, "The consulate wrote to us.")
    assert actions.judge_every_placement(now=IN_DECEMBER) == 0
    start = Placement.objects.get(pk=placement.pk)
    assert queries.rules_against(start, today=ON_DAY_ONE.date()) == []
    actions.take_exception_back(task, by=actor_of(director), now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "confirmed"
    done = Entry.objects.filter(subject_id=str(task.pk)).values_list("action", flat=True)
    assert list(done) == ["except_from_rule", "take_exception_back"]


@pytest.mark.parametrize("role", ["coordinator", "student", "program"])
def test_nobody_but_a_director_makes_an_exception(role: str) -> None:
    placement = held_back()
    by = PROGRAM if role == "program" else Actor("person", str(make_staff().pk), role)
    with pytest.raises(Refused) as refused:
        actions.except_from_rule(rule_task(placement), because="Because I say so.", by=by, now=IN_DECEMBER)
    assert [reason.code for reason in refused.value.reasons] == ["no-director"]


def test_a_coordinator_neither_ticks_nor_waives_a_rule() -> None:
    task, by = rule_task(held_back()), actor_of(make_staff())
    changes: list[Callable[[], object]] = [
        lambda: actions.check_task(task, by=by, now=IN_DECEMBER),
        lambda: actions.waive_task(task, because="Never mind.", by=by, now=IN_DECEMBER),
        lambda: actions.state_task(task, by=by, now=IN_DECEMBER),
        lambda: actions.uncheck_task(task, because="Never mind.", by=by, now=IN_DECEMBER),
        lambda: actions.take_waiver_back(task, by=by, now=IN_DECEMBER),
    ]
    for change in changes:
        with pytest.raises(Refused) as refused:
            change()
        assert "is-rule" in {reason.code for reason in refused.value.reasons}


def test_an_exception_from_a_question_does_not_cover_a_not_yet() -> None:
    placement, director, rule = held_back(study_year=None), actor_of(make_staff("director")), "school-year-reached"
    task = rule_task(placement, rule)
    actions.except_from_rule(task, because="She tells us when she is here.", by=director, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "cleared"
    tell(placement, study_year=2)
    assert placement.state == "confirmed"
    assert rule_task(placement, rule).waived_at is None


def test_asking_about_three_placements_takes_as_many_queries_as_about_one() -> None:
    counts = []
    for _count in (1, 3):
        while Placement.objects.count() < _count:
            make_tasks(make_confirmed_placement())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.placements_ruled_otherwise(Placement.objects.all(), IN_DECEMBER)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_paper_taken_back_on_site_is_told_to_the_office(client: Client) -> None:
    placement = make_asking_placement({"health_insurance": {}})
    paper = make_document(placement.student.person, "health_insurance", DocumentState.IN_REVIEW)
    actions.judge_tasks(placement, by=PROGRAM, now=IN_DECEMBER)
    tick_the_rest(placement)
    Placement.objects.filter(pk=placement.pk).update(state="cleared")
    Placement.objects.filter(pk=placement.pk).update(state="active")
    by = Actor("person", str(placement.student.person_id), "student")
    withdraw_document(paper, by=by, now=ON_DAY_ONE)
    assert placement.tasks.get(kind="health_insurance").verdict == "missing"
    mail = Message.objects.get(template="onboarding/mail/paper_withdrawn_office.txt")
    assert "health insurance" in mail.text.lower()


def test_a_paper_that_no_site_asks_for_is_taken_back_without_a_word() -> None:
    placement = make_asking_placement({"health_insurance": {}})
    paper = make_document(placement.student.person, "cv", DocumentState.IN_REVIEW)
    withdraw_document(paper, by=PROGRAM, now=IN_DECEMBER)
    assert not Message.objects.filter(template="onboarding/mail/paper_withdrawn_office.txt").exists()


def test_the_student_reads_why_and_where_to_go(client: Client) -> None:
    placement = held_back()
    client.force_login(placement.student.person)
    page = client.get(reverse("onboarding:tasks", args=[placement.pk])).content.decode()
    assert "You told us that you enter with a B-2 visa." in page
    assert "You settle this" in page
    assert reverse("applications:profile") in page
    assert "Make an exception" not in page and "A director can" not in page


def test_a_coordinator_reads_why_and_that_a_director_may_except(client: Client) -> None:
    placement = held_back()
    client.force_login(make_staff())
    page = client.get(reverse("onboarding:tasks", args=[placement.pk])).content.decode()
    assert "You told us that you enter with a B-2 visa." in page
    assert "The student settles this" in page and "A director can make an exception" in page
    assert reverse("desk:rule", args=[TOURIST]) in page
    assert reverse("catalogue:offering_requirements", args=[placement.offering_id]) in page
    assert reverse("catalogue:site_requirements", args=[placement.offering.site_id]) in page
    task = rule_task(placement)
    for name in ("except_task", "take_exception_back"):
        assert client.post(reverse(f"onboarding:{name}", args=[task.pk]), {"because": "So."}).status_code == 404


def test_a_director_makes_an_exception_and_takes_it_back_on_the_page(client: Client) -> None:
    placement = held_back()
    task, where = rule_task(placement), reverse("onboarding:tasks", args=[placement.pk])
    client.force_login(make_staff("director"))
    short = client.post(reverse("onboarding:except_task", args=[task.pk]), {"because": "x"})
    assert short.status_code == 422
    assert 'value="x"' in short.content.decode() and "Say in a few words why." in short.content.decode()
    empty = client.post(reverse("onboarding:except_task", args=[task.pk]), {"because": " "})
    assert empty.status_code == 422
    done = client.post(
        reverse("onboarding:except_task", args=[task.pk]), {"because": "The consulate wrote."}, follow=True
    )
    page = done.content.decode()
    assert "The consulate wrote." in page and "Cleared for day one" in page
    client.post(reverse("onboarding:take_exception_back", args=[task.pk]))
    assert "Cleared for day one" not in client.get(where).content.decode()


def test_the_board_shows_the_rule_its_reason_and_whose_turn(client: Client) -> None:
    placement = held_back()
    client.force_login(make_staff())
    page = client.get(reverse("onboarding:clearance"), {"weeks": "52", "whose": "student"}).content.decode()
    assert "You told us that you enter with a B-2 visa." in page
    assert str(placement.student.person) in page
    registrar = client.get(reverse("onboarding:clearance"), {"weeks": "52", "whose": "registrar"}).content.decode()
    assert str(placement.student.person) not in registrar


def test_the_office_needs_to_find_out_what_only_it_or_the_school_can_tell() -> None:
    make_tasks(make_confirmed_placement(is_clear_to_rules=False))
    assert [need.code for need in queries.office_needs(IN_DECEMBER)] == ["settle-rules"]


def test_what_the_student_can_tell_is_no_need_of_the_offices() -> None:
    held_back()
    assert queries.office_needs(IN_DECEMBER) == []


def test_the_host_reads_that_something_is_open_but_not_what() -> None:
    placement = held_back()
    turn = next(each for each in queries.turns(placement, now=IN_DECEMBER) if each.code == "settle-rules")
    assert turn.who == "student" and "B-2" in str(turn.sentence) and "B-2" not in str(turn.told)


def test_a_policy_that_comes_in_is_asked_by_the_worker_about_that_schools_students() -> None:
    placement = make_confirmed_placement()
    Policy.objects.all().delete()
    make_tasks(placement)
    tick_all(placement)
    assert placement.state == "confirmed"
    values = {
        "allows_external": True,
        "from_year": 4,
        "most_weeks": 26,
        "source": "a test",
        "checked_on": date(2026, 11, 1),
    }
    state_policy(placement.student.school, values, by=actor_of(make_staff()), now=IN_DECEMBER)
    tasks.settle_clearances(school_id=str(placement.student.school_id))
    placement.refresh_from_db()
    assert placement.state == "cleared"
