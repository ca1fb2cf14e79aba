"""Rounds and placements, for tests. Rows are written directly; actions are tested through `actions`."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.notifications.models import Thread
from openrotations.office.tests.factories import make_programme
from openrotations.placements import tasks
from openrotations.placements.models import Placement, Round
from openrotations.placements.states import PlacementState

_number = count(1)


def make_round(**values: object) -> Round:
    """A round that is collecting applications, with lottery seed 7."""
    return Round.objects.create(**{"name": f"Round {next(_number)}", "seed": 7, **values})


def make_placement(
    opening: Opening | None = None, application: Application | None = None, **values: object
) -> Placement:
    """An accepted placement over the whole opening on seat 1, at a site with a coordinator, unless told otherwise."""
    make_programme()
    opening = opening or make_opening()
    if not opening.offering.site.coordinators.exists():
        make_host_coordinator(opening.offering.site)
    application = application or make_application(opening, state=ApplicationState.PLACED)
    now = timezone.now()
    weeks = opening.dates.weeks
    defaults = {
        "student": application.student,
        "application": application,
        "offering": opening.offering,
        "opening": opening,
        "thread": Thread.objects.create(title=str(opening.offering)),
        "period": opening.period,
        "seat": 1,
        "state": PlacementState.ACCEPTED,
        "state_since_at": now,
        "price": Decimal(weeks) * opening.offering.price_per_week,
        "offered_at": now,
        "accepted_at": now,
    }
    if values.get("state") == PlacementState.OFFERED:
        defaults |= {"held_until": now + timedelta(hours=72), "accepted_at": None}
    return Placement.objects.create(**{**defaults, **values})


def send_offers(round: Round) -> None:
    """Do the worker's part of publishing a round."""
    tasks.publish_round(str(round.pk), ["program", "", "program"])


def office_hours(day: int = 1, hour: int = 15) -> datetime:
    """A moment in December 2026, in UTC: the clock of most tests."""
    return datetime(2026, 12, day, hour, tzinfo=timezone.get_default_timezone())
