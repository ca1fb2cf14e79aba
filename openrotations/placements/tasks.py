"""Jobs of this package: computing rounds, and what happens by the clock."""

from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.common.actors import Actor
from openrotations.placements import actions
from openrotations.placements.models import Round

EVERY_TWENTY_SECONDS = "* * * * * */20"
EVERY_TEN_MINUTES = "*/10 * * * *"
log = structlog.get_logger("openrotations.placements")


@app.task(name="compute_round")
def compute_round(round_id: str, by: list[str]) -> None:
    """Compute a round for whoever asked; when that fails, the round is as before and the failure is logged."""
    round = Round.objects.get(pk=UUID(round_id))
    try:
        actions.run_round(round, by=Actor(*by), now=timezone.now())
    except Exception:
        actions.abandon_run(round, now=timezone.now())
        raise


@app.periodic(cron=EVERY_TWENTY_SECONDS)
@app.task(name="expire_due_offers", queueing_lock="expire_due_offers")
def expire_due_offers(timestamp: int) -> None:
    """Free the seats of offers that ran out."""
    freed = actions.expire_due_offers(timezone.now())
    if freed:
        log.info("offers expired", count=freed)


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="remind_and_release_silent_hosts", queueing_lock="remind_and_release_silent_hosts")
def remind_and_release_silent_hosts(timestamp: int) -> None:
    """Tell the office and the student of silent hosts, and release what waited too long."""
    actions.remind_and_release_silent_hosts(timezone.now())


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="complete_due_placements", queueing_lock="complete_due_placements")
def complete_due_placements(timestamp: int) -> None:
    """Complete placements whose last day has passed."""
    actions.complete_due_placements(timezone.now())
