"""States of a version of a text."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.common.states import StateTable


class VersionState(TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    DROPPED = "dropped", _("dropped")


VERSION_MOVES = StateTable({"draft": ("published", "dropped")})
