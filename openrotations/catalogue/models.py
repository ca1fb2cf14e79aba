"""What a student can choose: offerings, the openings in which they can be had, and the days closed in them."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.hosts.models import Preceptor, Site
from openrotations.people.models import Person


class Offering(Row):
    """What a preceptor at a site offers."""

    class ExperienceType(models.TextChoices):
        ELECTIVE_CLERKSHIP = "elective_clerkship", _("elective clerkship")
        SUB_INTERNSHIP = "sub_internship", _("sub-internship")
        CORE_CLERKSHIP = "core_clerkship", _("core clerkship")
        EXTERNSHIP = "externship", _("externship")
        OBSERVERSHIP = "observership", _("observership")
        RESEARCH = "research", _("research")
        TELE_ROTATION = "tele_rotation", _("tele-rotation")

    class Participation(models.TextChoices):
        HANDS_ON = "hands_on", _("hands-on, supervised")
        OBSERVATION = "observation", _("observation only")

    class Setting(models.TextChoices):
        INPATIENT = "inpatient", _("inpatient")
        OUTPATIENT = "outpatient", _("outpatient")
        BOTH = "both", _("inpatient and outpatient")

    title = models.CharField(_("title"), max_length=200)
    preceptor = models.ForeignKey(Preceptor, on_delete=models.PROTECT, related_name="offerings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="offerings")
    specialty = models.CharField(_("specialty"), max_length=80)
    experience_type = models.CharField(_("experience type"), max_length=30, choices=ExperienceType)
    participation = models.CharField(_("hands-on or observation"), max_length=20, choices=Participation)
    setting = models.CharField(_("setting"), max_length=20, choices=Setting)
    description = models.TextField(_("description"), blank=True)
    requirements = models.TextField(_("requirements"), blank=True, help_text=_("A line each."))
    min_weeks = models.PositiveSmallIntegerField(_("fewest weeks"), validators=[MinValueValidator(1)])
    max_weeks = models.PositiveSmallIntegerField(_("most weeks"), validators=[MaxValueValidator(52)])
    price_per_week = models.DecimalField(_("price per week (USD)"), max_digits=8, decimal_places=2)
    is_published = models.BooleanField(_("published"), default=True)

    class Meta:
        ordering = ["specialty", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_weeks__gte=1) & models.Q(min_weeks__lte=models.F("max_weeks")),
                name="catalogue_weeks_in_order",
            ),
            models.CheckConstraint(condition=models.Q(price_per_week__gte=0), name="catalogue_price_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(experience_type="observership") | models.Q(participation="observation"),
                name="catalogue_observership_observes",
            ),
            models.UniqueConstraint(fields=["preceptor", "site", "title"], name="catalogue_one_row_an_offering"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hands_on(self) -> bool:
        """Whether students take part in care under supervision."""
        return self.participation == self.Participation.HANDS_ON


class Opening(Row):
    """Dates in which an offering can be had, and how many students fit at once."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="openings")
    period = DateRangeField(_("dates"))
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1), MaxValueValidator(50)])
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["period"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period__isempty=False)
                & models.Q(period__lower_inf=False)
                & models.Q(period__upper_inf=False),
                name="catalogue_opening_has_dates",
            ),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="catalogue_opening_has_seats"),
            ExclusionConstraint(
                name="catalogue_openings_do_not_overlap",
                expressions=[("offering", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offering_id} {self.period}"

    @property
    def dates(self) -> Period:
        """First and last day."""
        return Period.of(self.period)

    @property
    def closed_days(self) -> list[Period]:
        """Its closed days in order of time. Lists of openings load `closures` beforehand (`prefetch_related`)."""
        return sorted(closure.dates for closure in self.closures.all())

    @property
    def open_stretches(self) -> list[Period]:
        """The opening without its closed days, in order of time; the whole of it where none are closed."""
        return self.dates.without(self.closed_days)


_INSIDE = """
    IF NOT EXISTS (SELECT 1 FROM catalogue_opening o WHERE o.id = NEW.opening_id AND o.period @> NEW.period) THEN
        RAISE EXCEPTION 'closure % is not inside its opening', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'catalogue_closure_inside_its_opening';
    END IF;
    RETURN NEW;
"""


class Closure(Row):
    """Days of an opening on which nobody can be there: the site is closed, the preceptor away.

    No seat is given on these days (`placements`). Opening them again deletes the row; the trail keeps both.
    """

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="closures")
    period = DateRangeField(_("closed days"))
    because = models.CharField(_("reason"), max_length=300)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["period"]
        triggers = [
            pgtrigger.Trigger(
                name="inside_opening",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_INSIDE,
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period__isempty=False)
                & models.Q(period__lower_inf=False)
                & models.Q(period__upper_inf=False),
                name="catalogue_closure_has_dates",
            ),
            ExclusionConstraint(
                name="catalogue_closures_do_not_overlap",
                expressions=[("opening", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.period}"

    @property
    def dates(self) -> Period:
        """First and last day."""
        return Period.of(self.period)
