"""Seat numbers: who sits on which seat of an offering may change until the rotation begins."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.placements import rules
from openrotations.placements.models import Placement
from openrotations.placements.states import MAY_CHANGE_SEATS


def free_seat(opening: Opening, period: Period, held: Iterable[Placement], *, by: Actor, now: datetime) -> int | None:
    """A seat that is free on every day of the period; None when on some day every seat is taken.

    `held` are the placements that have a seat of the offering. Where each day has a free seat, but not the same one,
    placements that have not begun change seats. The caller has prepared the offering (`prepare_seats`), which locks
    the applications of all who may change seats.
    """
    held = list(held)
    taken = {row.seat for row in held if row.dates.overlaps(period)}
    free = rules.first_free_seat(opening.seats, taken)
    if free is not None:
        return free
    here = sorted((row for row in held if row.opening_id == opening.pk), key=lambda row: (row.dates, row.pk))
    numbered = rules.seats_in_order(opening.seats, [(row.dates, _fixed(row)) for row in here], period)
    if numbered is None:
        return None
    own, others = numbered
    _renumber(here, others, by=by, now=now)
    return own


def _fixed(placement: Placement) -> int | None:
    return None if placement.state in MAY_CHANGE_SEATS else placement.seat


def _renumber(held: Sequence[Placement], numbers: Sequence[int], *, by: Actor, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS placements_seat_once_a_day DEFERRED")
    for placement, seat in zip(held, numbers, strict=True):
        if placement.seat != seat:
            record("change_seat", placement, by=by, now=now, old=placement.seat, new=seat)
            placement.seat = seat
            placement.save(update_fields=["seat"])
