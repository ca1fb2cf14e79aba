"""What shows that a preceptor may supervise: licences, board certifications, insurance, exclusion checks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.common.places import STATES
from openrotations.documents.models import StoredFile
from openrotations.hosts.models.people import Preceptor
from openrotations.people.models import Person


class Checked(Row):
    """Something about a preceptor that somebody looked up: where, when, with what to show for it."""

    preceptor = models.ForeignKey(Preceptor, on_delete=models.PROTECT, related_name="%(class)ss")
    source = models.CharField(_("where it was looked up"), max_length=300)
    checked_on = models.DateField(_("looked up on"))
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recheck_on = models.DateField(_("look again on"), null=True, blank=True)
    evidence = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True


class Credential(Checked):
    """What has an end. `expires_on` is the last day on which it holds; without it the end was not told.

    `warned_days` is the last warning that went to the office (90, 30 or 7 days before), `lapsed_at` when the
    program announced that it has lapsed.
    """

    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    warned_days = models.PositiveSmallIntegerField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Checked.Meta):
        abstract = True


class Licence(Credential):
    """A licence to practise medicine in one state."""

    state = models.CharField(_("state"), max_length=2, choices=STATES)
    number = models.CharField(_("licence number"), max_length=40)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)

    class Meta:
        ordering = ["state", "expires_on"]
        constraints = [
            models.UniqueConstraint(fields=["preceptor", "state", "number"], name="hosts_one_row_a_licence"),
            models.CheckConstraint(
                condition=models.Q(issued_on=None)
                | models.Q(expires_on=None)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="hosts_licence_expires_after_it_is_issued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.number}"


class Certification(Credential):
    """Board certification in a specialty."""

    board = models.CharField(_("board"), max_length=200)
    specialty = models.CharField(_("specialty"), max_length=80)

    class Meta:
        ordering = ["board", "specialty"]
        constraints = [
            models.UniqueConstraint(fields=["preceptor", "board", "specialty"], name="hosts_one_row_a_certification")
        ]

    def __str__(self) -> str:
        return f"{self.board}, {self.specialty}"


class Insurance(Credential):
    """Malpractice insurance; amounts in whole US dollars."""

    insurer = models.CharField(_("insurer"), max_length=200)
    policy_number = models.CharField(_("policy number"), max_length=60, blank=True)
    per_occurrence = models.PositiveIntegerField(_("per occurrence (USD)"), null=True, blank=True)
    in_total = models.PositiveIntegerField(_("in total (USD)"), null=True, blank=True)

    class Meta:
        ordering = ["insurer", "expires_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(per_occurrence=None)
                | models.Q(in_total=None)
                | models.Q(in_total__gte=models.F("per_occurrence")),
                name="hosts_insured_in_total_at_least_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.insurer}, {self.policy_number}" if self.policy_number else self.insurer


class ExclusionCheck(Checked):
    """Whether a preceptor stands on a list of excluded providers, such as the OIG's. A new look is a new row."""

    class Result(models.TextChoices):
        NOT_LISTED = "not_listed", _("not on the list")
        LISTED = "listed", _("on the list")
        UNCLEAR = "unclear", _("somebody of the same name is on the list; not settled")

    result = models.CharField(_("result"), max_length=20, choices=Result)

    class Meta:
        ordering = ["-checked_on", "-created_at"]

    def __str__(self) -> str:
        return self.get_result_display()
