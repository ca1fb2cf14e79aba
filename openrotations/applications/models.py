"""Windows, the school's confirmation, and the student's application with ranked preferences."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.applications.states import APPLICATION_MOVES, WINDOW_MOVES, ApplicationState, WindowState
from openrotations.catalogue.models import Opening
from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.people.models import SignedLink
from openrotations.schools.models import Registrar, Student


class Window(Row):
    """Dates in which the school's curriculum lets the student be away."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="windows")
    period = DateRangeField(_("dates"))
    state = models.CharField(max_length=20, choices=WindowState, default=WindowState.STATED)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["period"]
        triggers = [WINDOW_MOVES.trigger()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period__isempty=False)
                & models.Q(period__lower_inf=False)
                & models.Q(period__upper_inf=False),
                name="applications_window_has_dates",
            ),
            ExclusionConstraint(
                name="applications_windows_do_not_overlap",
                expressions=[("student", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=~models.Q(state="refused"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)

    @property
    def dates(self) -> Period:
        """First and last day."""
        return Period.of(self.period)


class SchoolConfirmation(Row):
    """One question to a registrar: is this student enrolled, and may they be away in these windows?"""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="confirmations")
    registrar = models.ForeignKey(Registrar, on_delete=models.PROTECT, related_name="confirmations")
    link = models.ForeignKey(SignedLink, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    is_enrolled = models.BooleanField(null=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student"],
                condition=models.Q(answered_at=None),
                name="applications_one_open_confirmation_a_student",
            )
        ]

    def __str__(self) -> str:
        return f"confirmation {self.id}"


class Application(Row):
    """A student's request: weeks wanted and ranked preferences, placed inside the approved windows."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="applications")
    weeks_wanted = models.PositiveSmallIntegerField(_("weeks wanted in all"), null=True, blank=True)
    most_rotations = models.PositiveSmallIntegerField(_("most rotations"), null=True, blank=True)
    most_moves = models.PositiveSmallIntegerField(_("most changes of city"), null=True, blank=True)
    budget = models.DecimalField(
        _("most it may cost in all (USD)"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    friend_email = models.EmailField(_("e-mail address of a friend to go with"), default="", db_default="", blank=True)
    note = models.TextField(_("anything the office should know"), blank=True, max_length=2000)
    state = models.CharField(max_length=20, choices=ApplicationState, default=ApplicationState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    office_note = models.TextField(_("what to mend"), blank=True, max_length=2000)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        triggers = [APPLICATION_MOVES.trigger()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weeks_wanted=None) | models.Q(weeks_wanted__range=(1, 52)),
                name="applications_weeks_in_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(budget=None) | models.Q(budget__gte=0), name="applications_budget_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(most_rotations=None) | models.Q(most_rotations__gte=1),
                name="applications_at_least_one_rotation",
            ),
            models.UniqueConstraint(
                fields=["student"],
                condition=~models.Q(state__in=["withdrawn", "placed", "unplaced"]),
                name="applications_one_open_a_student",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.id}"


class Preference(Row):
    """One ranked choice of an application; rank 1 is liked best."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="preferences")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="preferences")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "rank"],
                name="applications_one_choice_a_rank",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["application", "opening"], name="applications_an_opening_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.opening_id}"
