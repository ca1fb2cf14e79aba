import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openrotations.applications.tests.factories import make_application, make_window
from openrotations.audit.actions import record
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.notifications.models import Message
from openrotations.notifications.tests.factories import make_message
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements.tests.factories import make_placement
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_everybody_lands_where_their_day_begins() -> None:
    make_programme()
    assert as_person(make_staff()).get("/desk/")["Location"] == "/desk/today/"
    assert as_person(make_person()).get("/desk/")["Location"] == "/today/"
    assert Client().get("/desk/")["Location"].startswith("/account/login/")


def test_somebody_without_a_profile_is_led_to_it() -> None:
    make_programme()
    assert as_person(make_person()).get("/today/")["Location"] == "/my/profile/"


def test_a_students_day_shows_the_turn_the_window_and_the_placement() -> None:
    placement = make_placement()
    text = as_person(placement.student.person).get("/today/").content.decode()
    assert placement.offering.title in text and f"/placement/{placement.pk}/" in text


def test_a_student_who_has_nothing_yet_is_told_what_will_appear() -> None:
    make_programme()
    student = make_student()
    make_window(student)
    assert "No placement yet" in as_person(student.person).get("/today/").content.decode()


def test_the_office_sees_what_waits_and_where_to_act() -> None:
    make_programme()
    application = make_application(make_opening(), state="submitted", submitted_at=timezone.now())
    text = as_person(make_staff()).get("/desk/today/").content.decode()
    assert f"/applications/{application.pk}/" in text


def test_an_office_without_anything_to_do_is_told_so() -> None:
    make_programme()
    assert "Nothing waits" in as_person(make_staff()).get("/desk/today/").content.decode()


@pytest.mark.parametrize("words", ["lamp", "LAMP", "lantern@people", "Wharf"])
def test_students_are_found_by_any_part_of_name_address_or_school(words: str) -> None:
    make_programme()
    wanted = make_student(person=make_person("Ana Lamparina", email="lantern@people.example"))
    wanted.school.name = "Wharf Medical School"
    wanted.school.save()
    make_student(person=make_person("Somebody Else"))
    text = as_person(make_staff()).get("/desk/students/", {"words": words}).content.decode()
    assert "Ana Lamparina" in text and "Somebody Else" not in text


def test_the_list_of_students_asks_as_often_for_three_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_programme()
    client = as_person(make_staff())
    make_student()
    client.get("/desk/students/")
    with CaptureQueriesContext(connection) as for_one:
        client.get("/desk/students/")
    for _more in range(2):
        make_student()
    with django_assert_num_queries(len(for_one.captured_queries)):
        client.get("/desk/students/")


def test_everything_about_a_student_stands_on_one_page() -> None:
    placement = make_placement()
    text = as_person(make_staff()).get(f"/desk/students/{placement.student_id}/").content.decode()
    for part in (placement.student.person.email, placement.student.school.name, placement.offering.title):
        assert part in text


def test_staff_read_what_was_sent_and_send_again_what_failed() -> None:
    make_programme()
    message = make_message()
    Message.objects.filter(pk=message.pk).update(state="sending")
    Message.objects.filter(pk=message.pk).update(state="failed", last_error="ConnectionRefusedError")
    client = as_person(make_staff())
    assert "Your code" in client.get("/desk/outbox/", {"state": "failed"}).content.decode()
    assert "ConnectionRefusedError" in client.get(f"/desk/outbox/{message.pk}/").content.decode()
    client.post(f"/desk/outbox/{message.pk}/again/")
    message.refresh_from_db()
    assert message.state == "queued"


def test_a_secret_message_is_not_shown_to_staff() -> None:
    make_programme()
    message = make_message(is_secret=True)
    assert "123456" not in as_person(make_staff()).get(f"/desk/outbox/{message.pk}/").content.decode()


def test_a_director_reads_the_trail_and_changes_who_works_here() -> None:
    record("try_something", make_programme(), by=PROGRAM, now=timezone.now())
    client = as_person(make_staff("director"))
    record("take_seat", make_programme(), by=PROGRAM, now=timezone.now())
    page = client.get("/desk/audit/").content.decode()
    assert "A seat was taken for a student." in page and "take_seat" in page and "the program itself" in page
    assert "Try something" in page  # recorded by nobody today: its code is all there is
    values = {"full_name": "New Hand", "email": "new@office.example", "kind": "coordinator"}
    assert client.post("/desk/staff/", values).status_code == 302
    role = Person.objects.get(email="new@office.example").staff_roles.get()
    client.post(f"/desk/staff/{role.pk}/end/")
    role.refresh_from_db()
    assert role.ended_at


def test_the_gallery_is_for_staff() -> None:
    make_programme()
    assert as_person(make_staff()).get("/desk/components/").status_code == 200
    assert as_person(make_person()).get("/desk/components/").status_code == 404
    assert 'href="/desk/components/"' in as_person(make_staff("director")).get("/desk/settings/").content.decode()


def test_the_office_corrects_a_name_that_students_themselves_may_not_change() -> None:
    student = make_placement().student
    path, values = f"/desk/students/{student.pk}/name/", {"full_name": "云筝", "passport_name": "Yun Zheng"}
    assert as_person(student.person).post(path, values).status_code == 404
    refused = as_person(make_staff()).post(path, {**values, "passport_name": "云"})
    assert refused.status_code == 422 and "Latin letters" in refused.content.decode()
    assert as_person(make_staff()).post(path, values).status_code == 302
    student.person.refresh_from_db()
    assert student.person.printed_name == "Yun Zheng"
