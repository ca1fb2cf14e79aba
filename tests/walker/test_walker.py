"""Every address x every role x every method: nobody reads what is not theirs, nothing breaks, nothing is forgotten."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from openrotations.people import access
from openrotations.people.models import Person, StaffRole
from tests.addresses import Address, addresses, unguarded
from tests.walker.walking import Walk, Walker, arguments
from tests.walker.world import World, build_world


def ours(holds: Callable[[Address], bool] = lambda address: True) -> list[Address]:
    """Every address of the program itself, read from its resolver."""
    return [address for address in addresses() if not address.is_of_library and holds(address)]


def report(walk: Walk) -> str:
    """Faults, each kind once, so that one mistake is not told a hundred times."""
    return "\n".join(dict.fromkeys(walk.faults))


@pytest.fixture
def world(db: None) -> World:
    """Two of everybody."""
    return build_world(timezone.now())


@pytest.mark.slow
def test_nobody_reads_what_is_not_theirs(world: World) -> None:
    walk = Walker(world).visit(ours())
    assert report(walk) == ""
    assert walk.unreached(ours()) == []
    print(f"{walk.calls} calls of {len(ours())} addresses")


def test_every_argument_of_every_address_has_somebodys_row(world: World) -> None:
    empty = [a.name for a in ours() if a.arguments and not {"one", "two", "office"} & arguments(world, a).keys()]
    assert empty == []


def test_no_view_is_without_a_guard() -> None:
    assert unguarded(addresses()) == []


def test_twin_without_the_guard_of_the_office_the_walker_is_red(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def everybody(person: Person) -> frozenset[str]:
        return frozenset(StaffRole.Kind.values)

    monkeypatch.setattr(access, "staff_kinds", everybody)
    walk = Walker(world).visit(ours(lambda address: address.name in ("desk:people", "desk:student")))
    assert "shows canary-" in report(walk)


def test_twin_an_address_that_nobody_reaches_is_found(world: World) -> None:
    [address] = ours(lambda address: address.name == "records:verify")
    assert Walk().unreached([address]) == ["records:verify"]
    assert Walker(world).visit([address]).unreached([address]) == []
