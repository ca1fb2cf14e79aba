"""States of a record."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class RecordState(TextChoices):
    ISSUED = "issued", _("issued")
    SUPERSEDED = "superseded", _("replaced by a newer record")
    REVOKED = "revoked", _("revoked")


RECORD_MOVES = StateTable({"issued": ("superseded", "revoked")})
