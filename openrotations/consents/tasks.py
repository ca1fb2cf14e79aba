"""Jobs of this package."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from openrotations.consents import actions


@app.task(name="tell_of_version", retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def tell_of_version(version_id: str) -> None:
    """Write to everybody whom a version concerns that was just published; tried again where it was cut off."""
    actions.tell_of_version(UUID(version_id), now=timezone.now())
