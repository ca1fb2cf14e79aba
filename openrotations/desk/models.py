"""What the desk keeps of its own: who was asked again, letters of invitation, forms signed by hand."""

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import SchoolConfirmation
from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.documents.models import StoredFile
from openrotations.hosts.models import HostCoordinator, Site
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.schools.models import School


class AskedMonth(Row):
    """A month without an opening about which a site was asked: once, and never again."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "month"], name="desk_a_month_is_asked_about_once")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.month:%Y-%m}"


class Silence(Row):
    """A coordinator at a host who does not want to be asked about empty months. Asking again deletes the row."""

    coordinator = models.OneToOneField(HostCoordinator, on_delete=models.CASCADE, related_name="silence")
    since_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.coordinator_id} since {self.since_at:%Y-%m-%d}"


class SchoolReminder(Row):
    """That a school was asked again, or the office told, about one open question: once for each stage.

    `stage` is how many days it has waited. `asked_at` is when the question was asked: asked anew, it starts again.
    """

    confirmation = models.ForeignKey(
        SchoolConfirmation, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    approval = models.ForeignKey(
        SchoolApproval, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    stage = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmation=None, approval__isnull=False)
                | models.Q(confirmation__isnull=False, approval=None),
                name="desk_a_reminder_is_about_one_question",
            ),
            models.UniqueConstraint(
                fields=["confirmation", "asked_at", "stage"], name="desk_a_confirmation_is_asked_again_once"
            ),
            models.UniqueConstraint(
                fields=["approval", "asked_at", "stage"], name="desk_an_approval_is_asked_again_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.confirmation_id or self.approval_id} {self.stage}"


class Invitation(Row):
    """A letter in which a host says what is arranged with a student: signed once, never altered, with a code.

    `content` holds what the letter says, as it was when it was signed; the letter is printed from it, always the
    same. Whether it still holds is worked out from the placement when somebody looks.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="invitations")
    code = models.CharField(_("verification code"), max_length=20, unique=True)
    content = models.JSONField()
    signed_by = models.ForeignKey(HostCoordinator, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=models.Q(withdrawn_at=None), name="desk_one_invitation_in_force"
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="never_altered", fields=["placement", "code", "content", "signed_by", "signed_at"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.code


class BlankForm(Row):
    """A form of a site or of a school that is signed by hand: what it asks for, a line each, and who signs it."""

    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("what stands above the lines"), max_length=1000, blank=True)
    lines = models.TextField(_("what it asks for"), max_length=4000, blank=True, help_text=_("A line each."))
    student_signs = models.BooleanField(_("the student signs"), default=True)
    host_signs = models.BooleanField(_("the host signs"), default=False)
    school_signs = models.BooleanField(_("the school signs"), default=False)
    # The side's own blank, where it sent one: its fields for text as they were found in it, and what goes into each.
    blank = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=list, db_default=[], blank=True)
    filled_with = models.JSONField(default=dict, db_default={}, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(site=None, school__isnull=False) | models.Q(site__isnull=False, school=None),
                name="desk_a_blank_form_is_one_sides",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Away(Row):
    """Days on which a host cannot be there although a student is placed: the office settles it with both."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    period = DateRangeField(_("days"))
    because = models.CharField(_("reason"), max_length=300)
    told_by = models.ForeignKey(HostCoordinator, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["told_at"]
        indexes = [models.Index(fields=["told_at"], condition=models.Q(settled_at=None), name="desk_away_not_settled")]

    def __str__(self) -> str:
        return f"away {self.id}"

    @property
    def dates(self) -> Period:
        """First and last day."""
        return Period.of(self.period)
