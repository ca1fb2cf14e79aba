"""Files kept safe, each sealed with a key of its own, and the papers of a person that stand in them."""

import base64
import json
from typing import Any

from django.db import models

from openrotations.common.models import Row
from openrotations.common.sealing import new_key, seal, unseal, unwrap_key, wrap_key
from openrotations.documents.states import DOCUMENT_MOVES, DocumentState
from openrotations.people.models import Person


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


class Document(Row):
    """One paper of one person, used by every site: its kind, its state, and the facts that stand on it.

    `facts` are numbers, words and days (as text) by the keys of the kind's elements; the table has them only sealed.
    `issued_on` is the day the evidence is of: the day of issue, or of the test. `copy` is the file rebuilt clean,
    the only one that is ever shown; what was uploaded lies apart, in `originals`.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=DocumentState, default=DocumentState.UPLOADED)
    sealed_key = models.TextField(blank=True, default="")
    sealed_facts = models.TextField(blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.TextField(max_length=1000, blank=True, default="")
    reviewed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    copy = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        triggers = [DOCUMENT_MOVES.trigger()]
        indexes = [
            models.Index(fields=["person", "kind", "state"]),
            models.Index(fields=["state", "uploaded_at"]),
            models.Index(fields=["valid_until"], condition=models.Q(state="accepted"), name="documents_running_out"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refused_because=""),
                name="documents_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["in_review", "accepted"]) | models.Q(copy__isnull=False),
                name="documents_reviewed_by_its_clean_copy",
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True) | ~models.Q(second_by=models.F("reviewed_by")),
                name="documents_second_look_is_anothers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def facts(self) -> dict[str, Any]:
        """What stands on the paper, opened."""
        if not self.sealed_facts:
            return {}
        key = unwrap_key(self.sealed_key, place=self.place)
        opened: dict[str, Any] = json.loads(unseal(base64.b64decode(self.sealed_facts), key=key, place=self.place))
        return opened

    @facts.setter
    def facts(self, facts: dict[str, Any]) -> None:
        if not self.sealed_key:
            self.sealed_key = wrap_key(new_key(), place=self.place)
        key = unwrap_key(self.sealed_key, place=self.place)
        plain = json.dumps(facts, sort_keys=True, default=str).encode()
        self.sealed_facts = base64.b64encode(seal(plain, key=key, place=self.place)).decode()

    @property
    def place(self) -> str:
        """What the facts and their key are bound to."""
        return f"facts:{self.pk}"


class Original(Row):
    """One of the files as they were uploaded, in their order. Kept apart; no page gives it out."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="originals")
    position = models.PositiveSmallIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="documents_originals_in_order")]

    def __str__(self) -> str:
        return f"original {self.position}"


class Page(Row):
    """One page of the clean copy, as a picture for whoever reviews it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="documents_pages_in_order")]

    def __str__(self) -> str:
        return f"page {self.number}"


class Upload(Row):
    """One file on its way: sealed piece by piece as it arrives, so that a cut line costs only the last piece."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="uploads")
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    pieces = models.PositiveSmallIntegerField(default=0)
    sealed_key = models.TextField()
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(received__lte=models.F("size")), name="documents_upload_in_size")
        ]

    def __str__(self) -> str:
        return f"upload {self.received} of {self.size}"

    @property
    def is_whole(self) -> bool:
        """Whether every byte has arrived."""
        return self.received == self.size
