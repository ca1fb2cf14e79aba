"""Jobs of this package."""

from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.common.actors import PROGRAM
from openrotations.onboarding import actions

EVERY_AFTERNOON = "0 15 * * *"


@app.periodic(cron=EVERY_AFTERNOON)
@app.task(name="remind_of_tasks", queueing_lock="remind_of_tasks")
def remind_of_tasks(timestamp: int) -> None:
    """Tell students what is due in three days; 15:00 UTC is the morning at every site of the mainland."""
    actions.remind_of_tasks(by=PROGRAM, now=timezone.now())
