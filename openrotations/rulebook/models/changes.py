"""Changes to rules and counters: one person of the office proposes, another approves, and they count from a day on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.people.models import Person
from openrotations.rulebook.states import CHANGE_MOVES, ChangeState


class RuleChange(Row):
    """A rule, or what a state counts, written anew, added or taken away.

    `text` is the whole of it in YAML; an empty one takes it away. A counter may have the id of a rule.
    """

    class Kind(models.TextChoices):
        RULE = "rule", _("a rule")
        COUNTER = "counter", _("what a state counts")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RULE, db_default=Kind.RULE)
    rule = models.CharField(_("rule"), max_length=60)
    text = models.TextField(_("the rule"), blank=True, max_length=20_000)
    because = models.TextField(_("why it changes"), max_length=2000)
    effective_on = models.DateField(_("counts from"))
    state = models.CharField(max_length=20, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("what the second person says"), blank=True, max_length=2000)

    class Meta:
        ordering = ["-proposed_at"]
        triggers = [CHANGE_MOVES.trigger()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None)
                | models.Q(state="withdrawn")
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="rulebook_nobody_approves_their_own",
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed") | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="rulebook_somebody_decided",
            ),
            models.UniqueConstraint(
                fields=["kind", "rule"], condition=models.Q(state="proposed"), name="rulebook_one_proposal_of_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} from {self.effective_on}"
