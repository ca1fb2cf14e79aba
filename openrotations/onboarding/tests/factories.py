"""Tasks before day one, for tests."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from openrotations.catalogue.tests.factories import make_requirement
from openrotations.common.actors import PROGRAM
from openrotations.documents.models import Document
from openrotations.documents.tests.factories import make_document
from openrotations.onboarding.actions import check_task, create_tasks
from openrotations.onboarding.models import Task
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement

IN_DECEMBER = datetime(2026, 12, 1, 15, tzinfo=UTC)


def make_confirmed_placement(**values: object) -> Placement:
    """A placement from 4 to 31 January 2027 that the host has confirmed, without tasks yet."""
    values.setdefault("state", PlacementState.CONFIRMED)
    return make_placement(**values)  # type: ignore[arg-type]


INSURED = {"covers_usa": True}


def make_asking_placement(kinds: Mapping[str, Mapping[str, object]], **values: object) -> Placement:
    """The same at a site that asks for these papers (with how they must be), its tasks made on 1 December 2026."""
    placement = make_confirmed_placement(confirmed_at=IN_DECEMBER, **values)
    placement.confirmed_by = placement.offering.site.coordinators.get()
    placement.save()
    for kind, terms in kinds.items():
        make_requirement(placement.offering.site, kind, **terms)
    create_tasks(placement, by=PROGRAM, now=IN_DECEMBER)
    return placement


def make_insurance(person: Person, until: date, **values: Any) -> Document:
    """An accepted proof of health insurance that runs out on this day."""
    return make_document(person, "health_insurance", valid_until=until, facts=INSURED, **values)


def tick_the_rest(placement: Placement) -> None:
    """Check every task that is no paper."""
    for task in placement.tasks.filter(kind="", checked_at=None):
        check_task(task, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()


def make_tasks(placement: Placement | None = None) -> list[Task]:
    """The tasks of a confirmed placement, made on 1 December 2026."""
    return create_tasks(placement or make_confirmed_placement(), by=PROGRAM, now=IN_DECEMBER)
