"""What a repair may move of a published round, and what it leaves where it is."""

from datetime import date, timedelta
from typing import Any

import pytest

from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.office.models import Programme
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement, Round
from openrotations.placements.queries.repairing.as_it_stands import AsItStands, as_it_stands
from openrotations.placements.states import EndedBy, PlacementState
from openrotations.placements.tests.cohorts import SETTINGS, apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, office_hours
from openrotations.placements.tests.repairs import looked_for, published

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 3, 31))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def now_stands(round: Round, settings: dict[str, Any] = SETTINGS) -> AsItStands:
    return as_it_stands(Round.objects.get(pk=round.pk), settings, NOW)


def test_placements_to_come_are_the_plan_before_and_their_seats_count_as_free() -> None:
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    application = apply_for(first, second, weeks=8, window=WINDOW)
    stands = now_stands(published(NOW))
    assert [block.length for block in stands.plans[str(application.pk)]] == [4, 4]
    [student] = stands.cohort.instance.students
    assert (student.weeks_needed, student.min_weeks) == (8, 1)
    assert all(sum(offering.capacity) == 4 for offering in stands.cohort.instance.offerings)
    assert stands.changes([application.pk], []).confirmed == ()
    january = Placement.objects.get(opening=first)
    Placement.objects.filter(pk=january.pk).update(state=PlacementState.ACCEPTED)
    Placement.objects.filter(pk=january.pk).update(state=PlacementState.CONFIRMED)
    [firm] = now_stands(Round.objects.get()).changes([application.pk], []).confirmed
    assert firm.offering == str(first.pk)


def test_what_has_begun_or_lies_elsewhere_is_taken_out_of_windows_and_needs() -> None:
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    application = apply_for(first, second, weeks=8, window=WINDOW)
    round = published(NOW)
    january = Placement.objects.get(opening=first)
    for state in (PlacementState.ACCEPTED, PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE):
        Placement.objects.filter(pk=january.pk).update(state=state)
    stands = now_stands(round)
    [block] = stands.plans[str(application.pk)]
    assert block.offering == str(second.pk)
    [student] = stands.cohort.instance.students
    assert student.weeks_needed == 4
    Placement.objects.filter(opening=second).update(round=None)
    assert now_stands(round).plans == {}


def test_dates_that_are_no_whole_weeks_stay_where_they_are() -> None:
    opening = opening_of_weeks(JANUARY, 4)
    apply_for(opening, weeks=4, window=WINDOW)
    round = published(NOW)
    Placement.objects.update(period=Period(JANUARY + timedelta(days=2), JANUARY + timedelta(days=22)).stored)
    stands = now_stands(round)
    assert stands.plans == {}
    assert stands.cohort.instance.students[0].weeks_needed == 1


def test_movable_placements_count_once_towards_limits_on_states() -> None:
    opening = opening_of_weeks(JANUARY, 4, seats=2)
    apply_for(opening, weeks=4, window=WINDOW)
    state = opening.offering.site.state
    days = {"first_on": "2027-01-01", "last_on": "2027-12-31"}
    limit = {"state": state, "each_school": False, "most_students": 1, **days}
    settings = {**SETTINGS, "students_in_state": [limit], "weeks_in_state": [{"state": state, "most_weeks": 4}]}
    found = checked_round(NOW)
    computed(found, NOW, settings)
    actions.publish_round(found, by=PROGRAM, now=NOW)
    [kept] = now_stands(found, settings).cohort.instance.limits.students_in_state
    assert kept.most_students == 1
    assert now_stands(found, settings).cohort.instance.students[0].state_weeks == {}
    make_placement(opening, seat=2, period=opening.period)
    [kept] = now_stands(found, settings).cohort.instance.limits.students_in_state
    assert kept.most_students == 1  # the one who is there stays there, whoever came since


def test_nobody_is_placed_again_where_a_placement_of_theirs_ended() -> None:
    lost, declined = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    application = apply_for(lost, declined, weeks=8, window=WINDOW)
    round = published(NOW)
    first, second = Placement.objects.order_by("period")
    actions.answer_plan(application, round, {first.pk}, by=PROGRAM, now=NOW)
    actions.cancel_placement(first, because="The ward closes.", ended_by=EndedBy.HOST, by=PROGRAM, now=NOW)
    repair = looked_for(round, NOW, [application.pk])["fewest changes"]
    assert repair.change["moved"] == []
    assert second.opening == declined


def test_an_offer_that_ran_out_may_be_made_again() -> None:
    opening = opening_of_weeks(JANUARY, 4)
    application = apply_for(opening, weeks=4, window=WINDOW)
    round = published(NOW)
    late = NOW + timedelta(hours=80)
    actions.expire_due_offers(late)
    repair = looked_for(round, late, [application.pk])["fewest changes"]
    actions.apply_repair(repair, by=PROGRAM, now=late)
    assert Placement.objects.get(state=PlacementState.OFFERED).opening == opening


def test_who_accepted_a_part_keeps_that_part_when_days_close_elsewhere() -> None:
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    application = apply_for(first, second, weeks=8, window=WINDOW)
    make_programme_ask_for(8)
    round = published(NOW)
    january = Placement.objects.get(opening=first)
    actions.answer_plan(application, round, {january.pk}, by=PROGRAM, now=NOW)
    stands = now_stands(round)
    assert [block.offering for block in stands.plans[str(application.pk)]] == [str(first.pk)]
    repair = looked_for(round, NOW, [application.pk])["fewest changes"]
    assert repair.change["moved"] == []


def make_programme_ask_for(weeks: int) -> None:
    """The least weeks of a plan."""
    Programme.objects.update(min_weeks=weeks)
