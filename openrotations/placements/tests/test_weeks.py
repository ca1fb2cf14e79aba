"""Civil dates become weeks and come back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from openrotations.common.periods import Period
from openrotations.placements.plans.weeks import Calendar, without

MONDAY = date(2027, 1, 4)
CALENDAR = Calendar(MONDAY, 8)


def days(first: int, last: int) -> Period:
    """Days counted from the first Monday."""
    return Period(MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))


def test_the_first_week_begins_after_today() -> None:
    for today in (date(2027, 1, 4), date(2027, 1, 10)):
        assert Calendar.covering([], after=today).monday == date(2027, 1, 11)
    assert Calendar.covering([Period(date(2027, 1, 11), date(2027, 1, 31))], after=date(2027, 1, 10)).weeks == 3


def test_a_holiday_at_the_start_does_not_take_a_week_from_an_opening_but_two_days_do() -> None:
    assert list(CALENDAR.of_opening(days(1, 13))) == [0, 1]
    assert list(CALENDAR.of_opening(days(2, 13))) == [1]
    assert list(CALENDAR.of_opening(days(0, 10))) == [0, 1]
    assert list(CALENDAR.of_opening(days(0, 9))) == [0]


def test_a_window_holds_a_week_when_it_holds_its_working_days() -> None:
    assert list(CALENDAR.of_window(days(0, 4))) == [0]
    assert list(CALENDAR.of_window(days(1, 11))) == [1]
    assert list(CALENDAR.of_window(days(-30, -1))) == []
    assert list(CALENDAR.of_window(days(60, 90))) == []


def test_a_block_is_cut_to_the_opening_and_to_the_window() -> None:
    opening = days(1, 40)
    assert CALENDAR.dates(opening, 0, 2, [days(-10, 60)]) == days(1, 13)
    assert CALENDAR.dates(opening, 0, 2, [days(-10, 11)]) == days(1, 11)
    assert CALENDAR.dates(opening, 5, 1, [days(0, 60)]) == days(35, 40)


def test_blocks_are_every_start_and_length_that_fits() -> None:
    assert list(CALENDAR.blocks(days(7, 27), 2, 9)) == [(1, 2), (1, 3), (2, 2)]


def test_taken_weeks_part_a_window() -> None:
    assert without(range(1, 6), {3}) == [(1, 3), (4, 6)]
    assert without(range(1, 3), {1, 2}) == []


PERIODS = st.builds(lambda first, more: days(first, first + more), st.integers(-20, 50), st.integers(0, 60))


@given(opening=PERIODS, window=PERIODS, least=st.integers(1, 4), more=st.integers(0, 4))
def test_every_block_in_a_window_has_dates_inside_both_and_its_number_of_weeks(
    opening: Period, window: Period, least: int, more: int
) -> None:
    inside = CALENDAR.of_window(window)
    for start, length in CALENDAR.blocks(opening, least, least + more):
        if inside.start <= start and start + length <= inside.stop:
            dates = CALENDAR.dates(opening, start, length, [window])
            assert opening.contains(dates) and window.contains(dates)
            assert dates.weeks == length
            assert set(CALENDAR.touched(dates)) == set(range(start, start + length))
