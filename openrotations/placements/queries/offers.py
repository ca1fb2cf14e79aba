"""What a student can have now: an offer with what comes next, and seats that are free."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from openrotations.applications.models import Application
from openrotations.applications.queries.eligibility import Prospect, findings_about_choices
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.models import Placement
from openrotations.placements.queries import seats
from openrotations.placements.queries.reserved import reserved_at
from openrotations.placements.states import PlacementState

MOST_SHOWN = 60


@dataclass(frozen=True)
class FreeSeat:
    """A free seat that suits a student: where, the dates they would have, the price, and the rank they gave it."""

    opening: Opening
    period: Period
    rank: int | None
    left: int

    @property
    def is_chosen(self) -> bool:
        """Whether it is on the student's own list."""
        return self.rank is not None

    @property
    def price(self) -> Decimal:
        """In US dollars, for the whole period."""
        return self.opening.offering.price_per_week * self.period.weeks


def free_seats_for(
    application: Application, now: datetime, *, instead_of: Sequence[Placement] = ()
) -> list[FreeSeat]:  # fmt: skip
    """Free seats that suit the student, listed choices first, then the earliest; a constant number of queries.

    Those that a round is giving at this moment are not free.
    With offers in `instead_of`: what they could have if they declined these.
    """
    if application.state not in rules.MAY_TAKE_A_FREE_SEAT and not instead_of:
        return []
    seeker = _without(seats.seeker_of(application, now), instead_of)
    if not seeker.windows:
        return []
    first, last = min(each.first for each in seeker.windows), max(each.last for each in seeker.windows)
    openings = list(
        Opening.objects.filter(closed_at=None, offering__is_published=True, period__overlap=Period(first, last).stored)
        .exclude(pk__in=[placement.opening_id for placement in instead_of])
        .select_related("offering__site", "offering__preceptor")
        .prefetch_related("closures")
    )
    held, reserved = seats.seats_by_opening(openings, now), reserved_at([opening.pk for opening in openings])
    observe = seats.graduates_observe(the_programme())
    ranks = dict(application.preferences.values_list("opening_id", "rank"))
    places, found = seats.places_of(openings, now), []
    for opening in openings:
        place = places[opening.pk]
        if any(rules.why_not_here(seeker, place, graduates_observe=observe)):
            continue
        taken, kept = held.get(opening.pk, []), reserved.get(opening.pk, [])
        period = seats.first_with_seat(rules.periods_that_fit(seeker, place), opening, taken, reserved=kept)
        if period:
            used = len({seat for seat, days in taken if days.overlaps(period)}) + sum(map(period.overlaps, kept))
            found.append(FreeSeat(opening, period, ranks.get(opening.pk), max(1, opening.seats - used)))
    found = _that_no_rule_refuses(found, application, now)
    found.sort(key=lambda each: (each.rank or 1000, each.period.first, each.opening.offering.title))
    return found[:MOST_SHOWN]


def _that_no_rule_refuses(found: Sequence[FreeSeat], application: Application, now: datetime) -> list[FreeSeat]:
    prospects = [Prospect(application.student, each.opening, each.period) for each in found]
    answers = findings_about_choices(prospects, today=now.date())
    return [each for each, answer in zip(found, answers, strict=True) if not answer.refused]


def _without(seeker: rules.Seeker, placements: Sequence[Placement]) -> rules.Seeker:
    given_back = [placement.dates for placement in placements]
    busy = tuple(period for period in seeker.busy if period not in given_back)
    return replace(seeker, busy=busy, weeks_left=seeker.weeks_left + sum(period.weeks for period in given_back))


def earlier_placement(placement: Placement) -> Placement | None:
    """The placement that this offer stands in for: the last one of the application whose host said no or was silent."""
    lost = Placement.objects.filter(application=placement.application_id, ended_by="host", ended_at__isnull=False)
    found = lost.select_related("offering__site").order_by("-ended_at").first()
    offered = placement.offered_at or placement.created_at
    return found if found and found.ended_at and abs(found.ended_at - offered) < timedelta(minutes=1) else None


def is_one_of_several_held(placement: Placement) -> bool:
    """Whether this offer is one of a plan that the student had held outside of any round: answered together."""
    offers = Placement.objects.filter(
        round=None, application=placement.application_id, state=PlacementState.OFFERED
    )  # fmt: skip
    return placement.round_id is None and offers.exclude(pk=placement.pk).exists()
