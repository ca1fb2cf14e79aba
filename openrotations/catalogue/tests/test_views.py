from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_preceptor
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db


def coming() -> Period:
    return Period.of_weeks(timezone.localdate() + timedelta(days=40), 4)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def test_a_visitor_sees_price_seats_and_kind_without_an_account(client: Client) -> None:
    make_programme()
    offering = make_offering(title="Watching <b>surgery</b>", participation="observation", requirements="BLS\n\nTB")
    make_opening(coming(), seats=2, offering=offering)
    listed = client.get(reverse("catalogue:offerings")).content.decode()
    assert "Watching &lt;b&gt;surgery&lt;/b&gt;" in listed
    assert "2 seats free" in listed
    page = client.get(reverse("catalogue:offering", args=[offering.pk])).content.decode()
    for words in ("Observation only", "900 USD", "2 of 2 free", "<li>BLS</li>", "All of it until 30 days", "Dr. "):
        assert words in page


def test_filters_stand_in_the_address(client: Client) -> None:
    make_offering(title="Medicine here")
    assert "Medicine here" in client.get("/catalogue/?specialty=Internal+Medicine").content.decode()
    page = client.get("/catalogue/?participation=observation").content.decode()
    assert "Medicine here" not in page
    assert "Nothing fits these filters" in page


@pytest.mark.parametrize("query", ["specialty=<script>", "starts_on=31.12.2027", "page=9999", "state=%00", "status=x"])
def test_filters_that_make_no_sense_are_left_out(client: Client, query: str) -> None:
    make_offering(title="Medicine here")
    page = client.get(f"/catalogue/?{query}")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_an_unpublished_offering_looks_like_none(client: Client) -> None:
    offering = make_offering(is_published=False)
    assert client.get(reverse("catalogue:offering", args=[offering.pk])).status_code == 404


def test_the_office_adds_an_offering_and_its_openings(staff: Client) -> None:
    preceptor = make_preceptor()
    site = preceptor.sites.get()
    values = {
        "title": "Medicine",
        "preceptor": str(preceptor.pk),
        "site": str(site.pk),
        "specialty": "Internal Medicine",
        "experience_type": "elective_clerkship",
        "participation": "hands_on",
        "setting": "both",
        "min_weeks": "4",
        "max_weeks": "8",
        "price_per_week": "450",
        "is_published": "on",
    }
    assert staff.post(reverse("catalogue:add_offering"), {**values, "min_weeks": "9"}).status_code == 422
    assert staff.post(reverse("catalogue:add_offering"), values).status_code == 302
    offering = Offering.objects.get()
    edit = reverse("catalogue:edit_offering", args=[offering.pk])
    assert staff.post(edit, {**values, "title": "Medicine II"}).status_code == 302
    add = reverse("catalogue:add_opening", args=[offering.pk])
    dates = coming()
    answer = {"starts_on": dates.first.isoformat(), "ends_on": dates.last.isoformat(), "seats": "2"}
    assert staff.post(add, {**answer, "ends_on": dates.first.isoformat()}).status_code == 422
    assert staff.post(add, {**answer, "ends_on": "2000-01-01"}).status_code == 422
    assert staff.post(add, answer).status_code == 302
    opening = Opening.objects.get()
    assert "Medicine II" in staff.get(edit).content.decode()
    assert staff.post(reverse("catalogue:close_opening", args=[opening.pk])).status_code == 302
    assert "Closed" in staff.get(edit).content.decode()


def test_the_offices_pages_are_closed_to_others(client: Client) -> None:
    opening = make_opening()
    client.force_login(make_person())
    assert client.get(reverse("catalogue:office_offerings")).status_code == 404
    assert client.post(reverse("catalogue:close_opening", args=[opening.pk])).status_code == 404
    assert Opening.objects.get().closed_at is None


@pytest.mark.parametrize("name", ["catalogue:offerings", "catalogue:office_offerings"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(
    staff: Client,
    name: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_opening(coming())
    with django_assert_max_num_queries(16) as asked:
        staff.get(reverse(name))
    make_opening(coming())
    make_opening(Period.of_weeks(date(2030, 1, 7), 4))
    with django_assert_num_queries(len(asked)):
        assert staff.get(reverse(name)).status_code == 200
