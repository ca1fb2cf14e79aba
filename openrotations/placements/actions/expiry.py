"""Offers that ran out: the seat is free again, and the student is told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.catalogue.models import Offering
from openrotations.common.actors import PROGRAM, Actor
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.placements.actions.steps import (
    back_to_waiting,
    lock_applications,
    lock_offerings,
    lock_schools,
    locked_placement,
    mail_words,
    move_placement,
)
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_ended
from openrotations.placements.states import MAY_CHANGE_SEATS, PlacementState
from openrotations.rulebook.counters import states_of
from openrotations.rulebook.queries import counters_on


def expire_due_offers(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Free every seat whose offer ran out; returns how many. Each in a transaction of its own."""
    due = Placement.objects.filter(state=PlacementState.OFFERED, held_until__lte=now).order_by("held_until")
    return sum(_expire_one(placement, by=by, now=now) for placement in due)


def prepare_seats(
    offering_ids: Iterable[UUID], application_ids: Iterable[UUID], *, now: datetime
) -> dict[UUID, Application]:
    """Lock these offerings, free what ran out there, and return these applications, locked.

    Every transaction that gives a seat away begins with this, so that locks are taken in one order. Whoever has
    a seat there and has not begun is locked too: giving a seat away may change the number of theirs. Where a state
    counts the students of a school, their schools are locked last.
    """
    offering_ids, wanted = list(offering_ids), set(application_ids)
    lock_offerings(offering_ids)
    rows = Placement.objects.filter(offering_id__in=offering_ids, state__in=MAY_CHANGE_SEATS)
    held = list(rows.only("pk", "application_id", "state", "held_until").order_by("pk"))
    locked = lock_applications(wanted | {placement.application_id for placement in held})
    counted = states_of(counters_on(now.date()))
    if Offering.objects.filter(pk__in=offering_ids, site__state__in=counted).exists():
        lock_schools(row.student.school_id for pk, row in locked.items() if pk in wanted)
    for placement in held:
        if placement.state != PlacementState.OFFERED or placement.held_until is None or placement.held_until > now:
            continue
        _expire_locked(locked_placement(placement), by=PROGRAM, now=now)
        locked[placement.application_id].refresh_from_db(fields=["state"])
    return {pk: row for pk, row in locked.items() if pk in wanted}


@transaction.atomic
def _expire_one(placement: Placement, *, by: Actor, now: datetime) -> bool:
    return _expire_locked(locked_placement(placement), by=by, now=now)


def _expire_locked(placement: Placement, *, by: Actor, now: datetime) -> bool:
    """Whether this offer was still open: it may have been answered while we waited for its lock."""
    if placement.state != PlacementState.OFFERED or placement.held_until is None or placement.held_until > now:
        return False
    move_placement(placement, PlacementState.EXPIRED, "expire_offer", by=by, now=now, ended_at=now)
    back_to_waiting(placement.application, by=by, now=now)
    queue_message(
        "placements/mail/expired.txt",
        Recipient.of_person(placement.student.person),
        context=mail_words(placement),
        now=now,
        path=reverse("placements:free_seats"),
        label=_("See free seats"),
        about=placement,
    )
    placement_ended.send(Placement, placement=placement, by=by, now=now)
    return True
