"""The programme office itself: one per installation."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row


class Programme(Row):
    """The office that runs the rotations: its name, its paper, its hours and its policies. There is only one."""

    class GraduatesMay(models.TextChoices):
        OBSERVE = "observe", _("observe only")
        HANDS_ON = "hands_on", _("observe, and take part where law and host allow it")

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(_("name of the programme"), max_length=200)
    letterhead = models.TextField(_("letterhead"), help_text=_("Address, telephone and e-mail, a line each."))
    logo_svg = models.TextField(_("logo"), blank=True)
    email = models.EmailField(_("office e-mail"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/New_York")
    opening_hours = models.CharField(_("opening hours"), max_length=200, default="Mon–Fri 9:00–17:00")
    min_weeks = models.PositiveSmallIntegerField(
        _("fewest weeks a student may ask for"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
    )
    max_weeks = models.PositiveSmallIntegerField(
        _("most weeks a student may ask for"),
        default=13,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
    )
    graduates_may = models.CharField(
        _("graduates may"), max_length=20, choices=GraduatesMay, default=GraduatesMay.OBSERVE
    )
    refund_policy = models.TextField(_("refund policy"))
    hold_hours = models.PositiveSmallIntegerField(
        _("hours an offer is held"), default=72, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    host_answer_days = models.PositiveSmallIntegerField(_("working days a host has to confirm"), default=5)
    host_release_days = models.PositiveSmallIntegerField(_("working days until a silent host is released"), default=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="office_only_one_programme"),
            models.CheckConstraint(
                condition=models.Q(min_weeks__lte=models.F("max_weeks")), name="office_weeks_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name
