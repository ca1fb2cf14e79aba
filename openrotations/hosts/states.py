"""States of an agreement."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class AgreementState(TextChoices):
    DRAFTED = "drafted", _("drafted")
    OUT = "out_for_signature", _("out for signature")
    IN_FORCE = "in_force", _("in force")
    EXPIRED = "expired", _("expired")
    ENDED = "ended", _("ended")


AGREEMENT_MOVES = StateTable(
    {
        "drafted": ("out_for_signature", "in_force", "ended"),
        "out_for_signature": ("drafted", "in_force", "ended"),
        "in_force": ("expired", "ended"),
    }
)
