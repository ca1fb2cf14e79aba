"""From a first visit to an application that is handed in, through HTTP only."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from openrotations.applications.models import Application, SchoolConfirmation
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import address_of
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Contact
from openrotations.people.tests.factories import make_staff
from openrotations.schools.models import Registrar, School
from openrotations.schools.tests.factories import make_school

pytestmark = pytest.mark.django_db
SPRING = Period.of_weeks(date(2027, 3, 1), 4)
MAY = Period.of_weeks(date(2027, 5, 3), 4)
REGISTRAR = "registrar@sampleton.example"


@pytest.fixture
def school() -> School:
    make_programme()
    return make_school()


@pytest.fixture
def openings() -> list[Opening]:
    fitting = make_opening(SPRING, offering=make_offering(title="Medicine on the ward", min_weeks=4, max_weeks=4))
    second = make_opening(SPRING, offering=make_offering(title="Surgery", min_weeks=4, max_weeks=4))
    late = make_opening(MAY, offering=make_offering(title="Pediatrics in May", min_weeks=4, max_weeks=4))
    return [fitting, second, late]


def sign_up(email: str) -> Client:
    """Somebody new, signed in by the code from the outbox."""
    client = Client()
    client.post(reverse("account_signup"), {"email": email})
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", newest_message(email).text, re.MULTILINE)
    assert code
    answer = client.post(reverse("account_email_verification_sent"), {"code": code[1]})
    assert answer.status_code == 302
    return client


def newest_message(email: str) -> Message:
    return Message.objects.filter(to_email=email).latest("queued_at")


def fill_in_profile(student: Client, school: School) -> None:
    answers: dict[str, dict[str, str]] = {
        "name": {"full_name": "Ana Exemplo"},
        "school": {"school": str(school.pk)},
        "status": {"status": "enrolled"},
        "citizenship": {"citizenship": "PT"},
        "graduation": {"graduation_on": "2028-07-01"},
        "goal": {"goal": "us_residency"},
    }
    assert student.get(reverse("applications:show"), follow=True).redirect_chain[-1][0].endswith("/name/")
    for question, answer in answers.items():
        page = student.post(reverse("applications:profile_question", args=[question]), answer)
        assert page.status_code == 302, page.content
    assert student.post(reverse("applications:profile"))["Location"] == reverse("applications:windows")
    studies = {"study_year": "5", "is_final_year": "yes"}
    assert student.post(reverse("applications:background", args=["studies"]), studies).status_code == 302


def state_window(student: Client, period: Period) -> None:
    days = {"starts_on": period.first.isoformat(), "ends_on": period.last.isoformat()}
    assert student.post(reverse("applications:windows"), days).status_code == 302


def name_registrar(student: Client) -> None:
    registrar = {"full_name": "Rui Secretaria", "email": REGISTRAR}
    assert student.post(reverse("applications:ask_school"), registrar).status_code == 302


def confirm_address() -> None:
    staff = Client()
    staff.force_login(make_staff())
    where = reverse("schools:confirm_registrar", args=[Registrar.objects.get(email=REGISTRAR).pk])
    assert staff.post(where, {"source": "www.sampleton.example/registry"}).status_code == 302


def registrar_path() -> str:
    """The path of the link in the registrar's message."""
    return re.sub(r"^https?://[^/]+", "", address_of(newest_message(REGISTRAR)))


def answer_as_registrar(*approvals: str) -> None:
    visitor, path = Client(), registrar_path()
    page = visitor.get(path)
    assert page.status_code == 200
    assert "Is Ana Exemplo enrolled" in page.content.decode()
    names = re.findall(r'name="(window_[0-9a-f-]+)"', page.content.decode())
    windows = dict(zip(dict.fromkeys(names), approvals, strict=True))
    assert (
        visitor.post(
            path, {"is_enrolled": "yes", "good_standing": "yes", "note": "With pleasure.", **windows}
        ).status_code
        == 302
    )
    assert "Thank you" in visitor.get(path).content.decode()


def choose(student: Client, opening: Opening) -> None:
    student.post(reverse("applications:choose"), {"opening": str(opening.pk)})


def test_a_student_comes_from_the_first_visit_to_handing_in(school: School, openings: list[Opening]) -> None:
    medicine, surgery, pediatrics = openings
    student = sign_up("ana@people.example")
    fill_in_profile(student, school)
    state_window(student, Period(date(2027, 2, 15), date(2027, 4, 15)))
    state_window(student, Period(date(2027, 5, 1), date(2027, 6, 15)))
    name_registrar(student)
    assert not Message.objects.filter(to_email=REGISTRAR).exists()
    assert "checking the registrar" in student.get(reverse("applications:show")).content.decode()

    confirm_address()
    answer_as_registrar("yes", "no")
    assert "Windows approved: 1. Not approved: 1." in newest_message("ana@people.example").text

    for opening in (pediatrics, medicine, surgery):
        choose(student, opening)
    refused = student.post(reverse("applications:submit"))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "We do not know yet: how many weeks you want in all" in page
    assert "These choices do not fit an open window: Pediatrics in May" in page
    assert page.count("Source: ") >= 2
    assert Application.objects.get().state == "draft"

    listed = {choice.opening_id: choice for choice in Application.objects.get().preferences.all()}
    student.post(reverse("applications:unchoose", args=[listed[pediatrics.pk].pk]))
    student.post(reverse("applications:move_up", args=[listed[surgery.pk].pk]))
    student.post(reverse("applications:choices"), {"weeks_wanted": "4", "note": ""})
    accepted = student.post(reverse("applications:submit"))
    assert accepted.status_code == 302

    application = Application.objects.get()
    assert application.state == "submitted"
    assert [choice.opening_id for choice in application.preferences.order_by("rank")] == [surgery.pk, medicine.pk]
    needed = [finding for finding in application.findings if finding["needed_by"] == "submission"]
    assert {finding["verdict"] for finding in needed} == {"yes"}
    assert "no" not in {finding["verdict"] for finding in application.findings}
    assert newest_message("ana@people.example").template == "applications/mail/submitted.txt"
    assert newest_message("office@larkfield.example").template == "applications/mail/submitted_to_office.txt"


def test_no_link_goes_to_an_address_that_only_a_student_knows(school: School) -> None:
    student = sign_up("ana@people.example")
    fill_in_profile(student, school)
    state_window(student, SPRING)
    name_registrar(student)
    assert SchoolConfirmation.objects.get().link is None
    assert not Message.objects.filter(to_email=REGISTRAR).exists()


def test_without_that_guard_the_link_would_leave(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Contact, "is_reachable", property(lambda contact: bool(contact.email)))
    student = sign_up("ana@people.example")
    fill_in_profile(student, school)
    state_window(student, SPRING)
    name_registrar(student)
    assert Message.objects.filter(to_email=REGISTRAR).exists()


def test_the_student_cannot_answer_for_the_school(school: School) -> None:
    student = sign_up("ana@people.example")
    fill_in_profile(student, school)
    state_window(student, SPRING)
    name_registrar(student)
    confirm_address()
    assert student.post(registrar_path(), {"is_enrolled": "yes"}).status_code == 403
    assert SchoolConfirmation.objects.get().answered_at is None


def test_what_is_somebody_elses_looks_like_what_is_not_there(school: School, openings: list[Opening]) -> None:
    ana, bea = sign_up("ana@people.example"), sign_up("bea@people.example")
    for student in (ana, bea):
        fill_in_profile(student, school)
        state_window(student, SPRING)
    choose(ana, openings[0])
    application = Application.objects.get(student__person__email="ana@people.example")
    window, choice = application.student.windows.get(), application.preferences.get()
    for path in (
        reverse("applications:remove_window", args=[window.pk]),
        reverse("applications:unchoose", args=[choice.pk]),
        reverse("applications:move_up", args=[choice.pk]),
    ):
        assert bea.post(path).status_code == 404
    assert bea.get(reverse("applications:application", args=[application.pk])).status_code == 404
    assert "Medicine on the ward" in ana.get(reverse("applications:show")).content.decode()
