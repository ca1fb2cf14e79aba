"""Registrars and hosts' coordinators who sign in: invited by the office, at their own pages, out again at once."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.actions import ask_school
from openrotations.applications.tests.factories import make_window
from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.desk.accounts import actions
from openrotations.desk.accounts.rules import why_not_invite
from openrotations.hosts.models import HostCoordinator
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff, staff_client
from openrotations.schools.models import Registrar, Student
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _office() -> None:
    make_programme()


@pytest.fixture
def staff() -> Client:
    return staff_client()


def navigation(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    return page.split("<nav", 1)[1].split("</nav>", 1)[0]


def test_a_registrar_is_invited_signs_in_and_sees_all_students_without_a_link(staff: Client, client: Client) -> None:
    registrar = make_registrar()
    student = make_student(school=registrar.school, enrolment=Student.Enrolment.STATED)
    make_window(student, state="stated")
    ask_school(student, registrar, by=PROGRAM, now=timezone.now())
    page = staff.get(reverse("schools:school", args=[registrar.school_id])).content.decode()
    invite = reverse("desk:invite_registrar", args=[registrar.pk])
    assert invite in page
    assert staff.post(invite).status_code == 302
    message = Message.objects.get(template="desk/mail/may_sign_in.txt")
    assert message.to_email == registrar.email and registrar.school.name in message.subject
    person = Person.objects.get(email=registrar.email)
    assert EmailAddress.objects.get(user=person).verified
    client.force_login(person, backend=BACKEND)
    assert client.get(reverse("desk:home")).headers["Location"] == reverse("desk:own_school")
    opened = client.post(reverse("desk:own_school"), follow=True)
    assert str(student.person) in opened.content.decode()
    assert Entry.objects.filter(action="issue_link").latest("id").actor_role == "registrar"


def test_a_host_with_an_account_sees_its_own_navigation(staff: Client, client: Client) -> None:
    coordinator = make_host_coordinator()
    assert staff.post(reverse("desk:invite_coordinator", args=[coordinator.pk])).status_code == 302
    coordinator.refresh_from_db()
    assert coordinator.person
    client.force_login(coordinator.person, backend=BACKEND)
    shown = navigation(client, reverse("desk:own_site"))
    assert reverse("desk:own_site") in shown and reverse("people:settings") in shown
    for name in (
        "desk:today",
        "applications:show",
        "documents:mine",
        "letters:mine",
        "records:mine",
        "desk:own_school",
    ):
        assert reverse(name) not in shown
    opened = client.post(reverse("desk:own_site"), follow=True)
    assert coordinator.site.name in opened.content.decode()


def test_a_registrar_sees_the_school_and_a_student_a_students_places(client: Client) -> None:
    registrar = make_registrar(person=make_person())
    client.force_login(registrar.person, backend=BACKEND)  # type: ignore[arg-type]
    shown = navigation(client, reverse("people:settings"))
    assert reverse("desk:own_school") in shown and reverse("desk:today") not in shown
    client.force_login(make_student().person, backend=BACKEND)
    shown = navigation(client, reverse("people:settings"))
    assert reverse("desk:own_school") not in shown and reverse("desk:today") in shown


def test_an_account_that_was_ended_opens_nothing_any_more(staff: Client, client: Client) -> None:
    registrar = make_registrar()
    person = actions.invite_contact(registrar, by=PROGRAM, now=timezone.now())
    client.force_login(person, backend=BACKEND)
    path = client.post(reverse("desk:own_school")).headers["Location"]
    assert client.get(path).status_code == 200
    because = {"because": "The dean's office wrote it"}
    assert staff.post(reverse("desk:registrar_leaves", args=[registrar.pk]), because).status_code == 302
    client.force_login(Person.objects.get(pk=person.pk), backend=BACKEND)  # signed out meanwhile
    assert client.get(path).status_code == 410
    assert client.post(reverse("desk:own_school")).status_code == 404
    assert "No school belongs to your account" in client.get(reverse("desk:own_school")).content.decode()


def test_somebody_else_with_an_account_opens_no_school(client: Client) -> None:
    make_registrar(person=make_person())
    client.force_login(make_person(), backend=BACKEND)
    assert client.post(reverse("desk:own_school")).status_code == 404


def test_an_address_that_is_not_confirmed_gets_no_account_and_opens_nothing(client: Client) -> None:
    unknown = make_registrar(address_confirmed_at=None, address_source="")
    with pytest.raises(Refused):
        actions.invite_contact(unknown, by=PROGRAM, now=timezone.now())
    registrar = make_registrar(person=make_person())
    Registrar.objects.filter(pk=registrar.pk).update(address_confirmed_at=None)
    client.force_login(registrar.person, backend=BACKEND)  # type: ignore[arg-type]
    assert client.post(reverse("desk:own_school")).status_code == 422


def test_students_staff_and_whoever_speaks_for_another_place_are_refused() -> None:
    student, coordinator = make_student(), make_staff()
    first = make_registrar(email="dean@two.example")
    actions.invite_contact(first, by=PROGRAM, now=timezone.now())
    for email, code in (
        (student.person.email, "is-student"),
        (coordinator.email, "is-staff"),
        ("dean@two.example", "signs-in-elsewhere"),
    ):
        registrar = make_registrar(make_school(), email=email)
        with pytest.raises(Refused) as refused:
            actions.invite_contact(registrar, by=PROGRAM, now=timezone.now())
        assert [reason.code for reason in refused.value.reasons] == [code]
        registrar.refresh_from_db()
        assert registrar.person is None


def test_whoever_has_an_account_already_gets_no_second_one() -> None:
    person = make_person()
    coordinator = make_host_coordinator(email=person.email)
    assert actions.invite_contact(coordinator, by=PROGRAM, now=timezone.now()) == person
    with pytest.raises(Refused):
        actions.invite_contact(coordinator, by=PROGRAM, now=timezone.now())
    assert HostCoordinator.objects.get(pk=coordinator.pk).person == person


def test_only_the_office_invites(client: Client) -> None:
    registrar, coordinator = make_registrar(), make_host_coordinator()
    client.force_login(make_person(), backend=BACKEND)
    for name, row in (
        ("invite_registrar", registrar), ("registrar_leaves", registrar), ("invite_coordinator", coordinator),
        ("coordinator_leaves", coordinator),
    ):  # fmt: skip
        assert client.post(reverse(f"desk:{name}", args=[row.pk])).status_code == 404


def test_the_rule_names_every_reason_at_once() -> None:
    found = why_not_invite(is_reachable=False, has_account=True, is_student=True, is_staff=True, is_anothers=True)
    assert len(list(found)) == 5
    fine = why_not_invite(is_reachable=True, has_account=False, is_student=False, is_staff=False, is_anothers=False)
    assert list(fine) == []
