"""What a round keeps for its students while it gives seats, and what others still get."""

from datetime import date, timedelta

import pytest

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.applications.tests.factories import make_window
from openrotations.catalogue.models import Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Round
from openrotations.placements.plans.reserved import RESERVING, reserved_days
from openrotations.placements.queries.offers import free_seats_for
from openrotations.placements.queries.reserved import is_reserved_for_others, reserved_at
from openrotations.placements.queries.waiting import chances, freed_while_reserved
from openrotations.placements.states import PlacementState, RoundState
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, make_round, office_hours

NOW = office_hours()
JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WINTER = Period(date(2027, 1, 1), date(2027, 3, 31))


def in_round(round: Round, *openings: Opening, window: Period = WINTER) -> Application:
    """A student of the round who lists these openings."""
    application = apply_for(*openings, weeks=4, window=window)
    round.entries.create(application=application)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.IN_ROUND)
    return application


def test_kept_are_the_days_of_the_opening_inside_the_window() -> None:
    opening = Period.of_weeks(JANUARY, 8)
    assert reserved_days(opening, WINTER, 4) == opening
    late = Period(FEBRUARY, date(2027, 5, 1))
    assert reserved_days(opening, late, 4) == Period(FEBRUARY, opening.last)
    assert reserved_days(opening, late, 5) is None
    assert reserved_days(opening, Period(date(2027, 6, 1), date(2027, 7, 1)), 1) is None


def test_only_a_round_between_collecting_and_publishing_keeps_seats() -> None:
    assert set(RESERVING) == {RoundState.CHECKED, RoundState.RUNNING, RoundState.REVIEWED, RoundState.PUBLISHING}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Round.Kind.values)
@pytest.mark.parametrize("state", RoundState.values)
def test_a_listed_seat_is_kept_while_the_round_gives_and_not_before_or_after(state: str, kind: str) -> None:
    make_programme()
    opening = opening_of_weeks(JANUARY, 4)
    in_round(make_round(kind=kind, state=state), opening)
    other = apply_for(opening, weeks=4, window=WINTER)
    is_kept = state in RESERVING
    assert reserved_at([opening.pk]) == ({opening.pk: [opening.dates]} if is_kept else {})
    assert is_reserved_for_others(other) == is_kept
    assert bool(free_seats_for(other, NOW)) != is_kept
    if not is_kept:
        actions.take_free_seat(other, opening, by=PROGRAM, now=NOW)
        return
    with pytest.raises(Refused) as refused:
        actions.take_free_seat(other, opening, by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["being-given"]


@pytest.mark.django_db
def test_seats_beyond_those_listed_and_weeks_nobody_of_the_round_has_stay_free() -> None:
    make_programme()
    two, one, unlisted = (
        opening_of_weeks(JANUARY, 4, seats=2),
        opening_of_weeks(JANUARY, 8),
        opening_of_weeks(JANUARY, 4),
    )
    found = make_round(state=RoundState.REVIEWED)
    in_round(found, two, one, window=Period.of_weeks(JANUARY, 4))
    other = apply_for(two, one, unlisted, weeks=4, window=WINTER)
    shown = {seat.opening.pk: (seat.period.first, seat.left) for seat in free_seats_for(other, NOW)}
    assert shown == {two.pk: (JANUARY, 1), one.pk: (FEBRUARY, 1), unlisted.pk: (JANUARY, 1)}
    assert actions.take_free_seat(other, one, by=PROGRAM, now=NOW).dates.first == FEBRUARY


@pytest.mark.django_db
def test_who_withdrew_or_has_no_approved_window_keeps_nobody_away() -> None:
    make_programme()
    opening, found = opening_of_weeks(JANUARY, 4), make_round(state=RoundState.CHECKED)
    gone = in_round(found, opening)
    Application.objects.filter(pk=gone.pk).update(state=ApplicationState.WITHDRAWN)
    asked = in_round(found, opening, window=Period.of_weeks(JANUARY + timedelta(weeks=30), 8))
    make_window(asked.student, state=WindowState.STATED)
    assert reserved_at([opening.pk]) == {}


@pytest.mark.django_db
def test_the_round_itself_still_gives_what_is_kept_for_it() -> None:
    make_programme()
    opening = opening_of_weeks(JANUARY, 4)
    mine = apply_for(opening, weeks=4, window=WINTER)
    found = checked_round(NOW)
    other = apply_for(opening, weeks=4, window=WINTER)
    with pytest.raises(Refused):
        actions.take_free_seat(other, opening, by=PROGRAM, now=NOW)
    computed(found, NOW)
    [offer] = actions.publish_round(found, by=PROGRAM, now=NOW)
    assert offer.application == mine


@pytest.mark.django_db
def test_after_a_no_no_seat_is_offered_that_a_round_is_giving() -> None:
    make_programme()
    lost, wanted = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    hit = apply_for(lost, wanted, weeks=4, window=WINTER)
    placement = make_placement(lost, hit, state=PlacementState.ACCEPTED, host_asked_at=NOW)
    in_round(make_round(state=RoundState.REVIEWED), wanted)
    assert actions.refuse_placement(placement, because="The ward closes.", by=PROGRAM, now=NOW) is None


@pytest.mark.django_db
def test_who_waits_gets_a_kept_seat_once_the_round_is_out() -> None:
    make_programme()
    opening = opening_of_weeks(JANUARY, 4)
    held = make_placement(opening, state=PlacementState.OFFERED, held_until=NOW + timedelta(days=3))
    waiting = apply_for(opening, weeks=4, window=WINTER, state=ApplicationState.WAITING)
    found = make_round()
    in_round(found, opening)
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.run_round(Round.objects.get(pk=found.pk), by=PROGRAM, now=NOW)
    found.refresh_from_db()
    actions.decline_placement(held, by=PROGRAM, now=NOW + timedelta(hours=1))
    (chance,) = [each for each in chances(opening, NOW) if each.waiter.application == waiting]
    assert [reason.code for reason in chance.reasons] == ["being-given"]
    assert freed_while_reserved(found) == [opening.pk]
