"""The page "Our site", the roster, and who may open them."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from openrotations.audit.models import Entry
from openrotations.catalogue.models import Offering
from openrotations.common.actors import PROGRAM
from openrotations.desk.hosts import actions
from openrotations.desk.hosts.tests.desks import Host, make_host, next_month, opening_at, placed
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.notifications.models import Message
from openrotations.people.actions import change_address
from openrotations.people.models import SignedLink
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements.states import PlacementState

pytestmark = pytest.mark.django_db


def page(host: Host, name: str = "host_site", *args: object) -> str:
    response = host.get(name, *args)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_who_comes_what_is_asked_and_what_is_open(host: Host) -> None:
    confirmed = placed(opening_at(host))
    asked = placed(opening_at(host), PlacementState.ACCEPTED)
    offered = placed(opening_at(host), PlacementState.OFFERED)
    opening_at(host, seats=3)
    text = page(host)
    assert confirmed.student.person.full_name in text and "Not cleared yet" in text
    assert asked.student.person.full_name in text and "Waits for your answer" in text
    assert offered.student.person.full_name not in text, "the student has not said yes"
    assert "3 of 3 free" in text and "0 of 1 free" in text


def test_nothing_of_another_site_is_shown_or_reached(host: Host) -> None:
    other = make_host()
    opening = opening_at(other)
    theirs = placed(opening)
    for name in ("host_site", "host_roster"):
        assert theirs.student.person.full_name not in page(host, name)
    assert host.get("host_student", theirs.pk).status_code == 404
    for name in ("host_opening", "host_copy_opening"):
        assert host.get(name, opening.pk).status_code == 404
    assert host.post("host_close_opening", opening.pk).status_code == 404
    sent = {"offering": str(opening.offering_id), "starts_on": "2027-05-03", "ends_on": "2027-05-30", "seats": "1"}
    assert host.post("host_add_opening", sent=sent).status_code == 422
    opening.refresh_from_db()
    assert opening.closed_at is None


def test_a_student_of_the_site_never_opens_its_pages(host: Host) -> None:
    placement = placed(opening_at(host))
    host.client.force_login(placement.student.person)
    response = host.get("host_site")
    assert response.status_code == 403 and placement.offering.title not in response.content.decode()
    assert Entry.objects.filter(action="report_link_misuse").count() == 1


def test_a_coordinator_who_left_opens_nothing(host: Host) -> None:
    other = make_host()
    link = SignedLink.objects.get(holder_id=host.coordinator.pk)
    link.subject_id = other.site.pk
    link.save()
    assert host.get("host_site").status_code == 404


def test_the_page_costs_the_same_for_one_student_and_for_many(
    host: Host, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(4):
        placed(opening_at(host))
        placed(opening_at(host), PlacementState.ACCEPTED)
    with django_assert_max_num_queries(16):
        page(host)


def test_the_roster_says_observer_where_nobody_touches_a_patient(host: Host) -> None:
    observing = opening_at(host, participation=Offering.Participation.OBSERVATION)
    placed(observing, PlacementState.CLEARED)
    placed(opening_at(host))
    period = next_month()
    query = {"starts_on": period.first.isoformat(), "ends_on": period.last.isoformat()}
    text = host.get("host_roster", query=query).content.decode()
    assert text.count('<td data-label="Badge">Observer</td>') == 1
    assert text.count('<td data-label="Badge">Student</td>') == 1
    earlier = {"starts_on": "2020-01-01", "ends_on": "2020-02-01"}
    assert "Nobody is confirmed" in host.get("host_roster", query=earlier).content.decode()
    turned = host.get("host_roster", query={"starts_on": "2027-02-01", "ends_on": "2027-01-01"})
    assert turned.status_code == 422 and "before the first" in turned.content.decode()


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "عائشة بنت المثال", "a\u202egpj.exe", "<script>alert(1)</script>"]
)
def test_the_roster_as_a_sheet_holds_names_and_no_formula(host: Host, name: str) -> None:
    placement = placed(opening_at(host), PlacementState.CLEARED)
    person = placement.student.person
    person.full_name = name
    person.save()
    table = host.get("host_roster_sheet", "csv").content.decode("utf-8-sig").splitlines()
    assert table[0] == "Name,Badge,First day,Last day,Preceptor,Rotation,Cleared" and len(table) == 2
    assert "\u202e" not in table[1] and not table[1].startswith("=")
    book = load_workbook(io.BytesIO(host.get("host_roster_sheet", "xlsx").content))
    [_head, row] = list(book.active.iter_rows())  # type: ignore[union-attr]
    assert row[0].data_type == "s" and row[6].value == "yes"
    assert row[2].value.date() == placement.dates.first


def test_there_is_no_sheet_of_another_form(host: Host) -> None:
    assert host.get("host_roster_sheet", "ods").status_code == 404
    assert host.client.get(host.path("host_roster_sheet", "csv") + "?starts_on=x").status_code == 404


def test_the_office_sends_the_link_and_takes_it_back(host: Host, client: Client) -> None:
    client.force_login(make_staff())
    client.post(reverse("desk:send_host_link", args=[host.coordinator.pk]))
    message = Message.objects.get(template="desk/mail/our_site.txt")
    assert message.to_email == host.coordinator.email and message.link is not None
    assert host.get("host_site").status_code == 410, "the older link has stopped"
    client.post(reverse("desk:end_host_links", args=[host.coordinator.pk]))
    assert not message.link.__class__.objects.get(pk=message.link.pk).works_at(timezone.now())
    assert "Send the link" in client.get(reverse("hosts:site", args=[host.site.pk])).content.decode()


def test_no_link_goes_to_an_address_that_nobody_confirmed(host: Host, client: Client) -> None:
    client.force_login(make_staff())
    unknown = make_host_coordinator(host.site, address_confirmed_at=None, address_source="")
    response = client.post(reverse("desk:send_host_link", args=[unknown.pk]))
    assert response.status_code == 422
    assert not Message.objects.filter(template="desk/mail/our_site.txt").exists()


def test_a_link_is_renewed_by_mail_in_its_last_month_and_once(host: Host) -> None:
    link = SignedLink.objects.get(holder_id=host.coordinator.pk)
    early, late = link.expires_at - timedelta(days=40), link.expires_at - timedelta(days=20)
    assert actions.renew_ending_links(early) == 0
    assert actions.renew_ending_links(late) == 1
    assert actions.renew_ending_links(late) == 0
    assert Message.objects.filter(template="desk/mail/our_site.txt", to_email=host.coordinator.email).count() == 1


def test_a_link_is_not_renewed_to_an_address_that_changed(host: Host) -> None:
    link = SignedLink.objects.get(holder_id=host.coordinator.pk)
    change_address(host.coordinator, "other@host.example", by=PROGRAM, now=timezone.now())
    assert actions.renew_ending_links(link.expires_at - timedelta(days=5)) == 0
    assert host.get("host_site").status_code == 410


def test_somebody_with_an_account_opens_their_own_site_only(host: Host, client: Client) -> None:
    person = make_person()
    client.force_login(person)
    assert "No site belongs to your account" in client.get(reverse("desk:own_site")).content.decode()
    assert client.post(reverse("desk:own_site")).status_code == 404
    host.coordinator.person = person
    host.coordinator.save()
    assert host.site.name in client.get(reverse("desk:own_site")).content.decode()
    response = client.post(reverse("desk:own_site"))
    assert response.url == host.path("host_site")  # type: ignore[attr-defined]
    assert SignedLink.objects.count() == 1, "the link that works is used again"


def test_a_coordinator_with_an_account_lands_at_their_site(host: Host, client: Client) -> None:
    host.coordinator.person = make_person()
    host.coordinator.save()
    client.force_login(host.coordinator.person)
    assert client.get(reverse("desk:home")).url == reverse("desk:own_site")  # type: ignore[attr-defined]
