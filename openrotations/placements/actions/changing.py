"""Other dates for a placement that has a seat: its own days change, or another placement takes its place."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import refuse_if
from openrotations.common.wording import written_period
from openrotations.notifications.actions import post_message
from openrotations.notifications.models import Post
from openrotations.office.queries import the_programme
from openrotations.placements.actions.approvals import ask_school_about_dates
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.mails import tell_host
from openrotations.placements.actions.offers import ask_host_or_office, offer_seat
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.actions.steps import locked_placement, move_placement
from openrotations.placements.models import Placement
from openrotations.placements.queries.requests import Change, change_of
from openrotations.placements.signals import placement_accepted, placement_dates_changed, placement_ended
from openrotations.placements.states import PlacementState


@transaction.atomic
def change_dates(placement: Placement, kind: str, wanted: Period, *, by: Actor, now: datetime) -> Placement:
    """Give the placement these dates, and tell the host; returns the placement that has them.

    A shorter stay, and one that runs, keeps its seat and stays the same placement. Else the placement is
    replaced by a new one through `take_seat`, and the host is asked again. Raises Refused with every reason.
    """
    prepare_seats([placement.offering_id], [placement.application_id], now=now)
    placement = locked_placement(placement)
    change = change_of(placement, kind, wanted, now)
    refuse_if(change.reasons)
    was = placement.dates
    stands = (
        _keep(placement, change, by=by, now=now) if change.keeps_seat else _replace(placement, change, by=by, now=now)
    )
    _tell(placement, stands, was, by=by, now=now)
    return stands


def _keep(placement: Placement, change: Change, *, by: Actor, now: datetime) -> Placement:
    before = placement.dates
    placement.period, placement.price = change.period.stored, change.price
    placement.seat = change.seat or placement.seat
    placement.save(update_fields=["period", "price", "seat"])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS placements_seat_once_a_day IMMEDIATE")
        cursor.execute("SET CONSTRAINTS placements_seat_once_a_day DEFERRED")
    record(
        "change_dates", placement, by=by, now=now, before=[before.first, before.last],
        after=[change.period.first, change.period.last], seat=placement.seat,
    )  # fmt: skip
    ask_school_about_dates(placement, before, by=by, now=now)
    placement_dates_changed.send(Placement, placement=placement, by=by, now=now)
    return placement


def _replace(placement: Placement, change: Change, *, by: Actor, now: datetime) -> Placement:
    """End the placement as replaced, which frees its days, and take a seat on the new ones."""
    was_offered = placement.state == PlacementState.OFFERED
    move_placement(placement, PlacementState.REPLACED, "replace_placement", by=by, now=now, ended_at=now)
    application, opening, period = placement.application, change.opening, change.period
    if was_offered:
        stands = offer_seat(application, opening, period, round=placement.round, by=by, now=now)
    else:
        stands = take_seat(
            application, opening, period, round=placement.round, state=PlacementState.ACCEPTED, by=by, now=now
        )
        stands.accepted_at = now
        stands.save(update_fields=["accepted_at"])
        ask_host_or_office(stands, by=by, now=now)
        placement_accepted.send(Placement, placement=stands, by=by, now=now)
    placement_ended.send(Placement, placement=placement, by=by, now=now)
    return stands


def _tell(placement: Placement, stands: Placement, was: Period, *, by: Actor, now: datetime) -> None:
    """Say it in both conversations, and write to the host that knew of the old dates."""
    words = {"old": written_period(was.first, was.last), "new": written_period(stands.dates.first, stands.dates.last)}
    name, body = the_programme().name, _("The dates change: %(new)s instead of %(old)s.") % words
    for thread in {placement.thread_id: placement.thread, stands.thread_id: stands.thread}.values():
        post_message(thread, body, name=name, audience=Post.Audience.EVERYONE, by=by, now=now)
    if placement.host_asked_at:
        asks_again = stands.pk != placement.pk
        tell_host(placement, "dates_changed", by=by, now=now, was=was, dates=stands.dates, asks_again=asks_again)
