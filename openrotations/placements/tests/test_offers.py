"""Offers: accepting in time, declining, running out, and taking a free seat."""

from datetime import timedelta

import pytest

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application
from openrotations.audit.queries import entries_about
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_accepted, placement_ended, placement_offered
from openrotations.placements.states import EndedBy, PlacementState
from openrotations.placements.tests.factories import make_placement, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()


def offered(hours: int = 72) -> Placement:
    return make_placement(state=PlacementState.OFFERED, offered_at=NOW, held_until=NOW + timedelta(hours=hours))


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def mails(name: str) -> int:
    return Message.objects.filter(template=f"placements/mail/{name}.txt").count()


def test_a_free_seat_taken_is_held_and_the_student_is_told_in_both_zones() -> None:
    make_programme(hold_hours=48)
    opening, heard = make_opening(), []
    placement_offered.connect(heard_by := lambda **given: heard.append(given["placement"]), weak=False)
    application = make_application(opening)
    application.student.person.time_zone = "Europe/Lisbon"
    application.student.person.save()
    placement = actions.take_free_seat(application, opening, by=PROGRAM, now=NOW)
    placement_offered.disconnect(heard_by)
    assert placement.held_until == NOW + timedelta(hours=48)
    assert heard == [placement]
    text = Message.objects.get(template="placements/mail/offer.txt").text
    assert "3 Dec 2026, 15:00 (Lisbon time)" in text
    assert "3 Dec 2026, 09:00 (Chicago time)" in text


def test_nobody_takes_a_second_free_seat() -> None:
    first, second = make_opening(), make_opening()
    application = make_application(first, second)
    make_programme()
    actions.take_free_seat(application, first, by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.take_free_seat(application, second, by=PROGRAM, now=NOW)
    assert Placement.objects.count() == 1


def test_accepting_in_time_asks_the_host_with_the_days_on_the_sites_calendar() -> None:
    placement, heard = offered(), []
    placement_accepted.connect(heard_by := lambda **given: heard.append(given["placement"].pk), weak=False)
    actions.accept_placement(placement, by=PROGRAM, now=NOW)
    placement_accepted.disconnect(heard_by)
    placement.refresh_from_db()
    assert placement.state == PlacementState.ACCEPTED
    assert (str(placement.host_due_on), str(placement.host_release_on)) == ("2026-12-08", "2026-12-15")
    assert placement.host_link and placement.host_link.purpose == "host-answer"
    assert placement.host_link.not_for == placement.student.person
    assert (mails("accepted"), mails("host_question"), heard) == (1, 1, [placement.pk])
    assert [entry.action for entry in entries_about(placement)] == ["accept_placement", "ask_host"]


def test_without_a_confirmed_address_the_office_is_asked_first() -> None:
    opening = make_opening()
    make_host_coordinator(opening.offering.site, address_confirmed_at=None)
    placement = make_placement(opening, state=PlacementState.OFFERED, held_until=NOW + timedelta(hours=1))
    actions.accept_placement(placement, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert placement.host_asked_at is None
    assert (mails("no_host_address"), mails("host_question")) == (1, 0)
    with pytest.raises(Refused):
        actions.ask_host(placement, by=PROGRAM, now=NOW)


def test_an_offer_that_ran_out_cannot_be_accepted() -> None:
    placement = offered(hours=1)
    with pytest.raises(Refused) as refused:
        actions.accept_placement(placement, by=PROGRAM, now=NOW + timedelta(hours=1))
    assert refused.value.reasons[0].code == "offer-ran-out"
    placement.refresh_from_db()
    assert placement.state == PlacementState.OFFERED


def test_declining_frees_the_seat_and_the_application_waits() -> None:
    placement, heard = offered(), []
    placement_ended.connect(heard_by := lambda **given: heard.append(given["placement"].state), weak=False)
    actions.decline_placement(placement, because="My exam is then.", by=PROGRAM, now=NOW)
    placement_ended.disconnect(heard_by)
    placement.refresh_from_db()
    assert (placement.state, placement.ended_by) == (PlacementState.DECLINED, EndedBy.STUDENT)
    assert state_of(placement.application) == ApplicationState.WAITING
    assert heard == [PlacementState.DECLINED]
    assert actions.take_free_seat(make_application(placement.opening), placement.opening, by=PROGRAM, now=NOW).seat == 1


def test_offers_that_ran_out_are_freed_once_and_the_student_is_told() -> None:
    due, later = offered(hours=1), offered(hours=2)
    now = NOW + timedelta(hours=1)
    assert actions.expire_due_offers(now) == 1
    assert actions.expire_due_offers(now) == 0
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, later.state) == (PlacementState.EXPIRED, PlacementState.OFFERED)
    assert state_of(due.application) == ApplicationState.WAITING
    assert mails("expired") == 1


def test_a_proposed_placement_can_be_offered() -> None:
    placement = make_placement(state=PlacementState.PROPOSED, offered_at=None, accepted_at=None)
    actions.offer_placement(placement, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert placement.state == PlacementState.OFFERED and placement.held_until == NOW + timedelta(hours=72)


def test_withdrawing_an_application_frees_what_was_held() -> None:
    from openrotations.applications.actions import withdraw_application

    placement = offered()
    withdraw_application(placement.application, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert (placement.state, placement.ended_by) == (PlacementState.CANCELLED, EndedBy.STUDENT)
    assert state_of(placement.application) == ApplicationState.WITHDRAWN
