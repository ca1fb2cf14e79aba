import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from openrotations.desk.queries.office import set_up_code
from openrotations.notifications.models import Message
from openrotations.notifications.tests.factories import make_message
from openrotations.office.models import Programme
from openrotations.office.tests.factories import make_programme
from openrotations.people.access import staff_kinds
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
ANSWERS = {
    "director_name": "Rosalind Musterfrau",
    "director_email": "Director@Office.example",
    "name": "Larkfield Rotations",
    "letterhead": "Larkfield Rotations\n1 Example Street",
    "email": "office@larkfield.example",
    "time_zone": "America/Chicago",
    "opening_hours": "Mon–Fri 9:00–17:00",
    "min_weeks": 4,
    "max_weeks": 13,
    "graduates_may": "observe",
    "refund_policy": "All of it until 30 days before.",
    "hold_hours": 72,
    "host_answer_days": 5,
    "host_release_days": 10,
}


def test_a_new_office_opens_with_the_code_and_writes_to_its_director(client: Client) -> None:
    answer = client.post("/start/", {**ANSWERS, "code": set_up_code()})
    assert answer.status_code == 302
    director = Person.objects.get(email="director@office.example")
    assert staff_kinds(director) == {"director", "coordinator"}
    assert Programme.objects.get().time_zone == "America/Chicago"
    assert Message.objects.get(to_person=director).template == "desk/mail/taken_on.txt"
    assert not mail.outbox


def test_without_the_code_nothing_is_opened_and_nothing_typed_is_lost(client: Client) -> None:
    answer = client.post("/start/", {**ANSWERS, "code": "guess"})
    assert answer.status_code == 422
    assert "set-up code" in answer.content.decode()
    assert "Rosalind Musterfrau" in answer.content.decode()
    assert not Programme.objects.exists() and not Person.objects.exists()


def test_an_open_office_has_no_first_page_any_more(client: Client) -> None:
    make_programme()
    assert client.get("/start/").status_code == 404


def test_every_wrong_answer_is_named_at_once(client: Client) -> None:
    wrong = {"time_zone": "Chicago", "min_weeks": 9, "max_weeks": 4, "host_release_days": 5}
    answer = client.post("/start/", {**ANSWERS, **wrong, "code": set_up_code()})
    text = answer.content.decode()
    assert answer.status_code == 422
    for part in ("time zone&#x27;s name", "cannot be fewer", "A silent host is released"):
        assert part in text


@override_settings(MODE="office")
def test_an_office_that_is_not_set_up_leads_every_page_to_setting_it_up(client: Client) -> None:
    assert client.get("/catalogue/")["Location"] == "/start/"


@override_settings(MODE="office")
def test_staff_without_a_second_factor_set_one_up_first(client: Client) -> None:
    make_programme()
    person = make_person()
    person.staff_roles.create(kind="coordinator")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/desk/outbox/")["Location"] == "/account/2fa/"
    with_factor = make_staff("coordinator")
    client.force_login(with_factor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/desk/outbox/").status_code == 200


def test_a_director_changes_policies_and_the_trail_keeps_what_they_were(client: Client) -> None:
    from openrotations.audit.models import Entry

    make_programme(hold_hours=72)
    client.force_login(make_staff("director"), backend="allauth.account.auth_backends.AuthenticationBackend")
    values = {key: value for key, value in ANSWERS.items() if not key.startswith("director")}
    assert client.post("/desk/settings/", {**values, "hold_hours": 48}).status_code == 302
    assert Programme.objects.get().hold_hours == 48
    body = Entry.objects.get(action="change_policies").body
    assert '"hold_hours":"72"' in body and '"hold_hours":"48"' in body


def test_a_coordinator_has_no_policies_page(client: Client) -> None:
    make_programme()
    client.force_login(make_staff("coordinator"), backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/desk/settings/", "/desk/staff/", "/desk/audit/"):
        assert client.get(path).status_code == 404


@override_settings(MODE="office")
def test_the_command_line_opens_an_office_too() -> None:
    options = {key: str(value) for key, value in ANSWERS.items() if key in {"name", "director_name", "email"}}
    with pytest.raises(CommandError, match="Mend these"):
        call_command("open_office", **options)
    assert not Programme.objects.exists()
    wanted = ("director_email", "letterhead", "time_zone", "refund_policy")
    call_command("open_office", **options, **{key: str(ANSWERS[key]) for key in wanted})
    assert Programme.objects.get().max_weeks == 13


def test_the_demo_and_tests_cannot_open_a_real_office() -> None:
    with pytest.raises(CommandError, match="real office"):
        call_command("open_office")


def test_a_code_that_waits_to_be_sent_is_not_shown_to_the_office(client: Client) -> None:
    make_programme()
    client.force_login(make_staff())
    secret, plain = make_message(is_secret=True), make_message()
    assert "123456" not in client.get(f"/desk/outbox/{secret.pk}/").content.decode()
    assert "123456" in client.get(f"/desk/outbox/{plain.pk}/").content.decode()


def test_a_student_is_not_taken_on_with_the_same_account(client: Client) -> None:
    make_programme()
    student = make_student().person
    client.force_login(make_staff("director"), backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = {"email": student.email.upper(), "full_name": "Somebody Else", "kind": "coordinator"}
    page = client.post("/desk/staff/", sent)
    assert page.status_code == 422
    assert "account of a student" in page.content.decode() and "Somebody Else" in page.content.decode()
    assert not student.staff_roles.exists()
    assert client.post("/desk/staff/", {**sent, "email": "other@office.example"}).status_code == 302
