"""Jobs of this package."""

from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.letters import actions

EVERY_HOUR = "20 * * * *"


@app.periodic(cron=EVERY_HOUR)
@app.task(name="remind_letter_writers", queueing_lock="remind_letter_writers")
def remind_letter_writers(timestamp: int) -> None:
    """Send the reminders that fell due."""
    actions.remind_writers(now=timezone.now())
