"""A door to a host's own pages: of a site that is asked about somebody, and has somebody there."""

from datetime import datetime

from django.db.models import Case, Count, IntegerField, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.common.actors import PROGRAM
from openrotations.desk.demo.doors import Door, Found, Landing
from openrotations.desk.hosts.actions import open_desk
from openrotations.hosts.models import HostCoordinator
from openrotations.people.tokens import token_for
from openrotations.placements.states import PlacementState

_THERE = (PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE)


def our_site(now: datetime) -> Found | None:
    """A coordinator of a site with a question to answer, if there is one, and with the most students."""
    state = "site__offerings__placements__state"
    rows = HostCoordinator.objects.exclude(address_confirmed_at=None).exclude(email="").exclude(address_source="")
    rows = rows.annotate(
        asked=Count("site__offerings__placements", filter=Q(**{state: PlacementState.ACCEPTED}), distinct=True),
        there=Count("site__offerings__placements", filter=Q(**{f"{state}__in": _THERE}), distinct=True),
    )
    is_asked = Case(When(asked__gt=0, then=1), default=0, output_field=IntegerField())
    row = rows.filter(there__gt=0).order_by(-is_asked, "-there", "created_at", "pk").first()
    if row is None:
        return None

    def enter(now: datetime) -> Landing:
        link = open_desk(row, by=PROGRAM, now=now)
        return Landing(reverse("desk:host_site", args=[token_for(link.pk, link.salt)]))

    return Found(row.full_name, row.site.name, "neutral", enter)


DOORS = (Door("our-site", _("Our site"), _("Who comes when, openings, leave, and the list for the badges."), our_site),)
