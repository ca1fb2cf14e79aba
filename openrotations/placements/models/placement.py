"""One student, one offering, one period, one seat."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import Application
from openrotations.catalogue.models import Offering, Opening
from openrotations.common.models import Row
from openrotations.common.periods import Period
from openrotations.hosts.models import HostCoordinator, Preceptor
from openrotations.notifications.models import Thread
from openrotations.people.models import SignedLink
from openrotations.placements.models.round import Round
from openrotations.placements.states import HOLDING, PLACEMENT_MOVES, EndedBy, PlacementState
from openrotations.schools.models import Student

_HOLDS = models.Q(state__in=HOLDING)
_INSIDE = """
    IF NEW.state = ANY (ARRAY[{holding}]) THEN
        IF NOT EXISTS (SELECT 1 FROM applications_window w WHERE w.student_id = NEW.student_id
                       AND w.state = 'approved' AND w.period @> NEW.period) THEN
            RAISE EXCEPTION 'placement % is not inside an approved window', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'placements_inside_a_window';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM catalogue_opening o WHERE o.id = NEW.opening_id
                       AND o.offering_id = NEW.offering_id AND o.period @> NEW.period AND NEW.seat <= o.seats) THEN
            RAISE EXCEPTION 'placement % is not inside its opening', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'placements_inside_its_opening';
        END IF;
        -- Locked before the look, so that days that are being closed at this moment are seen.
        IF TG_OP = 'INSERT' OR OLD.period <> NEW.period OR OLD.opening_id <> NEW.opening_id THEN
            PERFORM 1 FROM catalogue_opening o WHERE o.id = NEW.opening_id FOR SHARE;
            IF EXISTS (SELECT 1 FROM catalogue_closure c
                       WHERE c.opening_id = NEW.opening_id AND c.period && NEW.period) THEN
                RAISE EXCEPTION 'placement % lies on closed days', NEW.id
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'placements_not_on_closed_days';
            END IF;
        END IF;
    END IF;
    RETURN NEW;
""".format(  # noqa: S608 - our own words only
    holding=", ".join(f"'{state}'" for state in HOLDING)
)


class Placement(Row):
    """One student, one offering, one period, one seat. The database refuses what may not be.

    No student twice on one day, no seat twice on one day, inside an approved window and the opening, not on
    closed days, and no move that the state table does not have. Only `placements.actions` makes or moves one.
    """

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="placements")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="placements")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="placements")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="placements")
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="placements")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="placement")
    period = DateRangeField(_("dates"))
    seat = models.PositiveSmallIntegerField(_("seat"))
    state = models.CharField(max_length=20, choices=PlacementState, default=PlacementState.PROPOSED)
    state_since_at = models.DateTimeField()
    price = models.DecimalField(_("price (USD)"), max_digits=9, decimal_places=2)
    offered_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    host_asked_at = models.DateTimeField(null=True, blank=True)
    host_due_on = models.DateField(null=True, blank=True)
    host_release_on = models.DateField(null=True, blank=True)
    host_link = models.ForeignKey(SignedLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # When the rules were first asked about clearance; None before there are tasks.
    rules_asked_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(HostCoordinator, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    supervised_by = models.ForeignKey(
        Preceptor, verbose_name=_("supervised by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    day_one_contact = models.CharField(
        _("whom to ask for on day one"), max_length=200, blank=True, default="", db_default=""
    )
    office_warned_at = models.DateTimeField(null=True, blank=True)
    student_warned_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=20, choices=EndedBy, blank=True)
    ended_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["period"]
        indexes = [models.Index(fields=["state", "period"])]
        triggers = [
            PLACEMENT_MOVES.trigger(),
            pgtrigger.Trigger(
                name="inside_window_and_opening",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("period", "state", "seat", "opening_id", "offering_id", "student_id"),  # type: ignore[no-untyped-call]
                func=_INSIDE,
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(seat__gte=1), name="placements_seat_from_one"),
            models.CheckConstraint(
                condition=~models.Q(state="offered") | models.Q(held_until__isnull=False),
                name="placements_an_offer_has_a_deadline",
            ),
            ExclusionConstraint(
                name="placements_student_once_a_day",
                expressions=[("student", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=_HOLDS,
            ),
            ExclusionConstraint(
                name="placements_seat_once_a_day",
                expressions=[
                    ("offering", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=_HOLDS,
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"placement {self.id}"

    @property
    def supervisor(self) -> Preceptor:
        """Who answers for the student: whom the host named, or else the offering's preceptor."""
        return self.supervised_by or self.offering.preceptor

    @property
    def dates(self) -> Period:
        """First and last day."""
        return Period.of(self.period)
