import html
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openrotations.applications import actions
from openrotations.applications.models import Application, SchoolConfirmation
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.people.tokens import token_for
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(student: Student) -> tuple[SchoolConfirmation, str]:
    make_window(student, state="stated")
    question = actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=timezone.now())
    assert question.link is not None
    token = token_for(question.link.pk, question.link.salt)
    return question, reverse("applications:school_answer", args=[token])


def soon() -> Period:
    return Period.of_weeks(timezone.localdate() + timedelta(days=40), 4)


@pytest.mark.parametrize("name", ["show", "windows", "choices", "registrar"])
def test_somebody_without_a_profile_is_led_to_it(name: str) -> None:
    answer = signed_in(make_person()).get(reverse(f"applications:{name}"))
    assert answer["Location"] == reverse("applications:profile")


@pytest.mark.parametrize("name", ["show", "profile", "windows", "choices"])
def test_staff_are_no_students(name: str) -> None:
    assert signed_in(make_staff()).get(reverse(f"applications:{name}")).status_code == 404


def test_an_answer_is_changed_at_once_for_somebody_with_a_profile() -> None:
    student = make_student()
    client = signed_in(student.person)
    answer = client.post(reverse("applications:profile_question", args=["goal"]), {"goal": "home"})
    assert answer.status_code == 302
    assert Student.objects.get().goal == "home"
    assert client.get(reverse("applications:profile")).status_code == 200
    assert client.get(reverse("applications:profile_question", args=["age"])).status_code == 404


def test_what_is_relied_on_is_refused_on_the_same_page() -> None:
    application = make_application(state="submitted")
    client = signed_in(application.student.person)
    answer = client.post(reverse("applications:profile_question", args=["status"]), {"status": "graduate"})
    assert answer.status_code == 422
    assert "Your application rests on this" in answer.content.decode()


def test_a_window_is_added_once_and_removed() -> None:
    student = make_student()
    client, days = signed_in(student.person), {"starts_on": "2030-01-01", "ends_on": "2030-03-01"}
    assert client.post(reverse("applications:windows"), days).status_code == 302
    assert client.post(reverse("applications:windows"), days).status_code == 422
    turned = {"starts_on": "2030-06-01", "ends_on": "2030-05-01"}
    assert "before the first" in client.post(reverse("applications:windows"), turned).content.decode()
    assert "1 Jan – 1 Mar 2030" in client.get(reverse("applications:windows")).content.decode()
    client.post(reverse("applications:remove_window", args=[student.windows.get().pk]))
    assert not student.windows.exists()


def test_asking_the_school_without_a_window_is_refused_on_the_page() -> None:
    student = make_student(enrolment="stated")
    registrar = make_registrar(student.school)
    answer = signed_in(student.person).post(reverse("applications:ask_school"), {"registrar": str(registrar.pk)})
    assert answer.status_code == 422
    assert "State a window first" in answer.content.decode()


def test_a_registrar_answers_without_an_account_and_looking_changes_nothing() -> None:
    make_programme()
    student = make_student(enrolment="stated")
    question, path = asked(student)
    visitor = Client()
    for _ in range(3):
        assert visitor.get(path).status_code == 200
    question.refresh_from_db()
    assert question.answered_at is None
    assert visitor.post(path, {}).status_code == 422
    window = f"window_{student.windows.get().pk}"
    assert visitor.post(path, {"is_enrolled": "yes", "good_standing": "yes", window: "yes"}).status_code == 302
    thanks = visitor.get(path)
    assert "Thank you" in thanks.content.decode()
    assert thanks["Cache-Control"] == "no-store"
    visitor.post(path, {"is_enrolled": "no"})
    assert Student.objects.get().enrolment == "confirmed"


def test_an_answer_counts_only_for_what_the_registrar_saw() -> None:
    make_programme()
    student = make_student(enrolment="stated")
    _question, path = asked(student)
    seen = re.search(r'name="seen" value="([^"]+)"', Client().get(path).content.decode())
    assert seen
    window = f"window_{student.windows.get().pk}"
    answers = {"is_enrolled": "yes", "good_standing": "yes", window: "yes", "seen": html.unescape(seen[1])}
    Student.objects.filter(pk=student.pk).update(graduation_on=date(2031, 6, 30))
    answer = Client().post(path, answers)
    assert answer.status_code == 422
    assert "changed this while you had it open" in answer.content.decode()
    assert Student.objects.get().enrolment == "stated"
    Student.objects.filter(pk=student.pk).update(graduation_on=student.graduation_on)
    assert Client().post(path, answers).status_code == 302


def test_a_link_that_ended_or_was_never_sent_opens_nothing() -> None:
    question, path = asked(make_student(enrolment="stated"))
    assert question.link is not None
    question.link.expires_at = timezone.now() - timedelta(days=1)
    question.link.save()
    answer = Client().get(path)
    assert answer.status_code == 410
    assert str(question.student.person) not in answer.content.decode()
    assert Client().get(reverse("applications:school_answer", args=["guessed"])).status_code == 404


def test_the_choices_page_says_what_fits_and_why_the_rest_does_not() -> None:
    make_programme()
    student = make_student()
    make_window(student, soon())
    application = make_application(student=student, state="draft")
    fitting = make_opening(soon())
    late = make_opening(Period.of_weeks(date(2035, 1, 1), 4))
    client = signed_in(student.person)
    page = client.get(reverse("applications:choices")).content.decode()
    assert fitting.offering.title in page
    assert late.offering.title in page
    assert "It does not fit into an open window" in page
    client.post(reverse("applications:choose"), {"opening": str(fitting.pk)})
    choice = application.preferences.get()
    client.post(reverse("applications:rank"), {f"rank_{choice.pk}": "x"})
    client.post(reverse("applications:rank"), {f"rank_{choice.pk}": "5"})
    assert application.preferences.get().rank == 1
    assert client.post(reverse("applications:choose"), {"opening": str(fitting.pk)}).status_code == 422
    client.post(reverse("applications:move_down", args=[choice.pk]))
    client.post(reverse("applications:unchoose", args=[choice.pk]))
    assert not application.preferences.exists()
    assert client.post(reverse("applications:choices"), {"weeks_wanted": "many"}).status_code == 422


def test_an_application_is_withdrawn_after_asking_once_more() -> None:
    application = make_application(state="draft")
    client = signed_in(application.student.person)
    assert "Keep it" in client.get(reverse("applications:withdraw")).content.decode()
    client.post(reverse("applications:withdraw"))
    assert "Start another application" in client.get(reverse("applications:show")).content.decode()
    client.post(reverse("applications:start"))
    assert sorted(Application.objects.values_list("state", flat=True)) == ["draft", "withdrawn"]


def test_the_office_decides_with_every_reason_before_it() -> None:
    make_programme()
    student = make_student(enrolment="stated")
    make_window(student, soon())
    application = make_application(make_opening(soon()), student=student, state="submitted")
    staff = signed_in(make_staff())
    page = reverse("applications:application", args=[application.pk])
    decide = reverse("applications:decide", args=[application.pk])
    assert "Your school has not confirmed it yet." in staff.get(page).content.decode()
    refused = staff.post(decide, {"decision": "eligible"})
    assert refused.status_code == 422
    assert "Your registrar answers the question" in refused.content.decode()
    assert staff.post(decide, {"decision": "returned", "note": ""}).status_code == 422
    assert staff.post(decide, {"decision": "returned", "note": "Ask your school."}).status_code == 302
    shown = signed_in(student.person).get(reverse("applications:show")).content.decode()
    assert "Ask your school." in shown


def test_the_offices_pages_are_closed_to_students() -> None:
    application = make_application(state="submitted")
    client = signed_in(application.student.person)
    assert client.get(reverse("applications:applications")).status_code == 404
    path = reverse("applications:decide", args=[application.pk])
    assert client.post(path, {"decision": "eligible"}).status_code == 404


def test_the_list_asks_as_often_for_three_applications_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    staff = signed_in(make_staff())
    make_application(make_opening(), state="submitted")
    with django_assert_max_num_queries(12) as first:
        staff.get(reverse("applications:applications"))
    make_application(make_opening(), state="submitted")
    make_application(make_opening(), state="eligible")
    with django_assert_num_queries(len(first)):
        page = staff.get(reverse("applications:applications"))
    assert page.content.decode().count("<tr>") == 4
