"""Running rotations and their days, for tests. The site is in Illinois, six hours behind UTC in January."""

from datetime import UTC, date, datetime
from decimal import Decimal

from openrotations.common.actors import Actor
from openrotations.logbook.models import Day
from openrotations.logbook.states import DayState
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement

MONDAY = date(2027, 1, 4)
DAY_ONE_NOON = datetime(2027, 1, 4, 18, tzinfo=UTC)
FIRST_FRIDAY_AFTERNOON = datetime(2027, 1, 8, 22, tzinfo=UTC)


def make_running_placement(**values: object) -> Placement:
    """A rotation from 4 to 31 January 2027 that runs since its first day."""
    values.setdefault("state", PlacementState.ACTIVE)
    return make_placement(**{"arrived_at": DAY_ONE_NOON, **values})  # type: ignore[arg-type]


def make_day(placement: Placement, on: date = MONDAY, **values: object) -> Day:
    """Eight hours on site, waiting for the signature."""
    defaults = {"hours": Decimal(8), "state": DayState.REPORTED, "reported_at": DAY_ONE_NOON}
    return Day.objects.create(placement=placement, on=on, **{**defaults, **values})


def as_student(person: Person) -> Actor:
    """The person as the student who acts."""
    return Actor("person", str(person.pk), "student")


def as_preceptor(placement: Placement) -> Actor:
    """The placement's preceptor as the holder of a link."""
    return Actor("link", str(placement.supervisor.pk), "preceptor")
