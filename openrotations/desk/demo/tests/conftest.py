"""Worlds that several tests read, each made once."""

from datetime import date

import pytest

from openrotations.desk.demo.world import World, generate_world

WORLDS = ((7, date(2026, 11, 22)), (8, date(2027, 1, 1)), (9, date(2028, 2, 29)))


@pytest.fixture(scope="session", params=WORLDS, ids=[str(seed) for seed, _ in WORLDS])
def demo(request: pytest.FixtureRequest) -> World:
    """Worlds of several seeds and days, leap day and New Year among them."""
    seed, today = request.param
    return generate_world(seed, today)
