"""Windows, the school's confirmation, and the student's application with ranked preferences."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.applications.states import APPLICATION_MOVES, WINDOW_MOVES, ApplicationState, WindowState
from openrotations.catalogue.models import EnglishTest, Opening
from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.people.models import Person, SignedLink
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


class Background(Row):
    """What a student tells beyond the profile: studies, examinations, how they enter and for how long.

    Every fact may be left for later: null, or an empty text, is "not told". Weeks and electives elsewhere are
    counted by state: code of the state -> number, as the student declares.
    """

    class Result(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("not passed")
        NOT_TAKEN = "not_taken", _("not taken yet")

    class StepOne(models.TextChoices):
        PASSED = "passed", _("passed")
        EQUIVALENT = "equivalent", _("passed another examination that hosts may accept, such as IFOM Basic Science")
        FAILED = "failed", _("not passed")
        NOT_TAKEN = "not_taken", _("not taken yet")

    class TestTaken(models.TextChoices):
        """What a student may have taken: the tests for which hosts name a score, and others."""

        TOEFL_IBT = EnglishTest.TOEFL_IBT.value, _("TOEFL iBT, from 0 to 120")
        TOEFL_IBT_BANDS = "toefl_ibt_bands", _("TOEFL iBT, from 1 to 6")
        IELTS = EnglishTest.IELTS.value, _("IELTS Academic")
        OET = EnglishTest.OET_MEDICINE.value, EnglishTest.OET_MEDICINE.label
        OTHER = "other", _("another test")
        NONE = "none", _("no test")

    class Residence(models.TextChoices):
        CITIZEN = "citizen", _("citizen of the United States")
        RESIDENT = "resident", _("permanent resident of the United States")
        NEITHER = "neither", _("neither of the two")

    class Entry(models.TextChoices):
        B1 = "b1", _("B-1 visa, for business")
        WAIVER = "waiver", _("Visa Waiver Program, with ESTA")
        B2 = "b2", _("B-2 visa, for tourism")
        J1 = "j1", _("J-1 visa, for exchange visitors")
        OTHER = "other", _("another visa")
        NONE = "none", _("no visa yet")

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="background")
    study_year = models.PositiveSmallIntegerField(_("year of study"), null=True, blank=True)
    is_final_year = models.BooleanField(_("final year"), null=True, blank=True)
    cores_done = models.JSONField(_("core clerkships done"), null=True, blank=True)
    step1 = models.CharField(_("USMLE Step 1"), max_length=20, choices=StepOne, default="", blank=True)
    step2_ck = models.CharField(_("USMLE Step 2 CK"), max_length=20, choices=Result, default="", blank=True)
    step2_ck_score = models.PositiveSmallIntegerField(_("three-digit score"), null=True, blank=True)
    english_test = models.CharField(_("English test"), max_length=20, choices=TestTaken, default="", blank=True)
    english_score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True, blank=True)
    residence = models.CharField(_("in the United States"), max_length=20, choices=Residence, default="", blank=True)
    entry = models.CharField(_("way to enter"), max_length=20, choices=Entry, default="", blank=True)
    arrives_on = models.DateField(_("arrival"), null=True, blank=True)
    departs_on = models.DateField(_("departure"), null=True, blank=True)
    weeks_in_state = models.JSONField(_("weeks of clerkships elsewhere, by state"), null=True, blank=True)
    electives_in_state = models.JSONField(_("electives elsewhere, by state"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(study_year=None) | models.Q(study_year__range=(1, 10)),
                name="applications_study_year_in_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(step2_ck_score=None)
                | (models.Q(step2_ck_score__range=(1, 300)) & models.Q(step2_ck="passed")),
                name="applications_a_score_is_of_a_pass",
            ),
            models.CheckConstraint(
                condition=models.Q(arrives_on=None)
                | models.Q(departs_on=None)
                | models.Q(arrives_on__lte=models.F("departs_on")),
                name="applications_arrives_before_departing",
            ),
        ]

    def __str__(self) -> str:
        return f"background {self.student_id}"


class Exemption(Row):
    """A director's recorded exception from a rule of the programme for one student, and why."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="exemptions")
    rule = models.CharField(max_length=60)
    because = models.TextField(_("reason"), max_length=2000)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "rule"],
                condition=models.Q(ended_at=None),
                name="applications_one_exemption_a_rule",
            )
        ]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.rule}"
