from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_preceptor
from openrotations.logbook import actions
from openrotations.logbook.expected import monday_of
from openrotations.logbook.tests.factories import make_day, make_running_placement
from openrotations.people.models import SignedLink
from openrotations.people.tests.factories import make_staff
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db


def make_running_now() -> Placement:
    """A rotation that began two weeks ago on a Monday, by the real clock."""
    period = Period.of_weeks(monday_of(timezone.now().date()) - timedelta(days=14), 4)
    student = make_student()
    make_window(student, Period(period.first - timedelta(days=7), period.last + timedelta(days=7)))
    opening = make_opening(period)
    return make_running_placement(opening=opening, application=make_application(opening, student=student))


def sign_link(placement: Placement) -> tuple[SignedLink, str]:
    link = actions.ask_for_signature(placement, by=PROGRAM, now=timezone.now())
    return link, reverse("logbook:sign_days", args=[token_for(link.pk, link.salt)])


def test_the_student_reports_a_day_as_last_time(client: Client) -> None:
    placement = make_running_now()
    client.force_login(placement.student.person)
    on = placement.dates.first
    address = reverse("logbook:days", args=[placement.pk])
    page = client.get(f"{address}?week={on.isoformat()}").content.decode()
    assert "Same: 8 h" in page
    answer = client.post(address, {"on": on.isoformat(), "kind": "present", "hours": "8"}, follow=True)
    assert "8 h on site" in answer.content.decode()


def test_a_wrong_day_is_told_on_the_same_page_and_kept_as_typed(client: Client) -> None:
    placement = make_running_now()
    client.force_login(placement.student.person)
    address = reverse("logbook:days", args=[placement.pk])
    given = {"on": placement.dates.first.isoformat(), "kind": "absent", "hours": "", "reason": ""}
    answer = client.post(address, given)
    assert answer.status_code == 422
    assert "Say in a few words why you were absent." in answer.content.decode()
    ahead = {**given, "on": placement.dates.last.isoformat(), "reason": "A holiday"}
    assert client.post(address, ahead).status_code == 422
    assert client.post(address, {"on": "yesterday"}).status_code == 422


def test_the_office_reads_and_cannot_write(client: Client) -> None:
    placement = make_running_now()
    client.force_login(make_staff())
    address = reverse("logbook:days", args=[placement.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 404


def test_another_student_finds_no_such_page(client: Client) -> None:
    placement = make_running_now()
    client.force_login(make_student().person)
    for name in ("days", "arrive", "ask_for_signature"):
        assert client.post(reverse(f"logbook:{name}", args=[placement.pk])).status_code == 404


def test_the_preceptor_signs_with_one_tap_and_a_look_changes_nothing(client: Client) -> None:
    placement = make_running_now()
    make_day(placement, placement.dates.first, reported_at=timezone.now())
    link, address = sign_link(placement)
    page = client.get(address)
    assert page.status_code == 200
    assert not SignedLink.objects.exclude(opened_at=None).exists()
    answer = client.post(address, {"seen_at": page.context["seen_at"]}, follow=True)
    assert "1 day signed. Thank you." in answer.content.decode()
    assert SignedLink.objects.get(pk=link.pk).opened_at
    assert client.post(address, {"seen_at": page.context["seen_at"]}).status_code == 422


def test_the_preceptor_asks_about_one_day(client: Client) -> None:
    placement = make_running_now()
    day = make_day(placement, placement.dates.first, reported_at=timezone.now())
    _link, address = sign_link(placement)
    given = {"seen_at": timezone.now().isoformat(), "query": str(day.pk), "word": "Half a day?"}
    assert "Half a day?" in client.post(address, given, follow=True).content.decode()
    other = make_day(make_running_now(), placement.dates.first, reported_at=timezone.now())
    assert client.post(address, {**given, "query": str(other.pk)}).status_code == 404


def test_the_student_cannot_use_the_preceptors_link(client: Client) -> None:
    placement = make_running_now()
    make_day(placement, placement.dates.first, reported_at=timezone.now())
    _link, address = sign_link(placement)
    client.force_login(placement.student.person)
    assert client.get(address).status_code == 403
    assert client.post(address, {"seen_at": timezone.now().isoformat()}).status_code == 403
    assert placement.days.get().state == "reported"


def test_whom_the_host_named_signs_and_nobody_else(client: Client) -> None:
    placement = make_running_now()
    make_day(placement, placement.dates.first, reported_at=timezone.now())
    _link, before = sign_link(placement)
    assert client.get(before).status_code == 200
    placement.supervised_by = named = make_preceptor(placement.offering.site)
    placement.save()
    assert client.get(before).status_code == 404
    tomorrow = timezone.now() + timedelta(days=1)
    link = actions.ask_for_signature(placement, by=PROGRAM, now=tomorrow)
    address = reverse("logbook:sign_days", args=[token_for(link.pk, link.salt)])
    page = client.get(address).content.decode()
    assert f"You sign as {named.full_name}" in page
    client.post(address, {"seen_at": timezone.now().isoformat()})
    assert [day.signed_by for day in placement.days.all()] == [named]
