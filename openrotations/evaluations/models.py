"""Evaluations by the preceptor and self-assessments by the student, on versioned forms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.evaluations.states import EVALUATION_MOVES, EvaluationState
from openrotations.hosts.models import Preceptor
from openrotations.people.models import SignedLink
from openrotations.placements.models import Placement


class Evaluation(Row):
    """One evaluation: mid-point or final, by the preceptor or by the student. Corrections are new versions."""

    class Moment(models.TextChoices):
        MIDPOINT = "midpoint", _("mid-point")
        FINAL = "final", _("final")

    class Author(models.TextChoices):
        PRECEPTOR = "preceptor", _("preceptor")
        STUDENT = "student", _("self-assessment")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="evaluations")
    moment = models.CharField(max_length=20, choices=Moment)
    author = models.CharField(max_length=20, choices=Author)
    version = models.PositiveSmallIntegerField(default=1)
    form = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=EvaluationState, default=EvaluationState.DUE)
    due_on = models.DateField()
    answers = models.JSONField(default=dict, blank=True)
    keep = models.TextField(_("one thing to keep"), blank=True, max_length=2000)
    change = models.TextField(_("one thing to change"), blank=True, max_length=2000)
    link = models.ForeignKey(SignedLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    written_by = models.ForeignKey(Preceptor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "author"]
        triggers = [EVALUATION_MOVES.trigger()]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "moment", "author", "version"], name="evaluations_one_a_moment_and_author"
            )
        ]

    def __str__(self) -> str:
        return f"{self.moment} {self.author}"

    @property
    def evaluator(self) -> Preceptor:
        """The physician whose word it is: whoever began to write it, even if another supervises now."""
        return self.written_by or self.placement.supervisor
