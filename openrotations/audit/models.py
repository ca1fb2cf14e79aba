"""The audit trail: one entry an action, chained at commit, and a sealing key a person."""

from django.db import models

from openrotations.common.models import Row


class Entry(models.Model):
    """Who did what to which row, when. Append-only: the application's database role may only add and read.

    `body` is the canonical JSON of the whole entry and is what the chain covers; the other columns repeat
    it for searching, and the verifier compares them. Personal values stand in it only sealed.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_role = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    body = models.TextField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject_kind", "subject_id", "id"])]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"


class ChainLink(models.Model):
    """The entry's place in the chain, written by the database at commit: sha256(previous hash + newline + body)."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="link")
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class PersonKey(Row):
    """The key that seals one person's values in the trail, itself sealed with the key outside the database.

    Destroying this row erases those values and keeps the chain whole.
    """

    person_id = models.UUIDField(unique=True)
    sealed_key = models.TextField()

    def __str__(self) -> str:
        return f"key of {self.person_id}"
