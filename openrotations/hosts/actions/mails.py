"""Telling the office about agreements and credentials."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from openrotations.notifications.mails import write_to_office


def tell_office(template: str, about: Model, *, path: str, now: datetime, **words: Any) -> None:
    """Write to the office's own address; the button leads to `path`. The template reads the row as `row`."""
    write_to_office(
        f"hosts/mail/{template}.txt",
        context={"row": about, **words},
        now=now,
        path=path,
        label=_("Open the page"),
        about=about,
    )
