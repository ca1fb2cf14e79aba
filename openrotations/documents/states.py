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
    DELETED = "deleted", _("deleted")


DOCUMENT_MOVES = StateTable(
    {
        "uploaded": ("checking", "deleted"),
        "checking": ("in_review", "refused", "deleted"),
        "in_review": ("accepted", "refused", "deleted"),
        "accepted": ("expired", "replaced", "in_review", "deleted"),
        "refused": ("replaced", "deleted"),
        "expired": ("replaced", "deleted"),
        "replaced": ("deleted",),
    }
)


class EvidenceState(TextChoices):
    CHECKING = "checking", _("being checked")
    CLEAN = "clean", _("checked")
    REFUSED = "refused", _("refused")


EVIDENCE_MOVES = StateTable({"checking": ("clean", "refused")})
WAITING = (DocumentState.UPLOADED, DocumentState.CHECKING, DocumentState.IN_REVIEW)
"""Nobody has decided yet."""
