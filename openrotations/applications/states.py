"""States of an application and of a window."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class ApplicationState(TextChoices):
    DRAFT = "draft", _("being prepared")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned to you")
    ELIGIBLE = "eligible", _("eligible")
    NOT_ELIGIBLE = "not_eligible", _("not eligible")
    IN_ROUND = "in_round", _("in a round")
    PLACED = "placed", _("placed")
    WAITING = "waiting", _("on the waiting list")
    UNPLACED = "unplaced", _("not placed")
    WITHDRAWN = "withdrawn", _("withdrawn")


APPLICATION_MOVES = StateTable(
    {
        "draft": ("submitted", "withdrawn"),
        "submitted": ("returned", "eligible", "not_eligible", "withdrawn"),
        "returned": ("submitted", "withdrawn"),
        "eligible": ("in_round", "returned", "placed", "withdrawn"),
        "not_eligible": ("returned", "withdrawn"),
        "in_round": ("placed", "waiting", "unplaced", "eligible", "withdrawn"),
        "placed": ("in_round", "unplaced", "waiting", "withdrawn"),
        "waiting": ("in_round", "placed", "unplaced", "withdrawn"),
        "unplaced": ("in_round", "placed", "waiting", "returned", "withdrawn"),
    }
)


# The student may still change it.
EDITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)
# Others rely on what it says: the student's profile and windows stay as they are.
RELIED_ON = (
    ApplicationState.SUBMITTED,
    ApplicationState.ELIGIBLE,
    ApplicationState.IN_ROUND,
    ApplicationState.PLACED,
    ApplicationState.WAITING,
)
# The student may start another one beside it.
OVER = (ApplicationState.WITHDRAWN, ApplicationState.PLACED, ApplicationState.UNPLACED)


class WindowState(TextChoices):
    STATED = "stated", _("waiting for the school")
    APPROVED = "approved", _("approved by the school")
    REFUSED = "refused", _("not approved by the school")


WINDOW_MOVES = StateTable({"stated": ("approved", "refused"), "refused": ("stated",), "approved": ("refused",)})
