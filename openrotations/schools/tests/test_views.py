import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openrotations.people.tests.factories import make_person, make_staff
from openrotations.schools.models import Registrar, School
from openrotations.schools.tests.factories import make_registrar, make_school

pytestmark = pytest.mark.django_db
SCHOOL = {"name": "O'Brien’s <b>School</b> كلية", "country": "PT", "city": "Sampleton", "accreditation": "unknown"}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def test_a_school_is_added_and_changed(staff: Client) -> None:
    answer = staff.post(reverse("schools:add_school"), SCHOOL)
    school = School.objects.get()
    assert answer["Location"] == reverse("schools:school", args=[school.pk])
    page = staff.get(answer["Location"]).content.decode()
    assert "&lt;b&gt;School&lt;/b&gt; كلية" in page
    refused = staff.post(reverse("schools:edit_school", args=[school.pk]), {**SCHOOL, "accreditation": "accredited"})
    assert refused.status_code == 422
    assert "Say where you found out" in refused.content.decode()


def test_a_registrar_is_added_then_confirmed(staff: Client) -> None:
    school = make_school()
    person = {"full_name": "Ana", "email": "a@school.example"}
    answer = staff.post(reverse("schools:add_registrar", args=[school.pk]), person)
    registrar = Registrar.objects.get()
    assert answer["Location"] == reverse("schools:confirm_registrar", args=[registrar.pk])
    assert staff.post(answer["Location"], {"source": "page"}).status_code == 422
    assert staff.post(answer["Location"], {"source": "the school's page"}).status_code == 302
    assert Registrar.objects.get().is_reachable
    again = staff.post(reverse("schools:add_registrar", args=[school.pk]), person)
    assert again.status_code == 422


def test_nobody_else_sees_that_there_are_such_pages(client: Client) -> None:
    school = make_school()
    client.force_login(make_person())
    for path in (reverse("schools:schools"), reverse("schools:school", args=[school.pk])):
        assert client.get(path).status_code == 404


def test_the_list_asks_as_often_for_three_schools_as_for_one(
    staff: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_registrar()
    with django_assert_max_num_queries(12) as asked:
        staff.get(reverse("schools:schools"))
    make_registrar()
    make_registrar()
    with django_assert_num_queries(len(asked)):
        page = staff.get(reverse("schools:schools"), {"q": "sampleton"})
    assert page.content.decode().count("<tr>") == 4
