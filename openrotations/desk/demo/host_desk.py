"""A door to a host's own pages: of a site that is asked about somebody, and has somebody there."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Case, Count, IntegerField, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.periods import Period
from openrotations.desk.demo.doors import Door, Found, Landing
from openrotations.desk.demo.rows import Rows
from openrotations.desk.hosts.access import Desk
from openrotations.desk.hosts.actions import close_days_at_site, open_desk
from openrotations.desk.invitations.rules import MAY_INVITE
from openrotations.hosts.models import HostCoordinator
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

_TOLD_BEFORE = timedelta(hours=6)
_THERE = (PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE)


def our_site(now: datetime) -> Found | None:
    """A coordinator of a site with a question to answer and somebody to invite, if there is one; the most students."""
    state = "site__offerings__placements__state"
    rows = HostCoordinator.objects.exclude(address_confirmed_at=None).exclude(email="").exclude(address_source="")
    rows = rows.annotate(
        asked=Count("site__offerings__placements", filter=Q(**{state: PlacementState.ACCEPTED}), distinct=True),
        coming=Count("site__offerings__placements", filter=Q(**{f"{state}__in": MAY_INVITE}), distinct=True),
        there=Count("site__offerings__placements", filter=Q(**{f"{state}__in": _THERE}), distinct=True),
    )
    has_both = When(asked__gt=0, coming__gt=0, then=2)
    to_do = Case(has_both, When(asked__gt=0, then=1), default=0, output_field=IntegerField())
    row = rows.filter(there__gt=0).order_by(-to_do, "-there", "created_at", "pk").first()
    if row is None:
        return None

    def enter(now: datetime) -> Landing:
        link = open_desk(row, by=PROGRAM, now=now)
        return Landing(reverse("desk:host_site", args=[token_for(link.pk, link.salt)]))

    return Found(row.full_name, row.site.name, "neutral", enter)


def tell_days_away(rows: Rows) -> None:
    """A host cannot be there on a day on which somebody is placed: the office has to settle it."""
    known = {row.site_id: row for row in rows.hosts.values() if row.is_reachable}
    coming = Placement.objects.filter(state=PlacementState.CONFIRMED, offering__site__in=known).order_by("period", "pk")
    row = coming.select_related("offering__preceptor").last()
    if row:
        rows.diary.act(rows.midnight - _TOLD_BEFORE, partial(_tell_days_away, row, known[row.offering.site_id]))


def _tell_days_away(placement: Placement, coordinator: HostCoordinator, now: datetime) -> None:
    day = placement.dates.first + timedelta(days=3)
    by = Actor("link", str(coordinator.pk), "host coordinator")
    desk = Desk(coordinator, coordinator.site, "", by)
    preceptor = placement.offering.preceptor
    close_days_at_site(desk, Period(day, day), preceptor=preceptor, because="The practice moves.", by=by, now=now)


DOORS = (Door("our-site", _("Our site"), _("Who comes when, openings, leave, and the list for the badges."), our_site),)
