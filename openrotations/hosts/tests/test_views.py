import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor, make_site
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
SITE = {
    "name": "O'Brien <i>Practice</i>",
    "kind": "private_practice",
    "city": "Sampleton",
    "state": "IL",
    "time_zone": "America/Chicago",
}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def test_a_site_is_added_and_changed(staff: Client) -> None:
    answer = staff.post(reverse("hosts:add_site"), SITE)
    site = Site.objects.get()
    page = staff.get(answer["Location"]).content.decode()
    assert "&lt;i&gt;Practice&lt;/i&gt;" in page
    edit = reverse("hosts:edit_site", args=[site.pk])
    assert staff.post(edit, {**SITE, "time_zone": "Chicago"}).status_code == 422
    assert staff.post(edit, {**SITE, "street": "1 Example Street"}).status_code == 302
    assert Site.objects.get().street == "1 Example Street"
    assert staff.post(reverse("hosts:add_site"), SITE).status_code == 422


def test_a_coordinator_is_added_then_confirmed(staff: Client) -> None:
    site = make_site()
    person = {"full_name": "Ana", "email": "a@host.example"}
    answer = staff.post(reverse("hosts:add_coordinator", args=[site.pk]), person)
    assert staff.get(answer["Location"]).status_code == 200
    assert staff.post(answer["Location"], {"source": "www.host.example"}).status_code == 302
    assert HostCoordinator.objects.get().is_reachable


def test_a_preceptor_is_added_changed_and_confirmed(staff: Client) -> None:
    site = make_site()
    values = {"full_name": "Dr. Example", "title": "MD", "specialty": "Surgery", "npi": "", "sites": [str(site.pk)]}
    assert staff.post(reverse("hosts:add_preceptor"), {**values, "npi": "123"}).status_code == 422
    answer = staff.post(reverse("hosts:add_preceptor"), {**values, "email": "dr@host.example"})
    preceptor = Preceptor.objects.get()
    assert "Confirm it" in staff.get(answer["Location"]).content.decode()
    confirm = reverse("hosts:confirm_preceptor", args=[preceptor.pk])
    assert staff.post(confirm, {"source": "www.host.example"}).status_code == 302
    edit = reverse("hosts:edit_preceptor", args=[preceptor.pk])
    assert staff.post(edit, {**values, "email": "other@host.example"}).status_code == 302
    assert not Preceptor.objects.get().is_reachable


def test_nobody_else_sees_that_there_are_such_pages(client: Client) -> None:
    contact = make_host_coordinator()
    client.force_login(make_person())
    for path in (reverse("hosts:sites"), reverse("hosts:confirm_coordinator", args=[contact.pk])):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["hosts:sites", "hosts:preceptors"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(
    staff: Client,
    name: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_preceptor()
    with django_assert_max_num_queries(12) as asked:
        staff.get(reverse(name))
    make_preceptor()
    make_preceptor()
    with django_assert_num_queries(len(asked)):
        page = staff.get(reverse(name))
    assert page.content.decode().count("<tr>") == 4
