"""The request for a letter, the student's waiver, and the letter itself, sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.documents.models import StoredFile
from openrotations.hosts.models import Preceptor
from openrotations.letters.states import LETTER_MOVES, LetterState
from openrotations.people.models import SignedLink
from openrotations.placements.models import Placement


class LetterRequest(Row):
    """A student asks a preceptor for a letter, and freely chooses whether to waive the right to read it."""

    class Destination(models.TextChoices):
        ERAS = "eras", _("ERAS Letter Writer Portal")
        RESIDENCYCAS = "residencycas", _("ResidencyCAS")
        SF_MATCH = "sf_match", _("SF Match")
        CARMS = "carms", _("CaRMS")
        INSTITUTION = "institution", _("an institution")
        OTHER = "other", _("other")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="letter_requests")
    asked_of = models.ForeignKey(Preceptor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("what the letter is for"), max_length=200)
    specialty = models.CharField(_("specialty"), max_length=80)
    destination = models.CharField(_("where it goes"), max_length=20, choices=Destination)
    deadline_on = models.DateField(_("needed by"), null=True, blank=True)
    is_waived = models.BooleanField(_("waived"))
    waiver_text = models.CharField(max_length=40)
    waiver_signed_as = models.CharField(_("signed as"), max_length=200)
    waiver_signed_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=LetterState, default=LetterState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.CharField(max_length=500, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    link = models.ForeignKey(SignedLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["asked_at"]
        triggers = [LETTER_MOVES.trigger()]

    def __str__(self) -> str:
        return f"letter request {self.id}"

    @property
    def writer(self) -> Preceptor:
        """Who was asked, even if another supervises now; requests from before this was kept: whoever supervises."""
        return self.asked_of or self.placement.supervisor


class Letter(Row):
    """The letter: its draft sealed in the database, its signed PDF sealed on disk. Never shown after a waiver."""

    request = models.OneToOneField(LetterRequest, on_delete=models.PROTECT, related_name="letter")
    sealed_key = models.TextField()
    sealed_draft = models.BinaryField(default=bytes)
    drafted_at = models.DateTimeField(null=True, blank=True)
    pdf = models.OneToOneField(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"letter {self.id}"
