"""Jobs of this package."""

from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.common.actors import PROGRAM
from openrotations.onboarding import actions

EVERY_AFTERNOON = "0 15 * * *"


@app.periodic(cron=EVERY_AFTERNOON)
@app.task(name="remind_of_tasks", queueing_lock="remind_of_tasks")
def remind_of_tasks(timestamp: int) -> None:
    """Judge every paper, then remind of what is due or runs out; 15:00 UTC is the morning on the mainland."""
    now = timezone.now()
    actions.judge_every_placement(by=PROGRAM, now=now)
    actions.remind_of_tasks(by=PROGRAM, now=now)
