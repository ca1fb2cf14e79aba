from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from openrotations.applications import actions
from openrotations.applications.actions.profile import Profile
from openrotations.applications.models import Application, SchoolConfirmation, Window
from openrotations.applications.signals import application_submitted, application_withdrawn
from openrotations.applications.tests.factories import WINTER, make_application, make_window
from openrotations.audit.queries import entries_about
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_person
from openrotations.schools import actions as schools
from openrotations.schools.models import School, Student
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def profile(**changes: Any) -> Profile:
    usual = {
        "full_name": "Ana Exemplo",
        "school": {"name": "A new school", "country": "PT", "city": ""},
        "status": "enrolled",
        "citizenship": "PT",
        "graduation_on": date(2028, 7, 1),
        "goal": "undecided",
    }
    return Profile(**{**usual, **changes})  # type: ignore[typeddict-item]


def test_a_profile_makes_a_student_with_an_application_to_fill_in() -> None:
    person = make_person()
    student = actions.state_profile(person, profile(), by=PROGRAM, now=NOW)
    person.refresh_from_db()
    assert person.full_name == "Ana Exemplo"
    assert student.school.supplied_by == "student"
    assert Application.objects.get().state == "draft"
    actions.state_profile(person, profile(school=student.school, goal="home"), by=PROGRAM, now=NOW)
    assert Application.objects.count() == 1


def test_a_school_that_is_known_is_not_made_twice() -> None:
    school = make_school(name="A New School", country="PT")
    student = actions.state_profile(make_person(), profile(), by=PROGRAM, now=NOW)
    assert student.school == school
    assert School.objects.count() == 1


def test_whoever_corrects_the_name_of_their_school_leaves_no_row_behind() -> None:
    person = make_person()
    for name in ("Exemplar Univesity", "Exemplar University", "Exemplar State University"):
        actions.state_profile(person, profile(school={"name": name, "country": "PT"}), by=PROGRAM, now=NOW)
    assert [school.name for school in School.objects.all()] == ["Exemplar State University"]


@pytest.mark.parametrize("who_else", ["a student", "a registrar", "the office"])
def test_a_school_that_somebody_else_has_stays(who_else: str) -> None:
    person = make_person()
    school = actions.state_profile(person, profile(), by=PROGRAM, now=NOW).school
    if who_else == "a student":
        make_student(school=school)
    if who_else == "a registrar":
        make_registrar(school)
    if who_else == "the office":
        School.objects.filter(pk=school.pk).update(supplied_by="office")
    actions.state_profile(person, profile(school=make_school()), by=PROGRAM, now=NOW)
    assert School.objects.filter(pk=school.pk).exists()


def test_what_an_application_rests_on_stays_but_the_goal_may_change() -> None:
    student = make_student()
    make_application(student=student, state="submitted")
    same = {name: getattr(student, name) for name in ("school", "status", "citizenship", "graduation_on")}
    actions.state_profile(student.person, profile(**same, goal="home"), by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="application-relies"):
        actions.state_profile(student.person, profile(**{**same, "status": "graduate"}), by=PROGRAM, now=NOW)
    student.refresh_from_db()
    assert (student.goal, student.status) == ("home", "enrolled")


def test_a_graduate_needs_nobodys_leave_to_come() -> None:
    student = make_student(status=Student.Status.GRADUATE)
    assert actions.add_window(student, WINTER, by=PROGRAM, now=NOW).state == "approved"
    assert actions.add_window(make_student(), WINTER, by=PROGRAM, now=NOW).state == "stated"


def test_a_graduate_who_turns_out_to_be_enrolled_needs_the_school_again() -> None:
    student = make_student(status=Student.Status.GRADUATE)
    actions.add_window(student, WINTER, by=PROGRAM, now=NOW)
    same = {name: getattr(student, name) for name in ("school", "citizenship", "graduation_on", "goal")}
    actions.state_profile(student.person, profile(**same, status="enrolled"), by=PROGRAM, now=NOW)
    assert student.windows.get().state == "stated"


def test_what_one_school_approved_is_asked_of_the_next_school_anew() -> None:
    student = make_student(enrolment="confirmed")
    make_window(student)
    same = {name: getattr(student, name) for name in ("status", "citizenship", "graduation_on", "goal")}
    actions.state_profile(student.person, profile(**same, school=student.school), by=PROGRAM, now=NOW)
    assert student.windows.get().state == "approved"
    actions.state_profile(student.person, profile(**same, school=make_school()), by=PROGRAM, now=NOW)
    window = student.windows.get()
    assert (window.state, window.answered_at, window.dates) == ("stated", None, WINTER)


def test_windows_of_a_student_do_not_overlap() -> None:
    student = make_student()
    actions.add_window(student, WINTER, by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="window-overlaps"):
        actions.add_window(student, Period(WINTER.last, WINTER.last), by=PROGRAM, now=NOW)
    actions.remove_window(student.windows.get(), by=PROGRAM, now=NOW)
    assert not Window.objects.exists()


def test_a_window_that_is_relied_on_stays() -> None:
    application = make_application(state="in_round")
    with pytest.raises(Refused):
        actions.remove_window(application.student.windows.get(), by=PROGRAM, now=NOW)


def test_a_confirmed_registrar_is_asked_at_once_and_an_unknown_one_later() -> None:
    make_programme()
    student = make_student(enrolment="stated")
    make_window(student, state="stated")
    named = actions.name_registrar(student, full_name="Rui", email="rui@school.example", by=PROGRAM, now=NOW)
    assert actions.ask_school(student, named, by=PROGRAM, now=NOW).link is None
    assert Message.objects.get().to_email == "office@larkfield.example"
    schools.confirm_registrar(named, source="www.school.example", by=PROGRAM, now=NOW)
    assert SchoolConfirmation.objects.get().link is not None
    assert Message.objects.filter(to_email="rui@school.example").count() == 1
    assert actions.send_waiting_questions(named, by=PROGRAM, now=NOW) == 0


def test_asking_somebody_else_ends_the_first_link() -> None:
    student = make_student(enrolment="stated")
    make_window(student, state="stated")
    first, second = make_registrar(student.school), make_registrar(student.school)
    old = actions.ask_school(student, first, by=PROGRAM, now=NOW).link
    with pytest.raises(Refused, match="asked-lately"):
        actions.ask_school(student, first, by=PROGRAM, now=NOW)
    actions.ask_school(student, second, by=PROGRAM, now=NOW)
    actions.ask_school(student, second, by=PROGRAM, now=NOW + timedelta(days=3))
    assert old is not None
    old.refresh_from_db()
    assert old.revoked_at == NOW
    assert SchoolConfirmation.objects.get().registrar == second


def test_a_registrar_of_the_school_is_not_named_twice() -> None:
    student = make_student()
    known = make_registrar(student.school)
    assert actions.name_registrar(student, full_name="X", email=known.email.upper(), by=PROGRAM, now=NOW) == known


def test_a_schools_answer_moves_windows_and_enrolment_once() -> None:
    student = make_student(enrolment="stated")
    yes = make_window(student, state="stated")
    no = make_window(student, Period(date(2027, 5, 1), date(2027, 6, 1)), state="stated")
    asked = actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=NOW)
    answer = {yes.pk: True, no.pk: False}
    actions.answer_school(asked, is_enrolled=True, windows=answer, note=" Fine. ", by=PROGRAM, now=NOW)
    for row in (student, yes, no, asked):
        row.refresh_from_db()
    assert (student.enrolment, yes.state, no.state, asked.note) == ("confirmed", "approved", "refused", "Fine.")
    assert asked.link is not None
    assert asked.link.used_at == NOW
    assert "Not approved: 1" in Message.objects.get(to_person=student.person).text
    with pytest.raises(Refused, match="answered"):
        actions.answer_school(asked, is_enrolled=False, windows={}, note="", by=PROGRAM, now=NOW)


def test_a_school_answers_only_about_its_own_student() -> None:
    student, other = make_student(enrolment="stated"), make_student()
    make_window(student, state="stated")
    foreign = make_window(other, state="stated")
    asked = actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=NOW)
    actions.answer_school(asked, is_enrolled=True, windows={foreign.pk: True}, note="", by=PROGRAM, now=NOW)
    foreign.refresh_from_db()
    assert foreign.state == "stated"


def test_choices_are_added_ordered_and_taken_off() -> None:
    application = make_application(state="draft")
    openings = [make_opening() for _ in range(3)]
    one, two, three = [actions.add_choice(application, row, by=PROGRAM, now=NOW) for row in openings]
    with pytest.raises(Refused, match="choice-listed"):
        actions.add_choice(application, openings[0], by=PROGRAM, now=NOW)

    def listed() -> list[object]:
        return list(application.preferences.order_by("rank"))

    actions.move_choice(three, up=True, by=PROGRAM, now=NOW)
    assert listed() == [one, three, two]
    actions.move_choice(one, up=True, by=PROGRAM, now=NOW)
    actions.rank_choices(application, {two.pk: 1, one.pk: 2, three.pk: 2}, by=PROGRAM, now=NOW)
    assert listed() == [two, one, three]
    actions.remove_choice(two, by=PROGRAM, now=NOW)
    assert listed() == [one, three]
    assert list(application.preferences.values_list("rank", flat=True)) == [1, 2]


def test_nothing_changes_after_handing_in() -> None:
    opening = make_opening()
    application = make_application(opening, state="submitted")
    with pytest.raises(Refused):
        actions.save_request(application, weeks_wanted=8, note="", by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.add_choice(application, make_opening(), by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.remove_choice(application.preferences.get(), by=PROGRAM, now=NOW)


def test_handing_in_keeps_what_the_rules_said_and_is_announced() -> None:
    make_programme()
    heard: list[object] = []

    def listen(sender: object, **said: object) -> None:
        heard.append(said["application"])

    application = make_application(make_opening(), state="draft")
    application_submitted.connect(listen)
    try:
        actions.submit_application(application, by=PROGRAM, now=NOW)
    finally:
        application_submitted.disconnect(listen)
    application.refresh_from_db()
    assert heard == [application]
    assert (application.state, application.submitted_at) == ("submitted", NOW)
    kept = {finding["rule"] for finding in application.findings}
    assert {"enrolled-or-graduate", "final-year-or-cores", "sponsor-note", "way-to-enter"} <= kept
    assert [entry.action for entry in entries_about(application)] == ["submit_application"]
    assert Message.objects.count() == 2


def test_a_refused_application_is_left_as_it_was_with_every_reason() -> None:
    make_programme()
    student = make_student(enrolment="stated")
    make_window(student, state="stated")
    application = make_application(student=student, state="draft", weeks_wanted=99 - 50)
    with pytest.raises(Refused) as refused:
        actions.submit_application(application, by=PROGRAM, now=NOW)
    found = [reason.code for reason in refused.value.reasons]
    assert found == ["enrolment-confirmed", "window-approved", "weeks-in-range", "choices-made"]
    application.refresh_from_db()
    assert application.state == "draft"
    assert not Message.objects.exists()


def test_withdrawing_is_announced_and_a_new_start_is_possible() -> None:
    heard: list[object] = []

    def listen(sender: object, **said: object) -> None:
        heard.append(said["application"])

    application = make_application(state="submitted")
    with pytest.raises(Refused):
        actions.start_application(application.student, by=PROGRAM, now=NOW)
    application_withdrawn.connect(listen)
    try:
        actions.withdraw_application(application, by=PROGRAM, now=NOW)
    finally:
        application_withdrawn.disconnect(listen)
    assert heard == [application]
    assert actions.start_application(application.student, by=PROGRAM, now=NOW).state == "draft"


@pytest.mark.parametrize("decision", ["eligible", "returned", "not_eligible"])
def test_a_decision_reaches_the_student(decision: str) -> None:
    make_programme()
    application = make_application(make_opening(), state="submitted")
    note = "Please read this note."
    actions.decide_application(application, decision, note=note, by=PROGRAM, now=NOW)
    application.refresh_from_db()
    assert (application.state, application.decided_at) == (decision, NOW)
    assert note in Message.objects.get(to_person=application.student.person).text


def test_nobody_becomes_eligible_from_a_school_that_nobody_looked_up() -> None:
    make_programme()
    unknown = {"accreditation": "unknown", "accreditation_source": "", "accreditation_checked_on": None}
    student = make_student(school=make_school(supplied_by="student", **unknown))
    application = make_application(make_opening(), student=student, state="draft")
    actions.submit_application(application, by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.decide_application(application, "eligible", by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["school-known", "school-accredited"]
