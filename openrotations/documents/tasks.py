"""Jobs of this package."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from openrotations.common.actors import PROGRAM
from openrotations.documents import actions

EVERY_FIVE_MINUTES = "*/5 * * * *"
EVERY_HOUR = "20 * * * *"
EVERY_NIGHT = "50 2 * * *"


@app.task(name="look_at_document", retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def look_at_document(document_id: str) -> None:
    """Scan and rebuild one paper; tried again while the scanner is down, then every five minutes with the others."""
    actions.check_document(UUID(document_id), now=timezone.now())


@app.task(name="look_at_evidence", retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def look_at_evidence(checked_id: str) -> None:
    """Scan and rebuild one file that the office keeps as evidence; tried again as papers are."""
    actions.check_evidence(UUID(checked_id), now=timezone.now())


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(name="look_at_waiting_documents", queueing_lock="look_at_waiting_documents")
def look_at_waiting_documents(timestamp: int) -> None:
    """Papers whose check was lost with a worker, or could not be made."""
    actions.check_waiting(now=timezone.now())


@app.periodic(cron=EVERY_HOUR)
@app.task(name="expire_documents", queueing_lock="expire_documents")
def expire_documents(timestamp: int) -> None:
    """Papers that have run out, soon after midnight wherever the office is; and files nobody handed in."""
    now = timezone.now()
    actions.expire_documents(by=PROGRAM, now=now)
    actions.forget_uploads(by=PROGRAM, now=now)


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="forget_lost_files", queueing_lock="forget_lost_files")
def forget_lost_files(timestamp: int) -> None:
    """What a crash or a failed transaction left on the disk without a row."""
    actions.forget_lost_files(by=PROGRAM, now=timezone.now())
