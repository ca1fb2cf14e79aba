"""What a host's own pages show: who comes, what is asked, what is open, and what closing days would mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import F, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.catalogue.models import Closure, Opening
from openrotations.catalogue.queries import Left, seats_left
from openrotations.common.clocks import day_at
from openrotations.common.periods import Period
from openrotations.common.turns import Need
from openrotations.common.wording import written_period
from openrotations.desk.hosts import rules
from openrotations.desk.hosts.access import Desk
from openrotations.desk.hosts.forms import AwayForm
from openrotations.desk.hosts.rosters import Guest
from openrotations.desk.models import AskedMonth, Away, Silence
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.people.models import SignedLink
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement
from openrotations.placements.queries.seats import holding
from openrotations.placements.states import HOLDING, PlacementState

# Whom the page lists as coming.
_AHEAD = timedelta(days=360)
# Monday stays Monday.
_A_YEAR = timedelta(weeks=52)


@dataclass(frozen=True)
class Month:
    """The openings that begin in one month, with their free seats."""

    first: date
    openings: list[Left]

    @property
    def free(self) -> int:
        """Free seats in all of them."""
        return sum(left.free for left in self.openings)


@dataclass(frozen=True)
class SitePage:
    """Everything on "Our site"."""

    asked: list[Placement]
    here: list[Guest]
    coming: list[Guest]
    months: list[Month]
    empty: list[date]


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


def open_ahead(site: Site, today: date) -> list[Opening]:
    """Openings of the site that are open and not over, in order of time, with closed days."""
    rows = Opening.objects.filter(offering__site=site, closed_at=None, period__endswith__gt=today)
    return list(
        rows.select_related("offering__preceptor", "offering__site")
        .prefetch_related("closures")
        .order_by("period", "pk")
    )


def months_of(openings: Sequence[Left]) -> list[Month]:
    """The openings under the month of their first day."""
    by_month = groupby(openings, key=lambda left: left.opening.dates.first.replace(day=1))
    return [Month(first, list(found)) for first, found in by_month]


def empty_of(openings: Sequence[Opening], today: date) -> list[date]:
    """The months ahead, of those that are asked about, in which no day of these openings is open."""
    stretches = [stretch for opening in openings for stretch in opening.open_stretches]
    return rules.empty_months(rules.asked_months(today), stretches)


def closures_ahead(opening: Opening, today: date) -> list[Closure]:
    """The closed days of an opening that are not over, in order of time."""
    return [closure for closure in sorted(opening.closures.all(), key=_first_day) if closure.dates.last >= today]


def copy_of(opening: Opening) -> dict[str, Any]:
    """What a copy of an opening has unless the host says otherwise: the same weeks a year later, as many seats."""
    return {"starts_on": opening.dates.first + _A_YEAR, "seats": opening.seats}


def placements_in(opening: Opening, now: datetime) -> list[Placement]:
    """Who has a seat in this opening, and is known to the host."""
    return list(_of(opening.offering.site).filter(opening=opening, state__in=rules.SHOWN).order_by("period", "pk"))


def highest_seat_taken(opening: Opening) -> int:
    """The highest number of a seat that is held; 0 when all are free."""
    held = Placement.objects.filter(opening=opening, state__in=HOLDING)
    return held.aggregate(highest=Max("seat"))["highest"] or 0


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


def is_silent(coordinator: HostCoordinator) -> bool:
    """Whether the coordinator does not want to be asked about empty months."""
    return Silence.objects.filter(coordinator=coordinator).exists()


def sites_with_openings() -> QuerySet[Site]:
    """Sites that have, or have had, an opening."""
    return Site.objects.filter(pk__in=Opening.objects.values("offering__site")).order_by("pk")


def months_to_ask(site: Site, today: date) -> list[date]:
    """The months without an opening about which this site was not asked yet."""
    empty = empty_of(open_ahead(site, today), today)
    asked = set(AskedMonth.objects.filter(site=site, month__in=empty).values_list("month", flat=True))
    return [month for month in empty if month not in asked]


def whom_to_ask(site: Site) -> list[HostCoordinator]:
    """The site's coordinators who can be written to and want to be asked."""
    rows = HostCoordinator.objects.filter(site=site, silence=None).order_by("created_at", "pk")
    return [row for row in rows if row.is_reachable]


def working_links(coordinator: HostCoordinator, now: datetime) -> QuerySet[SignedLink]:
    """The coordinator's links to the site's own pages that work, the longest-lived first."""
    rows = SignedLink.objects.filter(purpose=rules.PURPOSE, holder_id=coordinator.pk, subject_id=coordinator.site_id)
    return rows.filter(email=coordinator.email, revoked_at=None, expires_at__gt=now).order_by("-expires_at")


def conversation_path(placement: Placement, coordinator: HostCoordinator, now: datetime) -> str:
    """Where the coordinator writes to the student and the office: the page of the link they got; empty without one."""
    rows = SignedLink.objects.filter(purpose="placement", subject_id=placement.pk, holder_id=coordinator.pk)
    link = rows.filter(revoked_at=None, expires_at__gt=now).order_by("-expires_at").first()
    return reverse("desk:placement_by_link", args=[token_for(link.pk, link.salt)]) if link else ""


def links_running_out(now: datetime) -> QuerySet[SignedLink]:
    """Links to hosts' own pages that end within a month."""
    until = now + timedelta(days=rules.RENEWED_DAYS)
    rows = SignedLink.objects.filter(purpose=rules.PURPOSE, revoked_at=None, expires_at__gt=now)
    return rows.filter(expires_at__lte=until).order_by("expires_at", "pk")


def _of(site: Site) -> QuerySet[Placement]:
    rows = Placement.objects.filter(offering__site=site)
    return rows.select_related(
        "student__person", "student__school", "offering__site", "offering__preceptor", "supervised_by"
    )


def _first_day(closure: Closure) -> date:
    return closure.dates.first
