"""Jobs of the desk: hosts are asked about empty months, and their links are renewed before they end."""

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.desk.hosts import actions

EVERY_AFTERNOON = "40 15 * * *"
log = structlog.get_logger("openrotations.desk")


@app.periodic(cron=EVERY_AFTERNOON)
@app.task(name="ask_about_empty_months", queueing_lock="ask_about_empty_months")
def ask_about_empty_months(timestamp: int) -> None:
    """Ask sites about months without an opening. Of each month once, so that a day without a worker loses nothing."""
    if count := actions.ask_about_empty_months(timezone.now()):
        log.info("hosts asked about empty months", count=count)


@app.periodic(cron=EVERY_AFTERNOON)
@app.task(name="renew_host_links", queueing_lock="renew_host_links")
def renew_host_links(timestamp: int) -> None:
    """Send a fresh link to coordinators at hosts whose link ends within a month."""
    if count := actions.renew_ending_links(timezone.now()):
        log.info("host links renewed", count=count)
