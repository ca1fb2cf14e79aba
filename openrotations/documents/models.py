"""Files kept safe, each sealed with a key of its own, and the papers of a person that stand in them."""

import base64
import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.common.refusals import Words
from openrotations.common.sealing import new_key, seal, unseal, unwrap_key, wrap_key
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.states import DOCUMENT_MOVES, EVIDENCE_MOVES, DocumentState, EvidenceState
from openrotations.documents.wordings import why_unfit
from openrotations.people.models import Person

MOST_TRIES = 5
"""How often the program tries to check one paper, or one file kept as evidence, before a person looks at it."""


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
    the only one that is ever shown; what was uploaded lies apart, in `originals`. `tries` counts how often the program
    began to check it. Of a deleted paper only this row is left: who decided what, on which days, and `former_state`.
    `brought_by` says whose hands it came from, `brought_by_name` who that was where it is not its owner; only they
    take it back. `accepted_at` is when it was first accepted, and stays when it is looked at again.
    """

    class Bringer(models.TextChoices):
        STUDENT = "student", _("the student")
        REGISTRAR = "registrar", _("the registrar")
        OFFICE = "office", _("the office")
        HOST = "host", _("the host")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=DocumentState, default=DocumentState.UPLOADED)
    sealed_key = models.TextField(blank=True, default="")
    sealed_facts = models.TextField(blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    brought_by = models.CharField(
        max_length=20, choices=Bringer, default=Bringer.STUDENT, db_default=Bringer.STUDENT.value
    )
    brought_by_id = models.UUIDField(null=True, blank=True)
    brought_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.TextField(max_length=1000, blank=True, default="")
    reviewed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    copy = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)
    former_state = models.CharField(max_length=20, choices=DocumentState, blank=True, default="", db_default="")

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
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True, former_state="") & ~models.Q(state="deleted")
                | models.Q(
                    state="deleted",
                    deleted_at__isnull=False,
                    copy__isnull=True,
                    sealed_facts="",
                    sealed_key="",
                    refused_because="",
                )
                & ~models.Q(former_state=""),
                name="documents_deleted_keeps_nothing",
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
    def was_accepted(self) -> bool:
        """Whether it ever was accepted, so that a rotation may rest on it."""
        return self.accepted_at is not None or self.state in (DocumentState.ACCEPTED, DocumentState.EXPIRED)

    @property
    def came_past_school(self) -> bool:
        """Whether its owner brought what a school usually sends itself."""
        kind = paper_kinds().get(self.kind)
        return self.is_its_owners and kind is not None and kind.who == "registrar"

    @property
    def is_its_owners(self) -> bool:
        """Whether its owner brought it, and so may take it back or send another in its place."""
        return self.brought_by == self.Bringer.STUDENT

    @property
    def is_stuck(self) -> bool:
        """Whether its check was tried as often as it may be, and failed: a person looks at it."""
        return self.state in (DocumentState.UPLOADED, DocumentState.CHECKING) and self.tries >= MOST_TRIES

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


class CheckedFile(Row):
    """A file that the office was given as evidence, on its way to being shown: scanned and rebuilt like a paper.

    `original` is what its holder points to and no page gives out; `copy` is the only file that is ever served.
    `refused_because` is the code of what is wrong with it. `tries` counts how often the program began to check it.
    """

    original = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="checked")
    copy = models.OneToOneField(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=EvidenceState, default=EvidenceState.CHECKING)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    refused_because = models.CharField(max_length=40, blank=True, default="")
    kept_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = [EVIDENCE_MOVES.trigger()]
        indexes = [
            models.Index(fields=["kept_at"], condition=models.Q(state="checking"), name="documents_evidence_waits")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="clean", copy__isnull=False)
                | (~models.Q(state="clean") & models.Q(copy=None)),
                name="documents_clean_evidence_has_a_copy",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refused_because=""),
                name="documents_evidence_refused_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.state}"

    @property
    def is_stuck(self) -> bool:
        """Whether the program gave up checking it: a person decides."""
        return self.state == EvidenceState.CHECKING and self.tries >= MOST_TRIES

    @property
    def why_refused(self) -> Words:
        """What is wrong with the file, and what to do; only for one that was refused."""
        return why_unfit(self.refused_because)


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
