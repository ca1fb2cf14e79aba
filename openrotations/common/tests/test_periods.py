from datetime import date

import pytest

from openrotations.common.periods import Period, add_working_days


def test_four_weeks_from_a_monday_end_on_a_sunday() -> None:
    period = Period.of_weeks(date(2027, 1, 4), 4)
    assert (period.last, period.weeks, period.days) == (date(2027, 1, 31), 4, 28)


def test_the_stored_range_excludes_its_end_and_comes_back_the_same() -> None:
    period = Period(date(2027, 1, 4), date(2027, 1, 31))
    assert period.stored.upper == date(2027, 2, 1)
    assert Period.of(period.stored) == period


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2027, 1, 4), date(2027, 1, 3))


def test_five_working_days_after_a_thursday_is_the_next_thursday() -> None:
    assert add_working_days(date(2027, 1, 7), 5) == date(2027, 1, 14)


def test_days_are_taken_out_of_a_period_in_any_order() -> None:
    january = Period(date(2027, 1, 1), date(2027, 1, 31))
    taken = [Period(date(2027, 1, 20), date(2027, 2, 5)), Period(date(2026, 12, 28), date(2027, 1, 3))]
    assert january.without(taken) == [Period(date(2027, 1, 4), date(2027, 1, 19))]
    assert january.without([]) == [january]
    assert january.without([Period(date(2026, 12, 1), date(2027, 2, 1))]) == []
    assert january.without([Period(date(2027, 3, 1), date(2027, 3, 2))]) == [january]
