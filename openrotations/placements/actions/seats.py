"""The only door to a seat."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, connection, transaction

from openrotations.applications.models import Application
from openrotations.applications.rules import reason_of
from openrotations.applications.states import ApplicationState
from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.common.wording import written_period
from openrotations.notifications.actions import open_thread
from openrotations.notifications.models import Thread
from openrotations.placements import rules
from openrotations.placements.actions.numbering import free_seat
from openrotations.placements.actions.prepared import Prepared, prepared_for
from openrotations.placements.actions.steps import move_application
from openrotations.placements.models import Placement, Round
from openrotations.placements.queries import seats
from openrotations.placements.states import PlacementState

REASONS = {
    "placements_seat_once_a_day": rules.NO_SEAT_LEFT,
    "placements_student_once_a_day": rules.DAYS_TAKEN,
    "placements_inside_a_window": rules.OUTSIDE_WINDOWS,
    "placements_inside_its_opening": rules.OUTSIDE_OPENING,
    "placements_not_on_closed_days": rules.CLOSED_DAYS,
}


@transaction.atomic
def take_seat(
    application: Application,
    opening: Opening,
    period: Period,
    *,
    round: Round | None = None,
    state: str = PlacementState.OFFERED,
    held_until: datetime | None = None,
    prepared: Prepared | None = None,
    by: Actor,
    now: datetime,
) -> Placement:
    """Give the application a seat of the opening for the period; the only way a placement comes to be.

    Locks the offering, so that takers come one by one; frees what ran out; asks every rule; inserts under
    the exclusion constraints. Raises Refused with every reason. Does not tell the student: see `offers`.
    Who gives many seats in one transaction hands in what they have `prepared`, and so locks and reads once.
    """
    prepared = prepared or prepared_for([opening], [application.pk], now=now)
    application, opening = prepared.applications[application.pk], prepared.openings[opening.pk]
    try:
        seat = _free_seat(application, opening, period, prepared, by=by, now=now)
        placement = Placement(
            student=application.student,
            application=application,
            offering=opening.offering,
            opening=opening,
            round=round,
            thread=_thread_for(opening, period, by=by, now=now),
            period=period.stored,
            seat=seat,
            state=state,
            state_since_at=now,
            price=Decimal(period.weeks) * opening.offering.price_per_week,
            offered_at=now if state == PlacementState.OFFERED else None,
            held_until=held_until,
        )
        insert_under_constraints(placement)
    except Refused:
        prepared.forget(opening.offering_id)
        raise
    prepared.remember(placement)
    record(
        "take_seat", placement, by=by, now=now, new=state, seat=placement.seat,
        application=str(application.pk), opening=str(opening.pk), round=str(round.pk) if round else "",
    )  # fmt: skip
    if application.state != ApplicationState.IN_ROUND:  # the round says what becomes of it, when it is published
        move_application(application, ApplicationState.PLACED, by=by, now=now, placement=str(placement.pk))
    return placement


def _free_seat(
    application: Application, opening: Opening, period: Period, prepared: Prepared, *, by: Actor, now: datetime
) -> int:
    """The number of the seat. Raises Refused where a rule says no."""
    seat = free_seat(opening, period, held=prepared.held_at(opening.offering_id), by=by, now=now)
    found = list(
        rules.why_not_take_seat(
            prepared.seeker(application.pk),
            prepared.places[opening.pk],
            period,
            graduates_observe=seats.graduates_observe(prepared.programme),
            free_seat=seat,
        )
    )
    said = {reason.code for reason in found}
    by_rule = map(reason_of, prepared.refusals(application.pk, opening, period))
    refuse_if([*found, *(reason for reason in by_rule if reason.code not in said)])
    return seat or 1


def _thread_for(opening: Opening, period: Period, *, by: Actor, now: datetime) -> Thread:
    return open_thread(f"{opening.offering} · {written_period(period.first, period.last)}", by=by, now=now)


def insert_under_constraints(placement: Placement) -> None:
    """Insert the row and let the database check it now, not at commit. Raises Refused where it says no.

    What was written before it in this savepoint of the caller's is undone then.
    """
    try:
        placement.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS placements_seat_once_a_day IMMEDIATE")
            cursor.execute("SET CONSTRAINTS placements_seat_once_a_day DEFERRED")
    except IntegrityError as error:
        raise Refused([_reason_of(error)]) from error


def _reason_of(error: IntegrityError) -> Reason:
    diagnosis = getattr(error.__cause__, "diag", None)
    reason = REASONS.get(getattr(diagnosis, "constraint_name", None) or "")
    if reason is None:
        raise error
    return reason
