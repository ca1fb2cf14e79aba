"""One way to a round's result: computed, or adjusted by hand."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.placements.models.round import Round
from openrotations.placements.states import RUN_MOVES, RunState


class Run(Row):
    """A computation of a cohort plan, or a plan adjusted by hand: what went in, how it went, what came out.

    `settings` holds what the office chose (objectives in order, seconds, limits), `progress` the last line that the
    planner printed, `verdict` what the independent checker counted, `reasons` why each application got or did not
    get each choice that the planner saw, `rule_prices` what each rule costs in students, `offering_reasons` what
    became of the seats of each opening, `summary` who has no full plan and why, and `change` what was adjusted by
    hand. The run that was chosen last is the round's result.
    """

    class Origin(models.TextChoices):
        COMPUTED = "computed", _("computed")
        ADJUSTED = "adjusted", _("adjusted by hand")
        REPAIRED = "repaired", _("repaired")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveSmallIntegerField(_("number"))
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.COMPUTED)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=20, choices=RunState, default=RunState.WAITING)
    settings = models.JSONField(default=dict, blank=True)
    seed = models.BigIntegerField(_("seed"))
    engine = models.CharField(max_length=60, blank=True)
    instance = models.JSONField(null=True, blank=True)
    solution = models.JSONField(null=True, blank=True)
    verdict = models.JSONField(null=True, blank=True)
    reasons = models.JSONField(default=dict, blank=True)
    rule_prices = models.JSONField(default=list, blank=True)
    offering_reasons = models.JSONField(default=list, db_default=[], blank=True)
    summary = models.JSONField(default=dict, db_default={}, blank=True)
    progress = models.JSONField(default=dict, blank=True)
    change = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        triggers = [RUN_MOVES.trigger()]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="placements_a_run_has_its_number"),
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(state__in=[RunState.WAITING, RunState.RUNNING]),
                name="placements_one_run_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="finished") | models.Q(solution__isnull=False),
                name="placements_a_finished_run_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.number} of {self.round_id}"

    @property
    def objectives(self) -> dict[str, Any]:
        """What the checker counted, by the planner's names; empty until the run is finished."""
        counted: dict[str, Any] = (self.verdict or {}).get("objectives", {})
        return counted
