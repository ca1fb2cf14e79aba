from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import LINK_MARK, address_of
from openrotations.notifications.tests.factories import make_message
from openrotations.office.tests.factories import make_programme
from openrotations.people.actions import issue_link, revoke_link
from openrotations.people.tests.factories import staff_client
from openrotations.schools.tests.factories import make_registrar

pytestmark = pytest.mark.django_db
OFFER = "/placement/0b3c/offer/"


def played(demo: bool) -> override_settings:
    """With the pages of the demo, or without."""
    addresses = "openrotations.desk.demo.tests.demo_urls" if demo else "openrotations.urls"
    return override_settings(DEMO=demo, ROOT_URLCONF=addresses)


def shown_to_staff(message: Message) -> str:
    """The message's page, as the office reads it."""
    return staff_client().get(f"/desk/outbox/{message.pk}/").content.decode()


def message_with_link() -> Message:
    registrar = make_registrar()
    values = {"purpose": "school-answer", "subject_id": registrar.pk, "not_for": None, "days": 3}
    link = issue_link(registrar, **values, by=PROGRAM, now=timezone.now())  # type: ignore[arg-type]
    return make_message(path=f"/l/{LINK_MARK}/school/", label="Answer", link=link)


@pytest.mark.parametrize("demo", [False, True])
def test_where_a_students_button_leads_is_told_and_is_no_link(demo: bool) -> None:
    make_programme()
    with played(demo):
        page = shown_to_staff(make_message(path=OFFER, label="See the offer"))
    assert OFFER in page and "See the offer" in page
    assert f'{OFFER}"' not in page


def test_a_button_for_the_office_itself_is_one_here_too() -> None:
    programme = make_programme()
    message = make_message(path="/placement/0b3c/", label="See the placement")
    Message.objects.filter(pk=message.pk).update(to_email=programme.email)
    assert '/placement/0b3c/"' in shown_to_staff(message)


def test_somebodys_personal_link_is_not_shown_in_an_office() -> None:
    make_programme()
    message = message_with_link()
    page = shown_to_staff(message)
    assert address_of(message) not in page and "personal link for its reader only" in page


@played(True)
def test_the_demo_opens_a_personal_link_while_it_works() -> None:
    make_programme()
    message = message_with_link()
    assert message.link
    assert f'href="{address_of(message)}"' in shown_to_staff(message)
    revoke_link(message.link, by=PROGRAM, now=timezone.now() + timedelta(seconds=1))
    assert f'href="{address_of(message)}"' not in shown_to_staff(message)


@pytest.mark.parametrize("demo", [False, True])
def test_the_demo_says_that_it_sends_nothing(demo: bool) -> None:
    make_programme()
    client = staff_client()
    with played(demo):
        page = client.get("/desk/outbox/").content.decode()
    assert ("no mail leaves it" in page) == demo
