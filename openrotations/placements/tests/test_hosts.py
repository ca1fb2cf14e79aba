"""The host's answer, its silence, and what is offered instead."""

from datetime import date, datetime, timedelta

import pytest

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import add_working_days
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.notifications.models import Message
from openrotations.people.actions import change_address
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.states import EndedBy, PlacementState
from openrotations.placements.tests.factories import make_placement, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()  # Tuesday, 1 December 2026, 9 o'clock at the site


def asked(*others: Opening) -> Placement:
    """An accepted placement whose host was asked now; the student lists other openings after it."""
    opening = make_opening()
    make_host_coordinator(opening.offering.site)
    application = make_application(opening, *others, state=ApplicationState.PLACED)
    placement = make_placement(opening, application)
    actions.ask_host(placement, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    return placement


def working_day(count: int) -> datetime:
    day = add_working_days(date(2026, 12, 1), count)
    return NOW + timedelta(days=(day - date(2026, 12, 1)).days)


def mails(name: str, **filters: object) -> int:
    return Message.objects.filter(template=f"placements/mail/{name}.txt", **filters).count()


def test_a_host_confirms_and_student_host_and_preceptor_are_told() -> None:
    placement = asked()
    coordinator = placement.offering.site.coordinators.get()
    actions.confirm_placement(placement, coordinator=coordinator, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert (placement.state, placement.confirmed_by) == (PlacementState.CONFIRMED, coordinator)
    assert placement.host_link and placement.host_link.used_at == NOW
    assert mails("confirmed", to_person=placement.student.person) == 1
    assert mails("student_comes", to_email=coordinator.email) == 1
    assert mails("student_comes", to_email=placement.offering.preceptor.email) == 1
    with pytest.raises(Refused):
        actions.confirm_placement(placement, coordinator=coordinator, by=PROGRAM, now=NOW)


def test_a_host_refuses_with_a_reason_and_the_next_choice_is_offered() -> None:
    full, free = make_opening(), make_opening()
    make_placement(full)
    placement = asked(full, free)
    with pytest.raises(Refused):
        actions.refuse_placement(placement, because=" ", by=PROGRAM, now=NOW)
    alternative = actions.refuse_placement(placement, because="The preceptor is on leave.", by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert (placement.state, placement.ended_by) == (PlacementState.CANCELLED, EndedBy.HOST)
    assert alternative is not None and alternative.opening == free
    assert alternative.state == PlacementState.OFFERED
    text = Message.objects.get(template="placements/mail/offer.txt").text
    assert "another of your choices" in text
    assert mails("host_said_no") == 1 and mails("no_alternative") == 0


def test_without_a_free_choice_the_student_and_the_office_are_told_and_the_application_waits() -> None:
    placement = asked()
    assert actions.refuse_placement(placement, because="No supervisor", by=PROGRAM, now=NOW) is None
    assert Application.objects.get(pk=placement.application_id).state == ApplicationState.WAITING
    assert (mails("no_alternative"), mails("host_said_no")) == (1, 1)


def test_a_silent_host_step_by_step() -> None:
    free = make_opening()
    placement = asked(free)
    told: list[tuple[int, int, int]] = []
    for day in range(1, 11):
        actions.remind_and_release_silent_hosts(working_day(day))
        actions.remind_and_release_silent_hosts(working_day(day))
        placement.refresh_from_db()
        told.append((mails("host_silent_office"), mails("host_silent_student"), placement.state == "released"))
    assert told[4] == (0, 0, False), "the host has all of the fifth working day"
    assert told[5] == (1, 0, False), "then the office is told"
    assert told[6] == (1, 1, False), "and on the next working day the student"
    assert told[8] == (1, 1, False)
    assert told[9] == (1, 1, True), "on the tenth the seat is released"
    assert Placement.objects.get(opening=free).state == PlacementState.OFFERED
    assert mails("released_host") == 1


def test_the_fifth_day_ends_at_midnight_where_the_site_is() -> None:
    placement = asked()
    assert str(placement.host_due_on) == "2026-12-08"
    midnight_in_chicago = datetime(2026, 12, 9, 6, tzinfo=NOW.tzinfo)
    assert actions.remind_and_release_silent_hosts(midnight_in_chicago - timedelta(seconds=1)) == 0
    assert actions.remind_and_release_silent_hosts(midnight_in_chicago) == 1


def test_a_late_answer_counts_until_the_release() -> None:
    placement = asked()
    actions.remind_and_release_silent_hosts(working_day(7))
    coordinator = placement.offering.site.coordinators.get()
    actions.confirm_placement(placement, coordinator=coordinator, by=PROGRAM, now=working_day(9))
    assert actions.remind_and_release_silent_hosts(working_day(10)) == 0
    placement.refresh_from_db()
    assert placement.state == PlacementState.CONFIRMED


def test_asking_again_starts_the_days_anew_and_ends_the_older_link() -> None:
    placement = asked()
    older = placement.host_link
    actions.ask_host(placement, by=PROGRAM, now=working_day(7))
    placement.refresh_from_db()
    assert older is not None and older.pk != placement.host_link_id
    older.refresh_from_db()
    assert not older.works_at(working_day(7))
    assert placement.host_due_on == add_working_days(working_day(7).date(), 5)


def test_nobody_writes_to_an_address_that_is_not_confirmed_any_more() -> None:
    placement = asked()
    coordinator = placement.offering.site.coordinators.get()
    change_address(coordinator, "other@host.example", by=PROGRAM, now=NOW)
    actions.release_placement(placement, by=PROGRAM, now=working_day(10))
    assert mails("released_host") == 0
