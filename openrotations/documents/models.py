"""Files kept safe: each sealed with a key of its own, which is sealed with the key outside the database."""

from django.db import models

from openrotations.common.models import Row


class StoredFile(Row):
    """One file. The bytes lie encrypted in the files folder under `id`; the row knows only what it is."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed_key = models.TextField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
