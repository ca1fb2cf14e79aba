"""States of a day on site."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class DayState(TextChoices):
    REPORTED = "reported", _("waiting for the preceptor")
    SIGNED = "signed", _("signed")
    QUERIED = "queried", _("queried by the preceptor")


DAY_MOVES = StateTable({"reported": ("signed", "queried"), "queried": ("reported", "signed")})
