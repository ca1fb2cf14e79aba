"""What this package does when a lower one announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.applications.signals import application_withdrawn
from openrotations.common.actors import Actor
from openrotations.placements import actions


@receiver(application_withdrawn)
def free_what_was_held(sender: object, *, application: Application, by: Actor, now: datetime, **unused: Any) -> None:
    """A withdrawn application leaves its round, and its placements that have not begun end."""
    actions.leave_rounds(application, by=by, now=now)
    actions.cancel_all_of(application, because=_("The student withdrew the application."), by=by, now=now)
