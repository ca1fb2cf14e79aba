"""The registrar's page goes to confirmed addresses only; every mail leads by the same link."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.schools import actions
from openrotations.schools.models import Registrar
from openrotations.schools.tests.factories import make_registrar
from openrotations.schools.views.pages import MOST_TRIES

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


def sent() -> list[str]:
    return list(Message.objects.filter(template="schools/mail/school_page.txt").values_list("to_email", flat=True))


def test_only_a_confirmed_address_is_written_to_and_everybody_reads_the_same(client: Client) -> None:
    make_programme()
    known, unconfirmed = make_registrar(), make_registrar(address_source="")
    answers = set()
    for email in (known.email, unconfirmed.email, "nobody@elsewhere.example"):
        page = client.post("/schools/page/", {"email": email}, follow=True)
        text = page.content.decode().split("<main")[1]
        answers.add((page.status_code, text.replace(email, "").split("csrfmiddlewaretoken")[0]))
    assert len(answers) == 1
    assert sent() == [known.email]


def test_nobody_is_flooded(client: Client) -> None:
    make_programme()
    registrar = make_registrar()
    for _again in range(3):
        client.post("/schools/page/", {"email": registrar.email.upper()})
    assert sent() == [registrar.email]


def test_a_stranger_has_a_registrar_written_to_three_times_a_day(client: Client) -> None:
    registrar, now = make_registrar(), timezone.now()
    for quarter in range(24 * 4):
        at = now + timedelta(minutes=15 * quarter, seconds=quarter)
        actions.ask_for_school_page(registrar.email, by=PROGRAM, now=at)
    assert sent() == [registrar.email] * 3
    assert actions.ask_for_school_page(registrar.email, by=PROGRAM, now=now + timedelta(days=2)) == 1


def test_one_place_asks_for_ten_addresses_in_ten_minutes(client: Client) -> None:
    make_programme()
    registrar = make_registrar()
    for number in range(MOST_TRIES):
        assert client.post("/schools/page/", {"email": f"nobody{number}@elsewhere.example"}).status_code == 302
    page = client.post("/schools/page/", {"email": registrar.email})
    assert page.status_code == 422
    assert "Try again in ten minutes" in page.content.decode() and registrar.email in page.content.decode()
    assert sent() == []
    cache.clear()
    assert client.post("/schools/page/", {"email": registrar.email}).status_code == 302
    assert sent() == [registrar.email]


def test_the_office_sends_the_page(client: Client) -> None:
    make_programme()
    registrar = make_registrar()
    client.force_login(make_staff(), backend=BACKEND)
    assert client.post(f"/schools/registrars/{registrar.pk}/page/").status_code == 302
    assert sent() == [registrar.email]
    Registrar.objects.filter(pk=registrar.pk).update(address_source="")
    assert client.post(f"/schools/registrars/{registrar.pk}/page/").status_code == 422


def test_every_mail_leads_by_the_same_link_until_the_address_changes() -> None:
    registrar, now = make_registrar(), timezone.now()
    first = actions.page_link(registrar, by=PROGRAM, now=now)
    assert actions.page_link(registrar, by=PROGRAM, now=now) == first
    Registrar.objects.filter(pk=registrar.pk).update(email="other@school.example")
    assert actions.page_link(registrar, by=PROGRAM, now=now) != first
