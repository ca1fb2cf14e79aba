"""Every address has a guard."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, path
from django.urls.resolvers import RoutePattern

from openrotations.people.guards import View, public
from tests.addresses import addresses, unguarded
from tests.architecture.sources import is_empty


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anything")


def test_every_view_is_guarded() -> None:
    is_empty(unguarded(addresses()))


def test_only_libraries_answer_below_their_addresses() -> None:
    found = [address for address in addresses() if address.is_of_library]
    is_empty([address.route for address in found if address.view.__module__.startswith("openrotations.")])


@pytest.mark.parametrize(("view", "found"), [(_answer, 1), (public(_answer), 0)])
def test_twin_a_view_without_a_guard_is_found(view: View, found: int) -> None:
    resolver = URLResolver(RoutePattern("x/"), [path("open/", view)])
    assert len(unguarded(addresses(resolver))) == found
