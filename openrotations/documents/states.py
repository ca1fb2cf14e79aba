"""States of a document on its way from upload to acceptance."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class DocumentState(TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    IN_REVIEW = "in_review", _("in review")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    EXPIRED = "expired", _("expired")
    REPLACED = "replaced", _("replaced")


DOCUMENT_MOVES = StateTable(
    {
        "uploaded": ("checking",),
        "checking": ("in_review", "refused"),
        "in_review": ("accepted", "refused"),
        "accepted": ("expired", "replaced", "in_review"),
        "refused": ("replaced",),
        "expired": ("replaced",),
    }
)
WAITING = (DocumentState.UPLOADED, DocumentState.CHECKING, DocumentState.IN_REVIEW)
"""Nobody has decided yet."""
