"""States of a message on its way out."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class MessageState(TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")


MESSAGE_MOVES = StateTable(
    {
        "queued": ("sending",),
        "sending": ("sent", "queued", "failed"),
        "failed": ("queued",),
    }
)
