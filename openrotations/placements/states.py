"""States of a round and of a placement."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class RoundState(TextChoices):
    COLLECTING = "collecting", _("collecting applications")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being computed")
    REVIEWED = "reviewed", _("ready for review")
    PUBLISHED = "published", _("offers published")
    CLOSED = "closed", _("closed")


ROUND_MOVES = StateTable(
    {
        "collecting": ("checked",),
        "checked": ("collecting", "running"),
        "running": ("reviewed", "checked"),
        "reviewed": ("running", "checked", "published"),
        "published": ("closed",),
    }
)


class PlacementState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    OFFERED = "offered", _("offered to the student")
    ACCEPTED = "accepted", _("accepted, waiting for the host")
    CONFIRMED = "confirmed", _("confirmed by the host")
    CLEARED = "cleared", _("cleared for day one")
    ACTIVE = "active", _("running")
    COMPLETED = "completed", _("completed")
    DECLINED = "declined", _("declined by the student")
    EXPIRED = "expired", _("offer ran out")
    RELEASED = "released", _("released: the host did not answer")
    CANCELLED = "cancelled", _("cancelled")
    REPLACED = "replaced", _("replaced by another placement")


PLACEMENT_MOVES = StateTable(
    {
        "proposed": ("offered", "cancelled", "replaced"),
        "offered": ("accepted", "declined", "expired", "cancelled", "replaced"),
        "accepted": ("confirmed", "released", "cancelled", "replaced"),
        "confirmed": ("cleared", "cancelled", "replaced"),
        "cleared": ("active", "confirmed", "cancelled", "replaced"),
        "active": ("completed", "cancelled"),
    }
)


class EndedBy(TextChoices):
    """On whose side the reason for an early end lies."""

    STUDENT = "student", _("the student")
    HOST = "host", _("the host")
    PROGRAMME = "programme", _("the programme")
    VISA = "visa", _("the visa")


# States that hold the seat and the student's days.
HOLDING = ("proposed", "offered", "accepted", "confirmed", "cleared", "active", "completed")
ENDED_EARLY = ("declined", "expired", "released", "cancelled", "replaced")
