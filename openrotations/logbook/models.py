"""Attendance: the days of a rotation, reported by the student and signed by the preceptor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.hosts.models import Preceptor
from openrotations.logbook.states import DAY_MOVES, DayState
from openrotations.placements.models import Placement


class Day(Row):
    """One day of a rotation as the student reports it: hours on site, or absent with a reason."""

    class Kind(models.TextChoices):
        PRESENT = "present", _("on site")
        ABSENT = "absent", _("absent")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="days")
    on = models.DateField(_("date"))
    kind = models.CharField(_("attendance"), max_length=20, choices=Kind, default=Kind.PRESENT)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=2, default=0)
    reason = models.CharField(_("reason for absence"), max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=DayState, default=DayState.REPORTED)
    reported_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(Preceptor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    query = models.CharField(_("what the preceptor asks"), max_length=200, blank=True)

    class Meta:
        ordering = ["on"]
        triggers = [DAY_MOVES.trigger()]
        constraints = [
            models.UniqueConstraint(fields=["placement", "on"], name="logbook_one_row_a_day"),
            models.CheckConstraint(condition=models.Q(hours__range=(0, 24)), name="logbook_hours_in_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.state}"
