"""What the office chose for those who wait for an opening."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.catalogue.models import Opening
from openrotations.common.models import Row


class WaitingList(Row):
    """How freed seats of one opening go to those who wait. Without a row, they are offered automatically."""

    opening = models.OneToOneField(Opening, on_delete=models.CASCADE, related_name="waiting_list")
    is_automatic = models.BooleanField(_("offer freed seats automatically"), default=True)

    def __str__(self) -> str:
        return f"waiting list of {self.opening_id}"
