from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.transaction import atomic, set_rollback
from pytest_django import DjangoAssertNumQueries

from openrotations.applications import actions, queries
from openrotations.applications.models import Application
from openrotations.applications.queries.pictures import choice_spans, window_spans
from openrotations.applications.tests.factories import WINTER, make_application, make_background, make_window
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.rulebook.queries import Verdict
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
MAY = Period.of_weeks(date(2027, 5, 3), 4)
UNKNOWN = {"accreditation": "unknown", "accreditation_source": "", "accreditation_checked_on": None}


def states(application: Application) -> list[str]:
    missing = queries.missing_for_submission(application, today=TODAY)
    return [task.state for task in queries.tasks_of(application, missing)]


def whose(student: Student) -> list[tuple[str, str]]:
    return [(turn.code, turn.who) for turn in queries.turns_for_student(student, NOW)]


def test_facts_say_what_is_known_and_leave_out_the_rest() -> None:
    make_programme()
    student = make_student(school=make_school(supplied_by="student", **UNKNOWN))
    late = make_opening(MAY)
    facts = queries.facts_of(make_application(make_opening(), late, student=student), today=TODAY)
    assert facts["school_known"] is None
    assert "school_accreditation" not in facts
    assert (facts["windows_approved"], facts["choices"], facts["programme_max_weeks"]) == (1, 2, 13)
    assert facts["choices_outside_windows"] == [f"{late.offering.title}, 3 – 30 May 2027"]
    assert facts["choices_not_available"] == []


def test_without_an_office_nobody_can_tell_about_weeks() -> None:
    answer = queries.answer_about(make_application(make_opening()), today=TODAY)
    verdicts = {finding.rule: finding.verdict for finding in answer.findings}
    assert verdicts["weeks-in-range"] == Verdict.CANNOT_TELL


def test_a_graduate_learns_which_choices_are_hands_on() -> None:
    make_programme()
    student = make_student(status=Student.Status.GRADUATE)
    opening = make_opening()
    missing = queries.missing_for_submission(make_application(opening, student=student), today=TODAY)
    assert [finding.rule for finding in missing] == ["graduate-observes", "graduate-hands-on-visa"]
    assert opening.offering.title in missing[0].because
    assert opening.offering.title in missing[1].about


def test_what_was_found_is_kept_word_by_word() -> None:
    make_programme()
    application = make_application(make_opening(), state="draft")
    before = queries.answer_about(application, today=TODAY).findings
    actions.submit_application(application, by=PROGRAM, now=NOW)
    application.refresh_from_db()
    assert tuple(queries.findings_kept(application)) == before


def test_the_task_list_goes_from_locked_to_done() -> None:
    make_programme()
    student = make_student(enrolment="stated")
    application = Application.objects.create(student=student)
    assert states(application) == ["turn", "turn", "locked", "locked", "locked"]
    told = make_background(student, is_final_year=False, cores_done=["surgery"])
    assert states(Application.objects.get()) == ["problem", "turn", "locked", "locked", "locked"]
    told.delete()
    make_background(student)
    application = Application.objects.get()
    assert states(application) == ["done", "turn", "locked", "locked", "locked"]
    window = make_window(student, state="stated")
    assert states(application) == ["done", "waiting", "turn", "turn", "locked"]
    asked = actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=NOW)
    assert states(application) == ["done", "waiting", "waiting", "turn", "locked"]
    actions.answer_school(asked, is_enrolled=True, windows={window.pk: True}, note="", by=PROGRAM, now=NOW)
    student.refresh_from_db()
    application = Application.objects.select_related("student").get()
    choice = actions.add_choice(application, make_opening(MAY), by=PROGRAM, now=NOW)
    assert states(application) == ["done", "done", "done", "problem", "locked"]
    actions.remove_choice(choice, by=PROGRAM, now=NOW)
    actions.add_choice(application, make_opening(), by=PROGRAM, now=NOW)
    actions.save_request(application, weeks_wanted=4, note="", by=PROGRAM, now=NOW)
    application.refresh_from_db()
    assert states(application) == ["done", "done", "done", "done", "turn"]


def test_refusals_of_the_school_are_problems() -> None:
    student = make_student(enrolment="refused")
    make_window(student, state="refused")
    application = make_application(student=student, state="draft")
    assert states(application)[1:3] == ["problem", "problem"]


def test_it_is_always_somebodys_turn_until_all_is_decided() -> None:
    make_programme()
    student = make_student(enrolment="stated")
    make_background(student)
    application = Application.objects.create(student=student)
    assert ("windows", "student") in whose(student)
    window = make_window(student, state="stated")
    assert ("ask-school", "student") in whose(student)
    registrar = make_registrar(student.school, address_confirmed_at=None, address_source="")
    asked = actions.ask_school(student, registrar, by=PROGRAM, now=NOW)
    assert ("address", "office") in whose(student)
    registrar.address_confirmed_at, registrar.address_source = NOW, "the school's page"
    registrar.save()
    actions.send_waiting_questions(registrar, by=PROGRAM, now=NOW)
    assert ("school", "registrar") in whose(student)
    actions.answer_school(asked, is_enrolled=True, windows={window.pk: True}, note="", by=PROGRAM, now=NOW)
    student = Student.objects.get(pk=student.pk)
    assert whose(student) == [("complete", "student")]
    actions.add_choice(application, make_opening(), by=PROGRAM, now=NOW)
    actions.save_request(application, weeks_wanted=4, note="", by=PROGRAM, now=NOW)
    assert whose(student) == [("submit", "student")]
    actions.submit_application(application, by=PROGRAM, now=NOW)
    assert whose(student) == [("decide", "office")]
    actions.decide_application(application, "returned", note="Other weeks, please.", by=PROGRAM, now=NOW)
    assert whose(student) == [("returned", "student")]


def test_the_office_sees_what_waits_for_it() -> None:
    assert queries.office_needs(NOW) == []
    student = make_student(enrolment="stated", school=make_school(**UNKNOWN))
    make_application(student=student, state="submitted")
    make_window(student, MAY, state="stated")
    unknown = make_registrar(student.school, address_confirmed_at=None, address_source="")
    actions.ask_school(student, unknown, by=PROGRAM, now=NOW)
    codes = [need.code for need in queries.office_needs(NOW)]
    assert codes == ["decide-application", "confirm-registrar", "check-school"]
    actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=NOW)
    later = NOW + timedelta(days=8)
    assert "silent-school" in [need.code for need in queries.office_needs(later)]


def test_the_offices_needs_cost_the_same_for_three_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_application(state="submitted")
    with django_assert_num_queries(4):
        queries.office_needs(NOW)
    make_application(state="submitted")
    make_application(state="submitted")
    with django_assert_num_queries(4):
        assert len(queries.office_needs(NOW)) == 3


def test_applications_are_found_by_name_school_state_and_status() -> None:
    application = make_application(make_opening(), student=make_student(status="graduate"), state="submitted")
    make_application(state="draft")
    student = application.student
    for text in (student.person.full_name, student.person.email, student.school.name):
        assert list(queries.applications_like(text)) == [application]
    assert list(queries.applications_like(status="graduate")) == [application]
    assert queries.applications_like(state="draft").count() == 1
    assert queries.applications_like().get().choice_count == 1  # type: ignore[attr-defined]


def test_what_is_offered_is_not_on_the_list_yet() -> None:
    chosen, other = make_opening(), make_opening(offering=make_offering(specialty="Surgery"))
    late = make_opening(MAY)
    application = make_application(chosen, state="draft")
    offered = queries.offered_to(application, today=TODAY)
    assert [fit.opening for fit in offered.fitting] == [other]
    assert [fit.opening for fit in offered.others] == [late]
    assert queries.offered_to(application, today=TODAY, specialty="Neurology").fitting == []


def test_only_registrars_whom_staff_confirmed_are_shown_to_students() -> None:
    school = make_school()
    confirmed = make_registrar(school)
    make_registrar(school, address_confirmed_at=None, address_source="", supplied_by="student")
    make_registrar()
    assert list(queries.known_registrars(school)) == [confirmed]


def test_the_newest_application_counts() -> None:
    student = make_student()
    assert queries.current_application(student) is None
    make_application(student=student, state="withdrawn", created_at=NOW - timedelta(days=9))
    new = make_application(student=student, state="draft", created_at=NOW)
    assert queries.current_application(student) == new


def test_windows_and_choices_become_spans() -> None:
    student = make_student()
    make_window(student)
    make_window(student, MAY, state="stated")
    make_window(student, Period(date(2027, 8, 1), date(2027, 8, 31)), state="refused")
    spans = window_spans(queries.windows_of(student))
    assert [(span.kind, span.starts_on) for span in spans] == [("approved", WINTER.first), ("asked", MAY.first)]
    chosen = queries.chosen(make_application(make_opening(), student=student), TODAY)
    assert [span.label for span in choice_spans(chosen)] == ["1. Internal Medicine"]
    assert queries.open_windows(student) == [WINTER]
    assert [window.dates for window in queries.stated_windows(student)] == [MAY]


def test_choices_that_change_in_another_window_while_they_are_judged_break_nothing() -> None:
    application = make_application(make_opening(), make_opening())
    seen: list[str] = []

    def change(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'FROM "applications_preference"' not in sql or seen:
            return execute(sql, params, many, context)
        seen.append(sql)
        result = execute(sql, params, many, context)
        with connection.cursor() as another:
            another.execute("DELETE FROM applications_preference WHERE rank = 1")
        return result

    for read in (queries.everything_judged, queries.judged, queries.everything_about, queries.facts_of):
        seen.clear()
        with atomic(savepoint=True), connection.execute_wrapper(change):
            read(application, today=TODAY)
            assert seen
            set_rollback(True)
