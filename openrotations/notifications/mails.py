"""The one way to write to the office."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from openrotations.common.refusals import Words
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.office.queries import programme_or_none


def write_to_office(
    template: str, *, context: dict[str, Any], now: datetime, about: Model, path: str = "", label: Words = ""
) -> None:
    """Queue a message to the office's own address, as `queue_message` does; none before the office is set up."""
    programme = programme_or_none()
    if programme:
        to = Recipient(programme.email, programme.name)
        queue_message(template, to, context=context, now=now, path=path, label=label, about=about)
