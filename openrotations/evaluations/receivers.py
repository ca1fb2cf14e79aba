"""What this package does when a rotation starts or ends early."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from openrotations.common.actors import Actor
from openrotations.evaluations import actions
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_ended, placement_started


@receiver(placement_started)
def make_evaluations(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The rotation runs: mid-point and final are set."""
    actions.create_evaluations(placement, by=by, now=now)


@receiver(placement_ended)
def give_up_evaluations(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The rotation ended early: nobody is asked any more."""
    actions.close_evaluations(placement, by=by, now=now)
