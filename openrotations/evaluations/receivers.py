"""What this package does when a rotation starts, changes its dates or ends early."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from openrotations.common.actors import Actor
from openrotations.evaluations import actions
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_dates_changed, placement_ended, placement_started


@receiver(placement_started)
def make_evaluations(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The rotation runs: mid-point and final are set."""
    actions.create_evaluations(placement, by=by, now=now)


@receiver(placement_dates_changed)
def move_evaluations(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The rotation is longer or shorter: mid-point and final move with it."""
    actions.reschedule_evaluations(placement, by=by, now=now)


@receiver(placement_ended)
def give_up_evaluations(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The rotation ended early: nobody is asked any more."""
    actions.close_evaluations(placement, by=by, now=now)
