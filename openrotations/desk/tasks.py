"""Jobs of the desk: hosts are asked about empty months, schools again what they did not answer; links are renewed."""

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.desk.hosts import actions
from openrotations.desk.registrars.actions import remind_registrars as ask_schools_again

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


@app.periodic(cron=EVERY_AFTERNOON)
@app.task(name="remind_registrars", queueing_lock="remind_registrars")
def remind_registrars(timestamp: int) -> None:
    """Ask schools again that do not answer. Of each question twice, so that a day without a worker loses nothing."""
    if count := ask_schools_again(timezone.now()):
        log.info("schools asked again", count=count)
