"""What a student can have now: an offer with what comes next, and seats that are free."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from openrotations.applications.models import Application
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.models import Placement
from openrotations.placements.queries import seats

MOST_SHOWN = 60


@dataclass(frozen=True)
class FreeSeat:
    """A free seat that suits a student: where, the dates they would have, the price, and the rank they gave it."""

    opening: Opening
    period: Period
    rank: int | None
    left: int

    @property
    def price(self) -> Decimal:
        """In US dollars, for the whole period."""
        return self.opening.offering.price_per_week * self.period.weeks


def free_seats_for(application: Application, now: datetime) -> list[FreeSeat]:
    """Free seats that suit the student, listed choices first, then the earliest; a constant number of queries."""
    if application.state not in rules.MAY_TAKE_A_FREE_SEAT:
        return []
    seeker = seats.seeker_of(application, now)
    if not seeker.windows:
        return []
    first, last = min(each.first for each in seeker.windows), max(each.last for each in seeker.windows)
    openings = list(
        Opening.objects.filter(
            closed_at=None, offering__is_published=True, period__overlap=Period(first, last).stored
        ).select_related("offering__site", "offering__preceptor")
    )
    held = seats.seats_by_opening(openings, now)
    observe = seats.graduates_observe(the_programme())
    ranks = dict(application.preferences.values_list("opening_id", "rank"))
    found = []
    for opening in openings:
        place = seats.place_of(opening, now)
        if any(rules.why_not_here(seeker, place, graduates_observe=observe)):
            continue
        taken = held.get(opening.pk, [])
        period = seats.first_with_seat(rules.periods_that_fit(seeker, place), opening, taken)
        if period:
            left = opening.seats - len({seat for seat, days in taken if days.overlaps(period)})
            found.append(FreeSeat(opening, period, ranks.get(opening.pk), left))
    found.sort(key=lambda each: (each.rank or 1000, each.period.first, each.opening.offering.title))
    return found[:MOST_SHOWN]


def earlier_placement(placement: Placement) -> Placement | None:
    """The placement that this offer stands in for: the last one of the application whose host said no or was silent."""
    lost = Placement.objects.filter(application=placement.application_id, ended_by="host", ended_at__isnull=False)
    found = lost.select_related("offering__site").order_by("-ended_at").first()
    offered = placement.offered_at or placement.created_at
    return found if found and found.ended_at and abs(found.ended_at - offered) < timedelta(minutes=1) else None
