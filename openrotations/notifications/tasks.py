"""Jobs of the outbox, and the reaper of stranded jobs."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from openrotations.notifications import actions

EVERY_MINUTE = "* * * * *"


@app.task(name="deliver_message", retry=RetryStrategy(max_attempts=actions.MOST_ATTEMPTS - 1, exponential_wait=4))
def deliver_message(message_id: str) -> None:
    """Send one message; retried after 4, 16, 64 and 256 seconds, then left where staff see it."""
    actions.send_message(UUID(message_id), now=timezone.now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="requeue_stranded_messages", queueing_lock="requeue_stranded_messages")
def requeue_stranded_messages(timestamp: int) -> None:
    """Put messages of a killed worker back."""
    actions.requeue_stranded(now=timezone.now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="put_stalled_jobs_back", queueing_lock="put_stalled_jobs_back", pass_context=True)
async def put_stalled_jobs_back(context: object, timestamp: int) -> None:
    """Put jobs of a killed worker back: those whose worker's heartbeat has stopped."""
    manager = context.app.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
