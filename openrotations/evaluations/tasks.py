"""Jobs of this package."""

from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.common.actors import PROGRAM
from openrotations.evaluations import actions

EVERY_HOUR = "10 * * * *"


@app.periodic(cron=EVERY_HOUR)
@app.task(name="ask_for_due_evaluations", queueing_lock="ask_for_due_evaluations")
def ask_for_due_evaluations(timestamp: int) -> None:
    """After the shift at each site: ask, remind, and stop asking."""
    actions.ask_for_due_evaluations(by=PROGRAM, now=timezone.now())
