"""Jobs of this package."""

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.hosts import actions

EVERY_HOUR = "20 * * * *"
log = structlog.get_logger("openrotations.hosts")


@app.periodic(cron=EVERY_HOUR)
@app.task(name="watch_ends", queueing_lock="watch_ends")
def watch_ends(timestamp: int) -> None:
    """Warn before agreements and credentials end, and let them lapse. Hourly, so that a day missed is made good."""
    if steps := actions.watch_ends(timezone.now()):
        log.info("ends of agreements and credentials", count=steps)
