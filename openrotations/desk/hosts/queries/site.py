"""The page "Our site", and who has a place there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from openrotations.catalogue.models import Opening
from openrotations.catalogue.queries import seats_left
from openrotations.common.clocks import day_at
from openrotations.common.periods import Period
from openrotations.desk.hosts import rules
from openrotations.desk.hosts.access import Desk
from openrotations.desk.hosts.queries.openings import Month, empty_of, months_of, open_ahead
from openrotations.desk.hosts.rosters import Guest
from openrotations.hosts.models import HostCoordinator, Site
from openrotations.people.models import SignedLink
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

# Whom the page lists as coming.
_AHEAD = timedelta(days=360)


@dataclass(frozen=True)
class SitePage:
    """Everything on "Our site"."""

    asked: list[Placement]
    here: list[Guest]
    coming: list[Guest]
    months: list[Month]
    empty: list[date]


def site_page(desk: Desk, now: datetime) -> SitePage:
    """The page "Our site" as it stands now, by the calendar of the site."""
    today = day_at(desk.site.time_zone, now)
    guests = guests_in(desk.site, Period(today, today + _AHEAD))
    asked = _of(desk.site).filter(state=PlacementState.ACCEPTED).order_by("host_due_on", "period")
    openings = open_ahead(desk.site, today)
    return SitePage(
        asked=list(asked),
        here=[guest for guest in guests if guest.dates.first <= today],
        coming=[guest for guest in guests if guest.dates.first > today],
        months=months_of(seats_left(openings)),
        empty=empty_of(openings, today),
    )


def guests_in(site: Site, period: Period) -> list[Guest]:
    """Whom the site has confirmed for any day of the period, the earliest first."""
    rows = _of(site).filter(state__in=rules.ON_THE_ROSTER, period__overlap=period.stored)
    return [Guest(row) for row in rows.order_by("period", "student__person__full_name", "pk")]


def placements_in(opening: Opening, now: datetime) -> list[Placement]:
    """Who has a seat in this opening, and is known to the host."""
    return list(_of(opening.offering.site).filter(opening=opening, state__in=rules.SHOWN).order_by("period", "pk"))


def conversation_path(placement: Placement, coordinator: HostCoordinator, now: datetime) -> str:
    """Where the coordinator writes to the student and the office: the page of the link they got; empty without one."""
    rows = SignedLink.objects.filter(purpose="placement", subject_id=placement.pk, holder_id=coordinator.pk)
    link = rows.filter(revoked_at=None, expires_at__gt=now).order_by("-expires_at").first()
    return reverse("desk:placement_by_link", args=[token_for(link.pk, link.salt)]) if link else ""


def _of(site: Site) -> QuerySet[Placement]:
    rows = Placement.objects.filter(offering__site=site)
    return rows.select_related(
        "student__person", "student__school", "offering__site", "offering__preceptor", "supervised_by"
    )
