"""Requirements become tasks; when every task is done the placement is cleared."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.people.models import Person
from openrotations.placements.models import Placement


class Task(Row):
    """One thing to be done before day one, by whom and by when."""

    class Who(models.TextChoices):
        STUDENT = "student", _("the student")
        OFFICE = "office", _("the office")
        HOST = "host", _("the host")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("task"), max_length=200)
    who = models.CharField(_("who acts"), max_length=20, choices=Who)
    due_on = models.DateField(_("due"))
    stated_at = models.DateTimeField(_("said to be done"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "position"], name="onboarding_tasks_in_order"),
        ]

    def __str__(self) -> str:
        return self.title
