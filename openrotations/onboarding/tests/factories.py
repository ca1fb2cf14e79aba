"""Tasks before day one, for tests."""

from datetime import UTC, datetime

from openrotations.common.actors import PROGRAM
from openrotations.onboarding.actions import create_tasks
from openrotations.onboarding.models import Task
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement

IN_DECEMBER = datetime(2026, 12, 1, 15, tzinfo=UTC)


def make_confirmed_placement(**values: object) -> Placement:
    """A placement from 4 to 31 January 2027 that the host has confirmed, without tasks yet."""
    values.setdefault("state", PlacementState.CONFIRMED)
    return make_placement(**values)  # type: ignore[arg-type]


def make_tasks(placement: Placement | None = None) -> list[Task]:
    """The tasks of a confirmed placement, made on 1 December 2026."""
    return create_tasks(placement or make_confirmed_placement(), by=PROGRAM, now=IN_DECEMBER)
