"""States of a letter request."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class LetterState(TextChoices):
    ASKED = "asked", _("asked")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    REDIRECTED = "redirected", _("another writer was suggested")
    DRAFTED = "drafted", _("being written")
    SIGNED = "signed", _("signed")
    HANDED_OVER = "handed_over", _("handed over")
    CONFIRMED = "confirmed", _("confirmed received")
    WITHDRAWN = "withdrawn", _("withdrawn by its author")


LETTER_MOVES = StateTable(
    {
        "asked": ("agreed", "declined", "redirected", "withdrawn"),
        "agreed": ("drafted", "signed", "declined", "withdrawn"),
        "drafted": ("signed", "declined", "withdrawn"),
        "signed": ("handed_over", "withdrawn"),
        "handed_over": ("confirmed", "withdrawn"),
        "confirmed": ("withdrawn",),
    }
)
