"""Requirements become tasks; when every task is done the placement is cleared."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.rulebook.queries import Finding


class Task(Row):
    """One thing to be done before day one, by whom and by when.

    With a `kind` it is a paper: what was asked for when the task was planned stands beside it, and it is done when
    an accepted document holds through the last day (`actions.judge_tasks`). With a `rule` it is what a rule of the
    rule book still wants, and `finding` is what it said last; it is done when the rule says yes
    (`actions.settle_clearance`), or a director made an exception, kept as a waiver. Without either, somebody ticks it.
    """

    class Who(models.TextChoices):
        STUDENT = "student", _("the student")
        REGISTRAR = "registrar", _("the school")
        OFFICE = "office", _("the office")
        HOST = "host", _("the host")

    class Verdict(models.TextChoices):
        """What `documents.validity.standing` says of the papers there are."""

        FINE = "fine", _("fine")
        RUNS_OUT = "runs_out", _("runs out too soon")
        MISSING = "missing", _("missing")
        IN_REVIEW = "in_review", _("in review")
        REFUSED = "refused", _("refused")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("task"), max_length=200)
    who = models.CharField(_("who acts"), max_length=20, choices=Who)
    due_on = models.DateField(_("due"))
    stated_at = models.DateTimeField(_("said to be done"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("paper"), max_length=40, blank=True, default="", db_default="")
    not_older_than_days = models.PositiveSmallIntegerField(null=True, blank=True)
    counted_from = models.CharField(max_length=10, default="start", db_default="start")
    amounts = models.JSONField(default=dict, db_default={}, blank=True)
    note = models.CharField(max_length=600, blank=True, default="", db_default="")
    rule = models.CharField(_("rule"), max_length=60, blank=True, default="", db_default="")
    finding = models.JSONField(default=dict, db_default={}, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True, default="", db_default="")
    holds_until = models.DateField(_("runs out"), null=True, blank=True)
    waived_at = models.DateTimeField(_("waived"), null=True, blank=True)
    waived_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    waived_because = models.CharField(_("why it is waived"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "position"], name="onboarding_tasks_in_order"),
            models.UniqueConstraint(
                fields=["placement", "kind"], condition=~models.Q(kind=""), name="onboarding_one_task_a_paper"
            ),
            models.UniqueConstraint(
                fields=["placement", "rule"], condition=~models.Q(rule=""), name="onboarding_one_task_a_rule"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="") | models.Q(rule=""), name="onboarding_a_paper_is_no_rule"
            ),
            models.CheckConstraint(
                condition=models.Q(waived_at=None) | (models.Q(waived_by__isnull=False) & ~models.Q(waived_because="")),
                name="onboarding_waived_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do: checked, a paper that holds, or waived."""
        return self.checked_at is not None or self.waived_at is not None

    @property
    def said(self) -> Finding | None:
        """What the rule said last; None for a task that is no rule's."""
        return Finding.from_json(self.finding) if self.rule else None

    @property
    def line(self) -> str:
        """The task in one line of a mail: its title, and of a rule why it is not met."""
        said = self.said
        return f"{self.title} {said.because}" if said else self.title


class Reminder(Row):
    """That somebody was reminded of a task, once for each stage: this row is why nobody is reminded twice."""

    class About(models.TextChoices):
        DUE = "due", _("it is due")
        RUNS_OUT = "runs_out", _("the paper runs out")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reminders")
    about = models.CharField(max_length=10, choices=About)
    # Days before; 0 stands for overdue.
    stage = models.PositiveSmallIntegerField()
    for_on = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "about", "stage", "for_on"], name="onboarding_each_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.about} {self.stage}"
