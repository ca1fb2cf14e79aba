"""What closing days would mean, and what the office has to settle for days away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.catalogue.models import Opening
from openrotations.common.clocks import day_at
from openrotations.common.periods import Period
from openrotations.common.turns import Need
from openrotations.common.wording import written_period
from openrotations.desk.hosts import rules
from openrotations.desk.hosts.access import Desk
from openrotations.desk.hosts.forms import AwayForm
from openrotations.desk.models import Away
from openrotations.hosts.models import Preceptor
from openrotations.placements.models import Placement
from openrotations.placements.queries.seats import holding
from openrotations.placements.states import HOLDING


@dataclass(frozen=True)
class OpeningToClose:
    """One opening of those whose days would be closed: what closes at once, and who is in the way."""

    opening: Opening
    stretches: list[Period]
    placements: list[Placement] = field(default_factory=list)


@dataclass(frozen=True)
class DaysAway:
    """Days as they would be closed at the site, opening by opening."""

    period: Period
    openings: list[OpeningToClose]

    @property
    def stretches(self) -> list[tuple[Opening, Period]]:
        """What closes at once."""
        return [(each.opening, days) for each in self.openings for days in each.stretches]

    @property
    def placements(self) -> list[Placement]:
        """Who is in the way, and is known to the host."""
        return known_to_host([placement for each in self.openings for placement in each.placements])

    @property
    def unanswered(self) -> int:
        """How many offers on these days wait for a student's answer."""
        return sum(len(each.placements) for each in self.openings) - len(self.placements)


def closing_of(desk: Desk, period: Period, preceptor: Preceptor | None, now: datetime) -> list[OpeningToClose]:
    """What closing these days of all openings, or of one preceptor's, would mean now. Saves nothing."""
    today = day_at(desk.site.time_zone, now)
    rows = Opening.objects.filter(offering__site=desk.site, closed_at=None, period__overlap=period.stored)
    if preceptor:
        rows = rows.filter(offering__preceptor=preceptor)
    openings = list(
        rows.select_related("offering__preceptor", "offering__site")
        .prefetch_related("closures")
        .order_by("period", "pk")
    )
    held = holding(now).filter(opening__in=openings, period__overlap=period.stored)
    held = held.filter(period__endswith__gt=today).select_related("student__person", "offering", "thread", "opening")
    found = {opening.pk: OpeningToClose(opening, []) for opening in openings}
    for placement in held.order_by("period", "student__person__full_name"):
        found[placement.opening_id].placements.append(placement)
    for each in found.values():
        taken = [placement.dates for placement in each.placements]
        opening = each.opening
        each.stretches.extend(
            rules.stretches_to_close(
                period, opening=opening.dates, closed=opening.closed_days, taken=taken, today=today
            )
        )
    return list(found.values())


def not_asked_about(placements: Sequence[Placement], period: Period) -> list[Placement]:
    """Those of whom the office does not know yet that the host is away on these days: a second press asks nothing."""
    known = Away.objects.filter(placement__in=placements, settled_at=None, period__contains=period.stored)
    ids = set(known.values_list("placement_id", flat=True))
    return [placement for placement in placements if placement.pk not in ids]


def away_of(desk: Desk, form: AwayForm, now: datetime) -> DaysAway | None:
    """What closing the days in this form would mean; None before days were given."""
    if form.days is None:
        return None
    return DaysAway(form.days, closing_of(desk, form.days, form.cleaned_data.get("preceptor"), now))


def known_to_host(placements: Sequence[Placement]) -> list[Placement]:
    """Of these, those about which the host was asked; of an offer without the student's answer it knows nothing."""
    return [placement for placement in placements if placement.state in rules.SHOWN]


def office_needs(now: datetime) -> list[Need]:
    """Placements on days that their host is away, until the office settles them, they end, or the days are over."""
    rows = Away.objects.filter(settled_at=None, period__endswith__gt=now.date(), placement__state__in=HOLDING)
    rows = rows.filter(placement__period__overlap=F("period")).select_related("placement__student__person")
    return [
        Need(
            "host-away",
            _("The host is away %(dates)s. Settle this placement.")
            % {"dates": written_period(away.dates.first, away.dates.last)},
            str(away.placement.student.person),
            away.told_at.date(),
            reverse("desk:away", args=[away.pk]),
            max(away.dates.first, away.placement.dates.first),
        )
        for away in rows
    ]
