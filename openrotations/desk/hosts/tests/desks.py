"""A site with its coordinator, their link, and what tests do with both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.desk.hosts import actions
from openrotations.desk.hosts.access import Desk, desk_of
from openrotations.desk.hosts.rules import month_after
from openrotations.hosts.models import HostCoordinator, Site
from openrotations.hosts.tests.factories import make_host_coordinator, make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement
from openrotations.schools.tests.factories import make_student


@dataclass(frozen=True)
class Host:
    """A site, its coordinator, and a browser on the pages of their link."""

    site: Site
    coordinator: HostCoordinator
    desk: Desk
    client: Client

    def get(self, name: str, *args: Any, query: dict[str, str] | None = None) -> HttpResponse:
        """A page of the host."""
        return self.client.get(self.path(name, *args), query or {})  # type: ignore[return-value]

    def post(self, name: str, *args: Any, sent: dict[str, Any] | None = None) -> HttpResponse:
        """A form of the host, sent."""
        return self.client.post(self.path(name, *args), sent or {})  # type: ignore[return-value]

    def path(self, name: str, *args: Any) -> str:
        """The address of a page of the host."""
        return reverse(f"desk:{name}", args=[self.desk.token, *args])


def make_host(now: datetime | None = None, **values: Any) -> Host:
    """A site in Illinois with one coordinator who holds a link."""
    make_programme()
    site = make_site(**values)
    coordinator = make_host_coordinator(site)
    link = actions.open_desk(coordinator, by=PROGRAM, now=now or timezone.now())
    return Host(site, coordinator, desk_of(link, token_for(link.pk, link.salt)), Client())


def next_month(count: int = 2, weeks: int = 4) -> Period:
    """So many weeks from the first day of the month that is so many months ahead."""
    return Period.of_weeks(month_after(timezone.localdate(), count), weeks)


def opening_at(host: Host, period: Period | None = None, seats: int = 1, **offering: Any) -> Opening:
    """An opening of a fresh offering of the site, in two months unless told otherwise."""
    found: Offering = offering.pop("offering", None) or make_offering(site=host.site, **offering)
    return make_opening(period or next_month(), seats, offering=found)


def placed(opening: Opening, state: str = PlacementState.CONFIRMED, **values: Any) -> Placement:
    """A student in this opening."""
    student = make_student()
    make_window(student, opening.dates)
    application = make_application(opening, student=student, state="placed")
    asked = {} if state in (PlacementState.ACCEPTED, PlacementState.OFFERED) else {"confirmed_at": timezone.now()}
    return make_placement(opening, application, **{"state": state, **asked, **values})
