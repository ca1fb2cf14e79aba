"""A student has a whole plan held outside of any round: every seat of it, or none."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from openrotations.applications.models import Application
from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.placements import rules
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.offers import announce_offers, hold_from
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.models import Placement
from openrotations.placements.plans.rolling import Block
from openrotations.placements.queries.rolling import seats_now, why_not_hold


@transaction.atomic
def hold_plan(application: Application, plan: Sequence[Block], *, by: Actor, now: datetime) -> list[Placement]:
    """Hold every seat of the plan for the student, as every offer is held; returns the offers in order of time.

    Everything is asked again of the seats as they are once nobody else can take them. Raises Refused with every
    reason, and then nothing is held.
    """
    openings = Opening.objects.filter(pk__in=[block.opening_id for block in plan])
    offerings = openings.values_list("offering_id", flat=True)
    application = prepare_seats(offerings, [application.pk], now=now)[application.pk]
    refuse_if(rules.why_not_take_a_free_seat(application.state))
    found = seats_now(application, now)
    refuse_if(why_not_hold(found, plan))
    offers = [
        take_seat(
            application, found.wishes[placed.offering].opening, found.period(placed), held_until=hold_from(now), by=by,
            now=now,
        )
        for placed in sorted(map(found.placed, plan), key=lambda each: each.start)
    ]  # fmt: skip
    record("hold_plan", application, by=by, now=now, placements=[str(offer.pk) for offer in offers])
    announce_offers(offers, round=None, by=by, now=now)
    return offers
