from datetime import date, timedelta
from decimal import Decimal

import pytest

from openrotations.logbook import queries
from openrotations.logbook.states import DayState
from openrotations.logbook.tests.factories import MONDAY, make_day, make_running_placement

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + timedelta(days=2)


def test_a_week_runs_from_monday_to_sunday_with_its_neighbours() -> None:
    placement = make_running_placement()
    first = queries.week_of(placement, date(2026, 1, 1), WEDNESDAY)
    assert (first.monday, first.number, first.of, first.before, first.after) == (
        MONDAY,
        1,
        4,
        None,
        MONDAY + timedelta(days=7),
    )
    assert queries.week_of(placement, date(2028, 1, 1), WEDNESDAY).number == 4


def test_days_to_come_and_signed_days_are_closed() -> None:
    placement = make_running_placement()
    make_day(placement, MONDAY, state=DayState.SIGNED)
    week = queries.week_of(placement, WEDNESDAY, WEDNESDAY)
    assert [line.is_open for line in week.lines] == [False, True, True, False, False, False, False]


def test_hours_are_summed_beside_what_is_expected() -> None:
    placement = make_running_placement()
    make_day(placement, MONDAY, state=DayState.SIGNED)
    make_day(placement, MONDAY + timedelta(days=1), hours=Decimal("7.5"))
    make_day(placement, WEDNESDAY, kind="absent", hours=0, reason="Ill")
    hours = queries.hours_of(placement, WEDNESDAY)
    assert [hours.reported, hours.signed, hours.expected_so_far, hours.expected] == [Decimal("15.5"), 8, 24, 160]
    assert (hours.days_open, hours.days_absent) == (2, 1)
    assert queries.signed_hours(placement) == 8


def test_missing_days_are_working_days_before_today() -> None:
    placement = make_running_placement()
    make_day(placement, MONDAY)
    next_monday = MONDAY + timedelta(days=7)
    assert queries.missing_days(placement, next_monday) == [MONDAY + timedelta(days=n) for n in (1, 2, 3, 4)]
