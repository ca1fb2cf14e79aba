from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from openrotations.applications import access, actions, rules
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.people.tests.factories import make_person
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db


def test_ones_own_rows_are_given() -> None:
    application = make_application(make_opening())
    person = application.student.person
    assert access.own_application(person) == application
    assert access.own_window(person, application.student.windows.get().pk)
    assert access.own_choice(person, application.preferences.get().pk)
    assert access.any_application(application.pk) == application


def test_somebody_elses_rows_are_as_good_as_missing() -> None:
    application, stranger = make_application(make_opening()), make_person()
    with pytest.raises(Http404):
        access.own_application(stranger)
    for pk in (application.student.windows.get().pk, uuid4()):
        with pytest.raises(Http404):
            access.own_window(stranger, pk)
    for pk in (application.preferences.get().pk, uuid4()):
        with pytest.raises(Http404):
            access.own_choice(stranger, pk)
    with pytest.raises(Http404):
        access.any_application(uuid4())


def test_a_link_opens_its_own_question_for_its_own_holder() -> None:
    student = make_student()
    make_window(student, state="stated")
    asked = actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=timezone.now())
    assert asked.link is not None
    assert access.linked_confirmation(asked.link) == asked
    asked.registrar = make_registrar(student.school)
    asked.save()
    with pytest.raises(Http404):
        access.linked_confirmation(asked.link)


def test_a_registrar_does_not_speak_for_the_school_that_the_student_names_next() -> None:
    student = make_student(enrolment="stated")
    make_window(student, state="stated")
    asked = actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=timezone.now())
    student.school = make_school()
    student.save()
    assert asked.link is not None
    with pytest.raises(Http404):
        access.linked_confirmation(asked.link)
    with pytest.raises(Refused, match="other-school"):
        actions.answer_school(asked, is_enrolled=True, windows={}, note="", by=PROGRAM, now=timezone.now())
    assert actions.send_waiting_questions(asked.registrar, by=PROGRAM, now=timezone.now()) == 0


def test_twin_without_the_check_of_the_school_the_wrong_one_confirms(monkeypatch: pytest.MonkeyPatch) -> None:
    student = make_student(enrolment="stated")
    make_window(student, state="stated")
    asked = actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=timezone.now())
    student.school = make_school()
    student.save()
    monkeypatch.setattr(rules, "why_not_answer_school", lambda **unused: iter(()))
    actions.answer_school(asked, is_enrolled=True, windows={}, note="", by=PROGRAM, now=timezone.now())
    student.refresh_from_db()
    assert student.enrolment == "confirmed"
