"""Offering freed seats to those who wait, one after the other."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from openrotations.applications.states import ApplicationState
from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Reason, Refused
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.offers import offer_seat
from openrotations.placements.models import Placement, WaitingList
from openrotations.placements.queries.waiting import chances, is_automatic, line_for


@transaction.atomic
def offer_to_next(opening: Opening, *, by: Actor, now: datetime) -> Placement | None:
    """Offer a free seat to the next in line who can take it, held like every offer; None when there is nobody.

    Everybody in line is locked after the offering, so that nobody is offered two seats, and no seat twice.
    """
    waiters = [waiter.application.pk for waiter in line_for(opening)]
    locked = prepare_seats([opening.offering_id], waiters, now=now)
    line = chances(Opening.objects.select_related("offering__site").get(pk=opening.pk), now)
    for chance in line:
        application = locked.get(chance.waiter.application.pk)  # who came in line since is asked the next time
        if chance.period is None or application is None or application.state != ApplicationState.WAITING:
            continue
        try:
            placement = offer_seat(application, opening, chance.period, by=by, now=now)
        except Refused:
            continue
        record(
            "offer_to_next", placement, by=by, now=now, opening=str(opening.pk), application=str(application.pk),
            place=chance.waiter.place, waiting=len(line), drawn=chance.waiter.drawn,
        )  # fmt: skip
        return placement
    return None


@transaction.atomic
def offer_to_next_by_hand(opening: Opening, *, by: Actor, now: datetime) -> Placement:
    """The office offers a free seat to the next in line. Refused when nobody in line can take one."""
    placement = offer_to_next(opening, by=by, now=now)
    if placement is None:
        raise Refused([Reason("nobody-next", _("No seat is free that somebody in line can take."))])
    return placement


def offer_freed_seats(opening: Opening, *, by: Actor = PROGRAM, now: datetime) -> int:
    """Offer every free seat of the opening to those who wait, each in a transaction of its own; returns how many.

    Nothing happens while the office offers the seats of this opening by hand.
    """
    count = 0
    while is_automatic(opening.pk) and offer_to_next(opening, by=by, now=now):
        count += 1
    return count


@transaction.atomic
def switch_waiting_list(opening: Opening, *, is_automatic: bool, by: Actor, now: datetime) -> WaitingList:
    """Whether freed seats of this opening go to the next in line without the office."""
    row, _made = WaitingList.objects.update_or_create(opening=opening, defaults={"is_automatic": is_automatic})
    record("switch_waiting_list", row, by=by, now=now, opening=str(opening.pk), is_automatic=is_automatic)
    return row
