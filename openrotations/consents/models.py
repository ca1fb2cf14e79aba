"""Terms, privacy notice and consents in numbered versions, who accepted which, and what a school may read."""

import hashlib

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.consents.states import VERSION_MOVES, VersionState
from openrotations.people.models import Person
from openrotations.schools.models import School, Student


class Kind(models.TextChoices):
    """The texts of the programme."""

    TERMS = "terms", _("terms of the programme")
    PRIVACY = "privacy", _("privacy notice")
    PAPERS = "papers", _("your CV and your site")
    RELEASE = "release", _("your evaluations and your school")


# A yes that may be left out and taken back; the others are conditions.
OPTIONAL = frozenset({Kind.PAPERS, Kind.RELEASE})


class Version(Row):
    """One wording of a text. A draft has no number; what is published never changes.

    `holds_from` is the first day it is in force; the highest number whose day has come is. `needs_acceptance` says
    whether who accepted an earlier version is asked anew: a corrected slip of the pen does not.
    """

    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=60_000)
    change = models.CharField(_("what changed"), max_length=300)
    holds_from = models.DateField(_("holds from"))
    needs_acceptance = models.BooleanField(_("students must accept it"), default=True)
    state = models.CharField(max_length=20, choices=VersionState, default=VersionState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "-number", "-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="consents_one_number_a_kind"),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(state="draft"), name="consents_one_draft_a_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="published", number__isnull=False, published_at__isnull=False, published_by__isnull=False
                )
                | models.Q(~models.Q(state="published"), number=None, published_at=None, published_by=None),
                name="consents_published_by_somebody",
            ),
        ]
        triggers = [
            VERSION_MOVES.trigger(),
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["published", "dropped"]),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number or self.state}"

    @property
    def fingerprint(self) -> str:
        """Of everything that publishing makes final: whoever publishes says with it what they have read."""
        said = (self.title, self.text, self.change, self.holds_from.isoformat(), str(self.needs_acceptance))
        return hashlib.sha256("\0".join(said).encode()).hexdigest()

    @property
    def is_optional(self) -> bool:
        """Whether it is a consent, which may be left out and taken back."""
        return self.kind in OPTIONAL


class Acceptance(Row):
    """Somebody accepted a version. It is never changed; a consent can be withdrawn once, and given again anew."""

    class How(models.TextChoices):
        SIGN_UP = "sign_up", _("when signing up")
        PAGE = "page", _("on the page of the text")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acceptances")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="acceptances")
    how = models.CharField(max_length=20, choices=How)
    accepted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-accepted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"],
                condition=models.Q(withdrawn_at=None),
                name="consents_accepted_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("accepted_at")),
                name="consents_withdrawn_after",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="never_altered", fields=["person", "version", "how", "accepted_at"]),
            pgtrigger.Protect(
                name="withdrawal_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"acceptance {self.id}"


class EvaluationRelease(Row):
    """A student's answer whether their school reads their evaluations, which it needs for credit.

    `version` is the wording they answered to. Who answered before the wording had versions of the programme has
    `text_version` in its stead, which names one of the earlier wordings (shipped.py). `ended_at` is when another
    answer took the place of this one.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="releases")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="releases")
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="releases"
    )  # fmt: skip
    text_version = models.CharField(max_length=40, blank=True, default="", db_default="")
    is_accepted = models.BooleanField()
    answered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # The table was made by `schools`, before the wording became one of these texts.
        db_table = "schools_evaluationrelease"
        ordering = ["-answered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "version"], condition=models.Q(ended_at=None), name="consents_one_release_a_wording"
            ),
            models.CheckConstraint(
                condition=models.Q(version__isnull=False, text_version="")
                | models.Q(~models.Q(text_version=""), version=None),
                name="consents_released_to_a_wording",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.id}"
