"""What every table has in common."""

import uuid
from typing import Self

from django.db import models
from django.utils import timezone


class Row(models.Model):
    """A table row with an identifier that cannot be guessed or counted, fit for addresses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def locked(cls, pk: uuid.UUID) -> Self:
        """This row, locked until the transaction ends. Raises DoesNotExist."""
        return cls._default_manager.select_for_update(of=("self",)).get(pk=pk)
