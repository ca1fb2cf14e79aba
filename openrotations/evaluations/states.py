"""States of an evaluation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class EvaluationState(TextChoices):
    DUE = "due", _("due")
    OPENED = "opened", _("opened")
    DRAFTED = "drafted", _("being written")
    SUBMITTED = "submitted", _("submitted")
    NOT_SUPERVISED = "not_supervised", _("did not supervise this student")
    LAPSED = "lapsed", _("lapsed")


EVALUATION_MOVES = StateTable(
    {
        "due": ("opened", "drafted", "submitted", "not_supervised", "lapsed"),
        "opened": ("drafted", "submitted", "not_supervised", "lapsed"),
        "drafted": ("submitted", "not_supervised", "lapsed"),
        "lapsed": ("drafted", "submitted"),
    }
)
