"""The home school's word on one placement, where its policy is to approve each."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.placements.models.placement import Placement
from openrotations.placements.states import APPROVAL_MOVES, ApprovalState
from openrotations.schools.models import Registrar


class SchoolApproval(Row):
    """A question to the student's school about a placement, and its answer; `registrar` is who answered.

    `period` is what the school last approved: the placement's days as they were then. None where it approved
    nothing yet, or before these days were kept.
    """

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="school_approval")
    state = models.CharField(max_length=20, choices=ApprovalState, default=ApprovalState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    registrar = models.ForeignKey(Registrar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("note"), blank=True, max_length=2000)
    period = DateRangeField(_("approved dates"), null=True, blank=True)

    class Meta:
        triggers = [APPROVAL_MOVES.trigger()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ApprovalState.ASKED, answered_at=None)
                | (~models.Q(state=ApprovalState.ASKED) & models.Q(answered_at__isnull=False)),
                name="placements_an_approval_is_answered_at_a_moment",
            )
        ]

    @property
    def approved_dates(self) -> Period | None:
        """The days that the school approved, where they were kept."""
        return Period.of(self.period) if self.period else None

    def __str__(self) -> str:
        return f"approval {self.id}"
