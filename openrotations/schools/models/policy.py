"""What a school says about rotations elsewhere: its policy, and the days on which nobody may be away."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.people.models import Person
from openrotations.schools.models.school import School


class Policy(Row):
    """A school's policy on external rotations, as far as it told us: null is what nobody knows yet.

    `signs` is who signs for the school; `evaluation_back` is the form it must get back for credit.
    """

    class EvaluationBack(models.TextChoices):
        NONE = "none", _("no evaluation")
        OURS = "ours", _("our evaluation")
        OWN_FORM = "own_form", _("its own form")

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="policy")
    allows_external = models.BooleanField(_("lets students rotate elsewhere"), null=True, blank=True)
    from_year = models.PositiveSmallIntegerField(_("from which year of study"), null=True, blank=True)
    most_weeks = models.PositiveSmallIntegerField(_("most weeks"), null=True, blank=True)
    gives_credit = models.BooleanField(_("gives credit"), null=True, blank=True)
    credit_note = models.CharField(_("hours and credit"), max_length=500, blank=True)
    signs = models.CharField(_("who signs"), max_length=200, blank=True)
    approves_each = models.BooleanField(_("approves each placement"), null=True, blank=True)
    evaluation_back = models.CharField(
        _("evaluation it must get back for credit"), max_length=20, choices=EvaluationBack, blank=True
    )
    source = models.CharField(_("source"), max_length=300)
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=""), name="schools_policy_has_a_source"),
            models.CheckConstraint(
                condition=models.Q(from_year=None) | models.Q(from_year__range=(1, 9)),
                name="schools_policy_year_in_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(most_weeks=None) | models.Q(most_weeks__range=(1, 104)),
                name="schools_policy_weeks_in_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"policy {self.id}"


class Blackout(Row):
    """Days on which the school lets no student be away, such as examinations."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="blackouts")
    period = DateRangeField(_("dates"))
    because = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["period"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period__isempty=False)
                & models.Q(period__lower_inf=False)
                & models.Q(period__upper_inf=False),
                name="schools_blackout_has_dates",
            )
        ]

    def __str__(self) -> str:
        return str(self.period)

    @property
    def dates(self) -> Period:
        """First and last day."""
        return Period.of(self.period)
