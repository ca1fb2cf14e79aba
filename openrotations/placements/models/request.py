"""What a student asks the office to change about a placement."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.people.models import Person
from openrotations.placements.models.placement import Placement
from openrotations.placements.states import ENDED_EARLY, REQUEST_MOVES, PlacementState, RequestKind, RequestState


class Request(Row):
    """A student's wish about a placement, and the office's answer. A placement has one open request at most.

    `first_on` and `last_on` are the dates wanted; without them the placement keeps its own. `look_again_on` is
    the day until which the arrival is uncertain, `settled_at` when it was certain again. `became` is the
    placement that took the place of this one.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(_("what is asked"), max_length=20, choices=RequestKind)
    first_on = models.DateField(_("first day"), null=True, blank=True)
    last_on = models.DateField(_("last day"), null=True, blank=True)
    look_again_on = models.DateField(_("uncertain until"), null=True, blank=True)
    note = models.TextField(_("what the office should know"), max_length=2000, blank=True)
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    became = models.ForeignKey(Placement, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-asked_at"]
        triggers = [REQUEST_MOVES.trigger()]
        constraints = [
            models.UniqueConstraint(
                fields=["placement"],
                condition=models.Q(state=RequestState.ASKED),
                name="placements_one_open_request_a_placement",
            ),
            models.CheckConstraint(
                condition=models.Q(first_on=None, last_on=None) | models.Q(first_on__lte=models.F("last_on")),
                name="placements_request_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RequestState.ASKED) | models.Q(decided_at__isnull=False),
                name="placements_a_request_ends_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.id}"

    @property
    def wanted(self) -> Period | None:
        """The dates asked for; None when the placement keeps its own."""
        return Period(self.first_on, self.last_on) if self.first_on and self.last_on else None

    @property
    def is_open(self) -> bool:
        """Whether the office has still to decide."""
        return self.state == RequestState.ASKED

    @property
    def keeps_uncertain(self) -> bool:
        """Whether the placement's arrival is uncertain because of this."""
        granted = self.state == RequestState.GRANTED and self.look_again_on is not None
        begun = self.placement.state in (PlacementState.ACTIVE, PlacementState.COMPLETED, *ENDED_EARLY)
        return granted and self.settled_at is None and not begun
