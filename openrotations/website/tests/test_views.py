import re

import pytest
from django.test import Client
from django.urls import reverse

from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def home(client: Client) -> str:
    make_programme()
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_visitor_reads_what_this_is_and_where_to_go(client: Client) -> None:
    page = home(client)
    for name in ("catalogue:offerings", "account_signup", "records:verify"):
        assert f'href="{reverse(name)}"' in page


def test_the_headings_alone_tell_the_story(client: Client) -> None:
    headings = re.findall(r"<h[123][^>]*>(.+?)</h[123]>", home(client).split("<main")[1])
    assert headings[0].startswith("Clinical rotations in the United States")
    assert len(headings) == 11
    assert headings[3:9] == [
        "Say who you are", "Your school confirms", "Rank what you want", "The host says yes", "Work and learn",
        "Take it with you",
    ]  # fmt: skip


def test_somebody_signed_in_goes_to_their_own_page(client: Client) -> None:
    client.force_login(make_person())
    assert f'href="{reverse("desk:home")}"' in home(client).split("<main")[1]


def test_what_is_not_there_says_so_kindly(client: Client) -> None:
    make_programme()
    assert client.get("/no-such-page/").status_code == 404
