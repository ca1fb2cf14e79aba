"""Jobs of this package."""

from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.common.actors import PROGRAM
from openrotations.logbook import actions

EVERY_HOUR = "5 * * * *"


@app.periodic(cron=EVERY_HOUR)
@app.task(name="ask_for_signatures", queueing_lock="ask_for_signatures")
def ask_for_signatures(timestamp: int) -> None:
    """On Friday afternoon of each site's clock, ask preceptors to sign the week."""
    actions.ask_for_signatures(by=PROGRAM, now=timezone.now())
