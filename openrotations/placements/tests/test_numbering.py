"""Seat numbers change before a rotation begins, so that no free week is lost to them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrotations.applications.tests.factories import make_application
from openrotations.audit.queries import entries_about
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.rules import has_room, seats_in_order
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement, office_hours

NOW = office_hours()
MONDAY = date(2027, 1, 4)


def weeks(first: int, last: int) -> Period:
    return Period(MONDAY + timedelta(weeks=first), MONDAY + timedelta(weeks=last + 1, days=-1))


def opening_of_two_seats() -> Opening:
    return make_opening(weeks(0, 7), 2, offering=make_offering(min_weeks=1, max_weeks=8))


def hold(opening: Opening, period: Period, seat: int, state: str = PlacementState.ACCEPTED) -> Placement:
    return make_placement(opening, period=period.stored, seat=seat, state=state)


def take(opening: Opening, period: Period) -> Placement:
    until = NOW + timedelta(hours=72)
    return actions.take_seat(make_application(opening), opening, period, held_until=until, by=PROGRAM, now=NOW)


@pytest.mark.django_db
def test_where_each_week_has_another_free_seat_somebody_changes_seats() -> None:
    opening = opening_of_two_seats()
    early, late = hold(opening, weeks(0, 1), seat=1), hold(opening, weeks(2, 3), seat=2)
    new = take(opening, weeks(1, 2))
    late.refresh_from_db()
    assert (early.seat, new.seat, late.seat) == (1, 2, 1)
    assert [entry.action for entry in entries_about(late)] == ["change_seat"]


@pytest.mark.django_db
def test_who_has_begun_keeps_the_seat() -> None:
    opening = opening_of_two_seats()
    hold(opening, weeks(0, 1), seat=1)
    hold(opening, weeks(2, 3), seat=2, state=PlacementState.ACTIVE)
    with pytest.raises(Refused):
        take(opening, weeks(1, 2))


@pytest.mark.django_db
def test_a_full_week_is_full_whatever_the_numbers() -> None:
    opening = opening_of_two_seats()
    hold(opening, weeks(0, 1), seat=1)
    hold(opening, weeks(1, 3), seat=2)
    with pytest.raises(Refused):
        take(opening, weeks(1, 2))


PERIODS = st.builds(lambda first, length: weeks(first, first + length), st.integers(0, 7), st.integers(0, 4))


@given(seats=st.integers(1, 3), wanted=PERIODS, candidates=st.lists(PERIODS, max_size=8))
def test_numbers_are_found_wherever_no_day_is_too_full(seats: int, wanted: Period, candidates: list[Period]) -> None:
    held: list[Period] = []
    for period in candidates:
        if has_room(seats, held, period):
            held.append(period)
    numbered = seats_in_order(seats, [(period, None) for period in held], wanted)
    assert (numbered is not None) == has_room(seats, held, wanted)
    if numbered:
        given = list(zip([wanted, *held], [numbered[0], *numbered[1]], strict=True))
        assert all(1 <= seat <= seats for _, seat in given)
        assert not any(
            one.overlaps(other) and seat == another
            for at, (one, seat) in enumerate(given)
            for other, another in given[:at]
        )
