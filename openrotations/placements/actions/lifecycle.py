"""From a confirmed placement to a completed one, and placements that end early."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.clocks import day_at
from openrotations.common.refusals import Refused, refuse_if
from openrotations.placements import rules
from openrotations.placements.actions.mails import tell_host, tell_office, tell_student
from openrotations.placements.actions.steps import back_to_waiting, locked_placement, move_placement
from openrotations.placements.models import Placement
from openrotations.placements.signals import (
    placement_cleared,
    placement_completed,
    placement_ended,
    placement_started,
)
from openrotations.placements.states import HOLDING, EndedBy, PlacementState


@transaction.atomic
def clear_placement(placement: Placement, *, by: Actor, now: datetime) -> None:
    """Everything the host asks for is there: the student may come on day one."""
    placement = locked_placement(placement)
    move_placement(placement, PlacementState.CLEARED, "clear_placement", by=by, now=now)
    tell_student(placement, "cleared", now=now)
    placement_cleared.send(Placement, placement=placement, by=by, now=now)


@transaction.atomic
def take_clearance_back(placement: Placement, *, by: Actor, now: datetime) -> None:
    """Something that was there is not any more, such as an expired document: back to confirmed."""
    placement = locked_placement(placement)
    move_placement(placement, PlacementState.CONFIRMED, "take_clearance_back", by=by, now=now)


@transaction.atomic
def start_placement(placement: Placement, *, by: Actor, now: datetime) -> None:
    """The student has arrived. Refused before the first day and after the last one, by the site's calendar."""
    placement = locked_placement(placement)
    refuse_if(rules.why_not_start(placement.dates, _today_at_site(placement, now)))
    move_placement(placement, PlacementState.ACTIVE, "start_placement", by=by, now=now, arrived_at=now)
    placement_started.send(Placement, placement=placement, by=by, now=now)


@transaction.atomic
def complete_placement(placement: Placement, *, by: Actor, now: datetime) -> None:
    """The last day has passed at the site."""
    placement = locked_placement(placement)
    refuse_if(rules.why_not_complete(placement.dates, _today_at_site(placement, now)))
    move_placement(placement, PlacementState.COMPLETED, "complete_placement", by=by, now=now, completed_at=now)
    placement_completed.send(Placement, placement=placement, by=by, now=now)


def complete_due_placements(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Complete every running placement whose last day has passed at its site; returns how many."""
    running = Placement.objects.filter(state=PlacementState.ACTIVE).select_related("offering__site")
    due = [row for row in running.order_by("pk") if _today_at_site(row, now) > row.dates.last]
    return sum(_completed(placement, by=by, now=now) for placement in due)


def _completed(placement: Placement, *, by: Actor, now: datetime) -> bool:
    try:
        complete_placement(placement, by=by, now=now)
    except Refused:  # cancelled at this very moment
        return False
    return True


@transaction.atomic
def cancel_placement(
    placement: Placement, *, because: str, ended_by: str = EndedBy.PROGRAMME, by: Actor, now: datetime
) -> None:
    """End a placement early and tell everybody why. `ended_by` says on whose side the reason lies."""
    refuse_if(rules.why_not_without_reason(because))
    placement = locked_placement(placement)
    asked = placement.host_asked_at is not None
    move_placement(
        placement, PlacementState.CANCELLED, "cancel_placement", by=by, now=now,
        ended_at=now, ended_by=ended_by, ended_because=because.strip()[:300], note={"ended_by": ended_by},
    )  # fmt: skip
    back_to_waiting(placement.application, by=by, now=now)
    tell_student(placement, "cancelled", now=now, path=reverse("placements:free_seats"), label=_("See free seats"))
    tell_office(placement, "cancelled_others", now=now)
    if asked:
        tell_host(placement, "cancelled_others", by=by, now=now)
    placement_ended.send(Placement, placement=placement, by=by, now=now)


@transaction.atomic
def cancel_all_of(application: Application, *, because: str, by: Actor, now: datetime) -> int:
    """End every placement of a withdrawn application that has not begun; returns how many."""
    live = [state for state in HOLDING if state not in (PlacementState.ACTIVE, PlacementState.COMPLETED)]
    rows = Placement.objects.filter(application=application, state__in=live).order_by("pk")
    for placement in rows:
        cancel_placement(placement, because=because, ended_by=EndedBy.STUDENT, by=by, now=now)
    return len(rows)


def _today_at_site(placement: Placement, now: datetime) -> date:
    return day_at(placement.offering.site.time_zone, now)
