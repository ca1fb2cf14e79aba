"""Every address x every role x every method: nobody reads what is not theirs, nothing breaks, nothing is forgotten."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.people.models import Person
from openrotations.placements import access
from openrotations.placements.models import Placement
from tests.addresses import Address, addresses, unguarded
from tests.walker.walking import METHODS, Walk, Walker, arguments
from tests.walker.world import World, build_world


def ours(holds: Callable[[Address], bool] = lambda address: True) -> list[Address]:
    """Every address of the program itself, read from its resolver."""
    return [address for address in addresses() if not address.is_of_library and holds(address)]


def report(walk: Walk) -> str:
    """Faults, one for each address, caller and kind, so that one mistake is not told a hundred times."""
    kinds = {re.sub(r" with .*?: |canary-\w+-\d+", " ", fault): fault for fault in walk.faults}
    return "\n".join(kinds.values())


# The walk in two tests, so that processes share it. What POST sends stands on the pages that GET has shown.
SHOWING, OTHERS = ("GET", "POST"), ("HEAD", "PUT", "DELETE")
# Only before the office is set up; see the test of it below.
ONLY_AT_FIRST = {"desk:start"}


@pytest.fixture
def world(db: None) -> World:
    """Two of everybody."""
    return build_world(timezone.now())


def test_the_two_walks_try_every_method() -> None:
    assert sorted(SHOWING + OTHERS) == sorted(METHODS)


@pytest.mark.slow
@pytest.mark.parametrize("methods", [SHOWING, OTHERS], ids="-".join)
def test_nobody_reads_what_is_not_theirs(world: World, methods: tuple[str, ...]) -> None:
    walk = Walker(world).visit(ours(), methods)
    print(f"{walk.calls} calls of {len(ours())} addresses")
    hidden = walk.unreached(ours()) if methods == SHOWING else []
    unreached = [f"{name}: nobody reaches it" for name in hidden if name not in ONLY_AT_FIRST]
    found = "\n".join([report(walk), *unreached]).strip()
    assert not found, f"{len(walk.faults)} faults:\n{found}"


def test_every_argument_of_every_address_has_somebodys_row(world: World) -> None:
    empty = [a.name for a in ours() if a.arguments and not {"one", "two", "office"} & arguments(world, a).keys()]
    assert empty == []


@pytest.mark.django_db
def test_what_is_there_only_at_first_is_there_at_first(client: Client) -> None:
    assert {name: client.get(reverse(name)).status_code for name in ONLY_AT_FIRST} == dict.fromkeys(ONLY_AT_FIRST, 200)


def test_no_view_is_without_a_guard() -> None:
    assert unguarded(addresses()) == []


def test_twin_without_the_look_up_the_walker_is_red(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def anybodys(person: Person, placement_id: UUID) -> Placement:
        return access.placement_for_office(placement_id)

    monkeypatch.setattr(access, "own_placement", anybodys)
    walk = Walker(world).visit(ours(lambda address: address.name == "placements:offer"))
    assert "shows canary-two-" in report(walk)


def test_twin_an_address_that_nobody_reaches_is_found(world: World) -> None:
    [address] = ours(lambda address: address.name == "records:verify")
    assert Walk().unreached([address]) == ["records:verify"]
    assert Walker(world).visit([address]).unreached([address]) == []
