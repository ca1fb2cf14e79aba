"""What this package does when a lower one announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from openrotations.applications import actions
from openrotations.common.actors import Actor
from openrotations.schools.models import Registrar
from openrotations.schools.signals import registrar_confirmed


@receiver(registrar_confirmed)
def send_waiting_questions(sender: object, *, registrar: Registrar, by: Actor, now: datetime, **unused: Any) -> None:
    """The address is confirmed: the questions that waited for it leave."""
    actions.send_waiting_questions(registrar, by=by, now=now)
