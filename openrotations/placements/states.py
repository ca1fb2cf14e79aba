"""States of a round, of a placement and of a request about one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class RoundState(TextChoices):
    COLLECTING = "collecting", _("collecting applications")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being computed")
    REVIEWED = "reviewed", _("ready for review")
    PUBLISHING = "publishing", _("offers being sent")
    PUBLISHED = "published", _("offers published")
    CLOSED = "closed", _("closed")


ROUND_MOVES = StateTable(
    {
        "collecting": ("checked",),
        "checked": ("collecting", "running"),
        "running": ("reviewed", "checked"),
        "reviewed": ("running", "checked", "publishing"),
        "publishing": ("published", "reviewed"),
        "published": ("closed",),
    }
)


class Unpublished(TextChoices):
    """Why the offers of a result could not be sent."""

    NOT_REVIEWED = "not-reviewed", _("There is no checked result to publish. Compute the round first.")
    OTHERS_CAME = "others-came", _("Applications came into this round since. Compute it again.")
    LIMIT_PASSED = (
        "limit-passed",
        _("Somebody was placed since, and a limit on a state would be passed. Compute again."),
    )
    FAILED = "failed", _("The program failed while it sent them. Try again, or tell whoever looks after it.")


class RunState(TextChoices):
    WAITING = "waiting", _("waiting for a worker")
    RUNNING = "running", _("being computed")
    FINISHED = "finished", _("finished")
    FAILED = "failed", _("failed")


RUN_MOVES = StateTable({"waiting": ("running", "failed"), "running": ("finished", "failed")})


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


class RequestKind(TextChoices):
    """What a student may ask about a placement."""

    POSTPONE = "postpone", _("come later")
    SHORTEN = "shorten", _("a shorter stay")
    EXTEND = "extend", _("a longer stay")
    INTERVIEW = "interview", _("the visa interview moved")
    PROCESSING = "processing", _("the visa is in administrative processing")
    WITHDRAW = "withdraw", _("not to come at all")


class RequestState(TextChoices):
    ASKED = "asked", _("waiting for the office")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    TAKEN_BACK = "taken_back", _("taken back by the student")
    LAPSED = "lapsed", _("no longer needed: the placement ended first")


REQUEST_MOVES = StateTable({"asked": ("granted", "refused", "taken_back", "lapsed")})


class ApprovalState(TextChoices):
    """What a home school that approves each placement says of one."""

    ASKED = "asked", _("waiting for the school")
    APPROVED = "approved", _("approved by the school")
    REFUSED = "refused", _("not approved by the school")


# A refusal can be talked about: the office asks again. Days beyond those approved are asked about anew.
APPROVAL_MOVES = StateTable({"asked": ("approved", "refused"), "refused": ("asked",), "approved": ("asked",)})


class EndedBy(TextChoices):
    """On whose side the reason for an early end lies."""

    STUDENT = "student", _("the student")
    HOST = "host", _("the host")
    PROGRAMME = "programme", _("the programme")
    VISA = "visa", _("the visa")


# States that hold the seat and the student's days.
HOLDING = ("proposed", "offered", "accepted", "confirmed", "cleared", "active", "completed")
# Of these, those whose seat may still get another number: the rotation has not begun.
MAY_CHANGE_SEATS = ("proposed", "offered", "accepted", "confirmed", "cleared")
ENDED_EARLY = ("declined", "expired", "released", "cancelled", "replaced")
