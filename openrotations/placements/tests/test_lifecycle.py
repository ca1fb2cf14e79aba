"""From confirmed to completed, and placements that end early."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.placements import actions, signals
from openrotations.placements.models import Placement
from openrotations.placements.states import EndedBy, PlacementState
from openrotations.placements.tests.factories import make_placement, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


def test_a_placement_goes_all_the_way() -> None:
    placement, heard = make_placement(state=PlacementState.CONFIRMED), []
    names = ("placement_cleared", "placement_started", "placement_completed")
    for name in names:
        getattr(signals, name).connect(lambda name=name, **given: heard.append(name), weak=False, dispatch_uid=name)
    actions.clear_placement(placement, by=PROGRAM, now=NOW)
    actions.start_placement(placement, by=PROGRAM, now=at("2027-01-04T15:00"))
    actions.complete_placement(placement, by=PROGRAM, now=at("2027-02-01T15:00"))
    for name in names:
        getattr(signals, name).disconnect(dispatch_uid=name)
    placement.refresh_from_db()
    assert (placement.state, heard) == (PlacementState.COMPLETED, list(names))
    assert placement.arrived_at == at("2027-01-04T15:00")
    assert Application.objects.get(pk=placement.application_id).state == ApplicationState.PLACED


def test_clearance_can_be_taken_back() -> None:
    placement = make_placement(state=PlacementState.CLEARED)
    actions.take_clearance_back(placement, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert placement.state == PlacementState.CONFIRMED


def test_day_one_begins_and_the_last_day_ends_where_the_site_is() -> None:
    placement = make_placement(state=PlacementState.CLEARED)  # in Chicago, from 4 to 31 January 2027
    with pytest.raises(Refused):
        actions.start_placement(placement, by=PROGRAM, now=at("2027-01-04T05:59"))
    actions.start_placement(placement, by=PROGRAM, now=at("2027-01-04T06:00"))
    assert actions.complete_due_placements(at("2027-02-01T05:59")) == 0
    assert actions.complete_due_placements(at("2027-02-01T06:00")) == 1
    assert actions.complete_due_placements(at("2027-02-01T06:00")) == 0


def test_nobody_arrives_after_the_last_day() -> None:
    placement = make_placement(state=PlacementState.CLEARED)
    with pytest.raises(Refused):
        actions.start_placement(placement, by=PROGRAM, now=at("2027-02-01T06:00"))


@pytest.mark.parametrize("state", ["offered", "accepted", "confirmed", "cleared", "active"])
def test_a_placement_is_cancelled_from_every_live_state_and_everybody_is_told(state: str) -> None:
    placement = make_placement(state=state)
    if state == PlacementState.ACCEPTED:
        actions.ask_host(placement, by=PROGRAM, now=NOW)
    actions.cancel_placement(placement, because="The visa was refused.", ended_by=EndedBy.VISA, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert (placement.state, placement.ended_by) == (PlacementState.CANCELLED, EndedBy.VISA)
    assert Application.objects.get(pk=placement.application_id).state == ApplicationState.WAITING
    told = set(Message.objects.filter(template__contains="mail/cancelled").values_list("to_email", flat=True))
    hosts = {placement.offering.site.coordinators.get().email} if state == PlacementState.ACCEPTED else set()
    assert told == {placement.student.person.email, "office@larkfield.example"} | hosts


def test_cancelling_wants_a_reason() -> None:
    placement = make_placement()
    with pytest.raises(Refused):
        actions.cancel_placement(placement, because=" ", by=PROGRAM, now=NOW)


@pytest.mark.parametrize("state", ["completed", "declined", "expired", "released", "cancelled", "replaced"])
def test_what_is_over_stays_over(state: str) -> None:
    placement = make_placement(state=state)
    with pytest.raises(Refused):
        actions.cancel_placement(placement, because="Too late for that", by=PROGRAM, now=NOW)


def test_not_even_the_database_moves_a_placement_out_of_order() -> None:
    placement = make_placement(state=PlacementState.ACCEPTED)
    for change in ({"state": "active"}, {"seat": 9}, {"period": (NOW.date(), NOW.date() + timedelta(days=9))}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Placement.objects.filter(pk=placement.pk).update(**change)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
