"""What this package does when a lower one announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from openrotations.common.actors import Actor
from openrotations.logbook.signals import days_signed
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_completed
from openrotations.placements.states import PlacementState
from openrotations.records import actions


@receiver(placement_completed)
def issue_after_completion(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """A completed rotation stands in the record at once."""
    actions.keep_record_current(placement.student, by=by, now=now)


@receiver(days_signed)
def issue_after_late_signature(
    sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any
) -> None:
    """Days signed after the end stand in a new record."""
    if placement.state == PlacementState.COMPLETED:
        actions.keep_record_current(placement.student, by=by, now=now)
