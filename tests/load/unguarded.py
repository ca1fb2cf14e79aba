"""The same server with the guards of a seat taken away: the twin of the load test, and nothing else.

No lock on the offering, none on the applications of those who have its seats, and the check and the insert of a
seat without the database's own word on it.
"""

import time
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from openrotations.wsgi import application

__all__ = ["application"]

from openrotations.applications.models import Application
from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.placements.actions import expiry, numbering, seats
from openrotations.placements.models import Placement

_counted = numbering.free_seat


def free_seat_then_dawdle(
    opening: Opening, period: Period, *, held: Iterable[Placement], by: Actor, now: datetime
) -> int | None:
    """Count as ever, then take as long as a busy machine may."""
    found = _counted(opening, period, held=held, by=by, now=now)
    time.sleep(0.2)
    return found


def insert_at_once(placement: Placement) -> None:
    """Insert without asking the database to check it."""
    placement.save(force_insert=True)


def applications_unlocked(application_ids: Iterable[UUID]) -> dict[UUID, Application]:
    """The same applications, for anybody else to take as well."""
    rows = Application.objects.select_related("student__person").filter(pk__in=set(application_ids))
    return {row.pk: row for row in rows}


vars(expiry)["lock_offerings"] = lambda offering_ids: None
vars(expiry)["lock_applications"] = applications_unlocked
vars(seats)["free_seat"] = free_seat_then_dawdle
vars(seats)["insert_under_constraints"] = insert_at_once
