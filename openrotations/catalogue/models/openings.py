"""The openings in which an offering can be had, and the days closed in them."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.catalogue.models.offerings import Offering
from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.people.models import Person


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
