"""Whose turn it is, what waits for the office, who reads what, how many seats are left."""

from datetime import date, timedelta

import pytest

from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application
from openrotations.catalogue.queries import free_seats
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.wording import isolated
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.queries import events, milestones, office_needs, thread_posts, turns
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement, make_round, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()


def whose(placement: Placement) -> list[tuple[str, str]]:
    placement.refresh_from_db()
    return [(turn.who, turn.code) for turn in turns(placement, now=NOW)]


def test_whose_turn_it_is_until_the_host_has_confirmed() -> None:
    placement = make_placement(state=PlacementState.OFFERED, held_until=NOW + timedelta(hours=72))
    assert whose(placement) == [("student", "answer-offer")]
    actions.accept_placement(placement, by=PROGRAM, now=NOW)
    assert whose(placement) == [("host", "host-answer")]
    actions.remind_and_release_silent_hosts(NOW + timedelta(days=8))
    assert whose(placement) == [("host", "host-answer"), ("office", "call-host")]
    site = isolated(placement.offering.site)
    assert [str(turn.told) for turn in turns(placement, now=NOW)] == [
        f"{site} confirms this placement, or says that it cannot.",
        f"The office calls {site}, which has not answered yet.",
    ]
    coordinator = placement.offering.site.coordinators.get()
    actions.confirm_placement(placement, coordinator=coordinator, by=PROGRAM, now=NOW)
    assert whose(placement) == []


def test_an_accepted_placement_without_anybody_to_ask_is_the_offices_turn() -> None:
    placement = make_placement()
    assert whose(placement) == [("office", "ask-host")]
    assert [need.code for need in office_needs(NOW)] == ["ask-host"]


def test_the_office_is_told_of_silent_hosts_rounds_and_waiting_students() -> None:
    make_programme()
    make_application(make_opening(), state=ApplicationState.WAITING)
    assert [need.code for need in office_needs(NOW)] == ["open-round"]
    make_round()
    assert [need.code for need in office_needs(NOW)] == ["round-collecting"]
    placement = make_placement()
    actions.ask_host(placement, by=PROGRAM, now=NOW)
    actions.remind_and_release_silent_hosts(NOW + timedelta(days=8))
    assert {need.code for need in office_needs(NOW)} == {"call-host", "round-collecting"}


def test_everybody_reads_what_is_meant_for_them() -> None:
    placement = make_placement()
    for audience in ("everyone", "student", "host", "office"):
        actions.post_in_thread(
            placement, audience, side="office", audience=audience, name="Office", by=PROGRAM, now=NOW
        )
    read = {side: [post.body for post in thread_posts(placement, side)] for side in ("student", "host", "preceptor")}
    assert read == {
        "student": ["everyone", "student"],
        "host": ["everyone", "host"],
        "preceptor": ["everyone", "host"],
    }
    assert len(thread_posts(placement, "office")) == 4
    assert not thread_posts(placement, "visitor")


def test_the_milestones_of_a_running_placement() -> None:
    placement = make_placement(state=PlacementState.ACTIVE)
    found = milestones(placement, date(2027, 1, 10))
    assert [(each.on, each.state) for each in found] == [
        (date(2027, 1, 4), "done"),
        (date(2027, 1, 17), "next"),
        (date(2027, 1, 31), "later"),
    ]
    late = make_placement(state=PlacementState.CLEARED)
    assert [each.state for each in milestones(late, date(2027, 1, 10))] == ["missed", "next", "later"]


def test_what_happened_is_told_in_order() -> None:
    placement = make_placement(state=PlacementState.OFFERED, offered_at=NOW, held_until=NOW + timedelta(hours=72))
    actions.accept_placement(placement, by=PROGRAM, now=NOW + timedelta(hours=1))
    actions.cancel_placement(placement, because="The visa was refused.", by=PROGRAM, now=NOW + timedelta(hours=2))
    placement.refresh_from_db()
    assert [event["state"] for event in events(placement)] == ["done", "done", "done", "lost"]


def test_the_catalogue_counts_the_seats_that_are_left() -> None:
    opening = make_opening(seats=3)
    make_placement(opening)
    make_placement(opening, seat=2, state=PlacementState.OFFERED, held_until=NOW - timedelta(days=400))
    make_placement(opening, seat=3, state=PlacementState.CANCELLED)
    assert free_seats([opening])[opening.pk] == 2
