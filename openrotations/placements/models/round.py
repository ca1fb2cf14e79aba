"""A batch of applications placed together, and why each student got or did not get each choice."""

from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import Application, Preference
from openrotations.common.models import Row
from openrotations.common.refusals import Reason, Refused
from openrotations.placements.states import ROUND_MOVES, RoundState, Unpublished

BEING_PUBLISHED = Reason(
    "being-published", _("The offers of this round are being sent. Look again when they are out.")
)  # fmt: skip


class Round(Row):
    """Applications placed together. The lottery seed is fixed before the run and published after it.

    `instance` and `solution` are the result that is, or will be, published; `runs` are the ways to it.
    `unpublished_because` says why its offers could not be sent when that was last tried.
    """

    class Kind(models.TextChoices):
        RANKED = "ranked", _("one opening a student")
        COHORT = "cohort", _("a plan of several rotations for each student")

    kind = models.CharField(
        _("what each student gets"), max_length=20, choices=Kind, default=Kind.RANKED, db_default=Kind.RANKED
    )
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=20, choices=RoundState, default=RoundState.COLLECTING)
    seed = models.BigIntegerField(_("lottery seed"))
    ran_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    instance = models.JSONField(null=True, blank=True)
    solution = models.JSONField(null=True, blank=True)
    settings = models.JSONField(default=dict, db_default={}, blank=True)
    engine = models.CharField(max_length=60, default="", db_default="", blank=True)
    unpublished_because = models.CharField(
        max_length=20, choices=Unpublished, default="", db_default="", blank=True
    )  # fmt: skip

    class Meta:
        ordering = ["-created_at"]
        triggers = [ROUND_MOVES.trigger()]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def locked(cls, pk: UUID) -> Self:
        """This row, locked until the transaction ends. Raises DoesNotExist.

        Refused while its offers are being sent: that may take a minute, and nobody waits so long for a page.
        """
        if cls.objects.filter(pk=pk, state=RoundState.PUBLISHING).exists():
            raise Refused([BEING_PUBLISHED])
        return super().locked(pk)


class RoundEntry(Row):
    """An application's part in a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="entries")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="round_entries")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "application"], name="placements_an_application_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.application_id}"


class Outcome(Row):
    """What came of one choice of one student in a round, and why: for the student and for the office."""

    entry = models.ForeignKey(RoundEntry, on_delete=models.CASCADE, related_name="outcomes")
    preference = models.ForeignKey(Preference, on_delete=models.CASCADE, related_name="outcomes")
    is_given = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "preference"], name="placements_one_outcome_a_choice")]

    def __str__(self) -> str:
        return f"{self.preference_id} {self.reason or 'given'}"
