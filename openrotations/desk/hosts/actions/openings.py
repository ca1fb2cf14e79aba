"""More or fewer seats of an opening, as its host says."""

from datetime import datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.catalogue.signals import opening_enlarged
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.desk.hosts import rules
from openrotations.placements.actions.steps import lock_offerings
from openrotations.placements.queries.seats import highest_seat_taken


@transaction.atomic
def change_seats(opening: Opening, *, seats: int, by: Actor, now: datetime) -> None:
    """More or fewer seats of an opening; nobody who has one loses it. New ones go to whoever waits."""
    lock_offerings([opening.offering_id])
    opening = Opening.locked(opening.pk)
    taken = highest_seat_taken(opening)
    is_closed = opening.closed_at is not None
    refuse_if(rules.why_not_change_seats(seats=seats, highest_taken=taken, is_closed=is_closed))
    before, opening.seats = opening.seats, seats
    if before == seats:
        return
    opening.save(update_fields=["seats"])
    record("change_seats", opening, by=by, now=now, before=before, after=seats)
    if seats > before:
        opening_enlarged.send(Opening, opening=opening, by=by, now=now)
