"""What this package does when a placement is confirmed."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from openrotations.common.actors import Actor
from openrotations.onboarding import actions
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_confirmed


@receiver(placement_confirmed)
def make_tasks(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The host said yes: now there are tasks."""
    actions.create_tasks(placement, by=by, now=now)
