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
from openrotations.schools.models import Policy, Student

IN_DECEMBER = datetime(2026, 12, 1, 15, tzinfo=UTC)


def make_confirmed_placement(*, is_clear_to_rules: bool = True, **values: Any) -> Placement:
    """A placement from 4 to 31 January 2027 that the host has confirmed, without tasks yet.

    All rules say yes to it, unless `is_clear_to_rules` is false: then the school has not said what they ask.
    """
    values.setdefault("state", PlacementState.CONFIRMED)
    placement = make_placement(**values)
    if is_clear_to_rules:
        tell_for_the_school(placement.student)
    return placement


def tell_for_the_school(student: Student) -> None:
    """The school says what the rules ask: its policy, and that the student is in good standing. Written directly."""
    said = {"allows_external": True, "from_year": 4, "most_weeks": 26}
    source = {"source": "a test", "checked_on": date(2026, 11, 1)}
    Policy.objects.update_or_create(school=student.school, defaults={**said, **source})
    Student.objects.filter(pk=student.pk).update(good_standing=True)
    student.refresh_from_db()


INSURED = {"covers_usa": True}


def make_asking_placement(kinds: Mapping[str, Mapping[str, object]], **values: Any) -> Placement:
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
