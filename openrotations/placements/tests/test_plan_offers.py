"""Whole plans are offered and answered: in one message, on numbered seats, all or in part."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 3, 31))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def two_for_eight_weeks() -> list[Application]:
    """Two students who want eight weeks; January has one seat, February two."""
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4, seats=2)
    return [apply_for(first, second, weeks=8, window=WINDOW) for _ in range(2)]


def mails(name: str) -> int:
    return Message.objects.filter(template=f"placements/mail/{name}.txt").count()


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def test_publishing_offers_whole_plans_in_one_message_a_student() -> None:
    applications = two_for_eight_weeks()
    found = checked_round(NOW)
    computed(found, NOW)
    offers = actions.publish_round(found, by=PROGRAM, now=NOW)
    assert sorted((offer.dates.first, offer.dates.weeks) for offer in offers) == [
        (JANUARY, 4), (FEBRUARY, 4), (FEBRUARY, 4),
    ]  # fmt: skip
    assert (mails("plan"), mails("offer")) == (1, 1)
    assert {state_of(application) for application in applications} == {ApplicationState.PLACED}
    february = [offer for offer in offers if offer.dates.first == FEBRUARY]
    assert {offer.seat for offer in february} == {1, 2}
    assert all(offer.round == found and offer.held_until == NOW + timedelta(hours=72) for offer in offers)


def test_seats_are_numbered_anew_where_plans_cross() -> None:
    opening = opening_of_weeks(JANUARY, 8, seats=2, min_weeks=2, max_weeks=4)
    windows = [(0, 4), (2, 6), (4, 8), (6, 8)]
    for first, last in windows:
        window = Period(JANUARY + timedelta(weeks=first), JANUARY + timedelta(weeks=last, days=-1))
        apply_for(opening, weeks=last - first, window=window)
    found = checked_round(NOW)
    run = computed(found, NOW)
    assert run.objectives["full"] == len(windows)
    offers = actions.publish_round(found, by=PROGRAM, now=NOW)
    assert len(offers) == len(windows)
    for one in Placement.objects.all():
        for other in Placement.objects.exclude(pk=one.pk).filter(seat=one.seat):
            assert not one.dates.overlaps(other.dates)


def test_weeks_that_are_taken_are_not_planned_and_later_takers_are_told_to_the_office() -> None:
    opening = opening_of_weeks(JANUARY, 8)
    make_placement(opening, period=Period.of_weeks(JANUARY, 4).stored)
    apply_for(opening, weeks=4, window=WINDOW)
    found = checked_round(NOW)
    run = computed(found, NOW)
    assert [plan[0][1] for plan in (run.solution or {})["plans"].values()] == [8]  # weeks from 7 December
    make_placement(opening, period=Period.of_weeks(FEBRUARY, 4).stored)
    assert actions.publish_round(found, by=PROGRAM, now=NOW) == []
    assert (mails("missed"), mails("not_placed")) == (1, 1)


def test_a_student_accepts_part_of_a_plan_and_the_rest_is_free() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    computed(found, NOW)
    offers = actions.publish_round(found, by=PROGRAM, now=NOW)
    [application] = {offer.application for offer in offers if offer.dates.first == JANUARY}
    january, february = sorted((row for row in offers if row.application == application), key=lambda row: row.period)
    actions.answer_plan(application, found, {january.pk}, because="Too long", by=PROGRAM, now=NOW)
    january.refresh_from_db()
    february.refresh_from_db()
    assert (january.state, february.state) == (PlacementState.ACCEPTED, PlacementState.DECLINED)
    assert state_of(application) == ApplicationState.PLACED
    with pytest.raises(Refused):
        actions.answer_plan(application, found, {february.pk}, by=PROGRAM, now=NOW)


def test_a_student_declines_all_and_waits() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    computed(found, NOW)
    offers = actions.publish_round(found, by=PROGRAM, now=NOW)
    application = offers[0].application
    actions.answer_plan(application, found, set(), by=PROGRAM, now=NOW)
    assert state_of(application) == ApplicationState.WAITING


def test_what_is_not_among_the_offers_is_not_accepted() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    computed(found, NOW)
    offers = actions.publish_round(found, by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.answer_plan(offers[0].application, found, {uuid4()}, by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["not-offered"]
    assert Placement.objects.filter(state=PlacementState.OFFERED).count() == len(offers)


def test_a_plan_is_not_answered_after_its_deadline() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    computed(found, NOW)
    offer = actions.publish_round(found, by=PROGRAM, now=NOW)[0]
    with pytest.raises(Refused):
        actions.answer_plan(offer.application, found, {offer.pk}, by=PROGRAM, now=NOW + timedelta(hours=73))
