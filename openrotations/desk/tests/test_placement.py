from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from openrotations.applications.tests.factories import make_application
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.wording import isolated
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor
from openrotations.notifications.models import Post
from openrotations.office.tests.factories import make_programme
from openrotations.people.actions import issue_link
from openrotations.people.models import Contact, Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.people.tokens import token_for
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.models import Placement

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("UTC"))


def a_placement() -> Placement:
    make_programme()
    opening = make_opening()
    application = make_application(opening)
    held = datetime(2026, 11, 30, tzinfo=ZoneInfo("UTC"))
    return take_seat(application, opening, opening.dates, held_until=held, by=PROGRAM, now=NOW)


def signed_in(client: Client, person: Person) -> Client:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def link_of(contact: Contact, placement: Placement) -> str:
    link = issue_link(
        contact,
        purpose="placement",
        subject_id=placement.pk,
        not_for=placement.student.person,
        days=9,
        by=PROGRAM,
        now=timezone.now(),
    )
    return f"/l/{token_for(link.pk, link.salt)}/placement/"


def test_the_student_sees_their_turn_and_the_price(client: Client) -> None:
    placement = a_placement()
    page = signed_in(client, placement.student.person).get(f"/placement/{placement.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Your turn" in text and "1,800 USD" in text


def test_the_office_sees_addresses_that_the_student_does_not(client: Client) -> None:
    placement = a_placement()
    path, address = f"/placement/{placement.pk}/", placement.offering.preceptor.email
    assert address in signed_in(client, make_staff()).get(path).content.decode()
    assert address not in signed_in(Client(), placement.student.person).get(path).content.decode()


def test_each_turn_speaks_to_whom_it_concerns_and_of_them_to_the_others(client: Client) -> None:
    placement = a_placement()
    asked, told = "Accept or decline this offer.", "accepts or declines this offer."
    mine = signed_in(client, placement.student.person).get(f"/placement/{placement.pk}/").content.decode()
    assert asked in mine and told not in mine
    contacts = [placement.offering.preceptor, make_host_coordinator(placement.offering.site)]
    others = [Client().get(link_of(contact, placement)) for contact in contacts]
    others.append(signed_in(Client(), make_staff()).get(f"/placement/{placement.pk}/"))
    for page in (each.content.decode() for each in others):
        assert asked not in page
        assert f"{isolated(placement.student)} {told}" in page


def test_another_student_is_told_nothing(client: Client) -> None:
    placement = a_placement()
    signed_in(client, make_person())
    there, missing = client.get(f"/placement/{placement.pk}/"), client.get(f"/placement/{make_programme().pk}/")
    assert there.status_code == missing.status_code == 404


def test_host_and_preceptor_see_it_by_link_and_no_price(client: Client) -> None:
    placement = a_placement()
    for contact in (make_host_coordinator(placement.offering.site), placement.offering.preceptor):
        page = client.get(link_of(contact, placement))
        assert page.status_code == 200
        assert placement.student.person.full_name in page.content.decode()
        assert "1,800" not in page.content.decode()


def test_a_link_of_somebody_else_at_another_site_opens_nothing(client: Client) -> None:
    placement = a_placement()
    for contact in (make_host_coordinator(), make_preceptor()):
        assert client.get(link_of(contact, placement)).status_code == 404


def test_the_student_cannot_use_the_hosts_link(client: Client) -> None:
    placement = a_placement()
    path = link_of(make_host_coordinator(placement.offering.site), placement)
    assert signed_in(client, placement.student.person).get(path).status_code == 403


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [("everyone", {"student", "host"}), ("student", {"student"}), ("host", {"host"}), ("office", set())],
)
def test_each_side_reads_only_what_concerns_it(client: Client, audience: str, seen_by: set[str]) -> None:
    placement = a_placement()
    Post.objects.create(
        thread=placement.thread,
        author_kind="person",
        author_id="1",
        author_role="coordinator",
        author_name="The office",
        audience=audience,
        body="canary-words",
        posted_at=NOW,
    )
    host_page = client.get(link_of(make_host_coordinator(placement.offering.site), placement))
    student_page = signed_in(Client(), placement.student.person).get(f"/placement/{placement.pk}/")
    office_page = signed_in(Client(), make_staff()).get(f"/placement/{placement.pk}/")
    seen = {side for side, page in (("host", host_page), ("student", student_page)) if b"canary-words" in page.content}
    assert seen == seen_by
    assert b"canary-words" in office_page.content


def test_the_page_counts_its_queries_the_same_for_one_post_and_for_many(
    client: Client, django_assert_max_num_queries: object
) -> None:
    placement = a_placement()
    signed_in(client, placement.student.person)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        client.get(f"/placement/{placement.pk}/")


def test_days_are_those_of_the_site(client: Client) -> None:
    placement = a_placement()
    assert placement.dates.first == date(2027, 1, 4)
    text = signed_in(client, placement.student.person).get(f"/placement/{placement.pk}/").content.decode()
    assert "America/Chicago" in text
