"""Every address has a guard."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, path
from django.urls.resolvers import RoutePattern

from openrotations.people.guards import View, director, office, public, signed_in
from openrotations.people.models import StaffRole
from tests.addresses import Address, addresses, unguarded
from tests.architecture.sources import is_empty

# The only address of the desk for everybody: it leads each person to their own side, and shows nothing itself.
FOR_EVERYBODY = "desk/"


def open_to_others(found: list[Address]) -> list[str]:
    """Addresses of the office's desk whose guard lets in somebody who is not staff."""
    desk = [address for address in found if address.route.startswith("desk/") and address.route != FOR_EVERYBODY]
    return [f"{each.route}: {each.guarded_as}" for each in desk if each.guarded_as not in StaffRole.Kind.values]


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anything")


def test_every_view_is_guarded() -> None:
    is_empty(unguarded(addresses()))


def test_only_libraries_answer_below_their_addresses() -> None:
    found = [address for address in addresses() if address.is_of_library]
    is_empty([address.route for address in found if address.view.__module__.startswith("openrotations.")])


def test_the_desk_is_open_to_staff_only() -> None:
    is_empty(open_to_others(addresses()))


@pytest.mark.parametrize(("view", "found"), [(_answer, 1), (public(_answer), 0)])
def test_twin_a_view_without_a_guard_is_found(view: View, found: int) -> None:
    resolver = URLResolver(RoutePattern("x/"), [path("open/", view)])
    assert len(unguarded(addresses(resolver))) == found


@pytest.mark.parametrize(
    ("route", "view", "found"),
    [
        ("desk/open/", signed_in(_answer), 1),
        ("desk/open/", public(_answer), 1),
        ("desk/open/", office(_answer), 0),
        ("desk/open/", director(_answer), 0),
        ("my/desk/", signed_in(_answer), 0),
    ],
)
def test_twin_an_address_of_the_desk_that_lets_others_in_is_found(route: str, view: View, found: int) -> None:
    resolver = URLResolver(RoutePattern(""), [path(route, view)])
    assert len(open_to_others(addresses(resolver))) == found
