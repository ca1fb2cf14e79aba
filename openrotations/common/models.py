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
        """This row, locked until the transaction ends. Raises DoesNotExist.

        Rows that point to this one can still be written meanwhile: their keys are looked at when they commit, after
        the audit chain is locked, and would wait for each other for ever.
        """
        return cls._default_manager.select_for_update(of=("self",), no_key=True).get(pk=pk)
