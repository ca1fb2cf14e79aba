"""Rules without a database or a clock."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrotations.common.periods import Period
from openrotations.placements.rules import (
    Place,
    Seeker,
    first_free_seat,
    next_step_with_silent_host,
    periods_that_fit,
    why_not_wanted,
)
from openrotations.placements.states import PlacementState, RequestKind

OPENING = Period(date(2027, 1, 4), date(2027, 3, 26))
FOUR_WEEKS = Period.of_weeks(OPENING.first, 4)
TODAY = date(2026, 12, 1)


def place(min_weeks: int = 4, max_weeks: int = 8) -> Place:
    return Place(OPENING, is_open=True, min_weeks=min_weeks, max_weeks=max_weeks, hands_on=True, today=TODAY)


def seeker(*windows: Period, busy: tuple[Period, ...] = (), weeks_left: int = 52) -> Seeker:
    return Seeker("eligible", is_graduate=False, windows=windows, busy=busy, weeks_left=weeks_left)


def test_the_longest_stay_comes_first_then_the_earliest() -> None:
    found = list(periods_that_fit(seeker(OPENING), place(min_weeks=8)))
    assert found[0] == Period.of_weeks(date(2027, 1, 4), 8)
    assert [each.first for each in found] == sorted(each.first for each in found)


def test_a_whole_opening_that_ends_on_a_friday_is_had_whole() -> None:
    assert next(periods_that_fit(seeker(OPENING), place(max_weeks=12))) == OPENING


def test_a_stay_is_no_longer_than_what_the_student_still_wants() -> None:
    assert next(periods_that_fit(seeker(OPENING, weeks_left=5), place())).weeks == 5
    assert not list(periods_that_fit(seeker(OPENING, weeks_left=3), place()))


@given(
    st.dates(date(2026, 11, 1), date(2027, 5, 1)), st.integers(1, 200), st.dates(date(2026, 12, 1), date(2027, 4, 1))
)
def test_every_period_fits_window_opening_length_and_days(first: date, days: int, taken: date) -> None:
    window = Period(first, date.fromordinal(first.toordinal() + days))
    busy = Period.of_weeks(taken, 2)
    for period in periods_that_fit(seeker(window, busy=(busy,)), place()):
        assert window.contains(period) and OPENING.contains(period)
        assert 4 <= period.weeks <= 8 and not period.overlaps(busy) and period.first > TODAY


def test_the_lowest_free_seat_is_given() -> None:
    assert [first_free_seat(3, taken) for taken in ([], [1], [1, 3], [1, 2, 3])] == [1, 2, 2, None]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (RequestKind.SHORTEN, Period(date(2027, 1, 11), date(2027, 1, 31))),
        (RequestKind.EXTEND, Period(date(2026, 12, 28), date(2027, 2, 7))),
        (RequestKind.SHORTEN, Period(date(2027, 1, 4), date(2027, 1, 10))),
    ],
    ids=["a later first day", "an earlier first day", "a last day gone by"],
)
def test_of_a_rotation_that_runs_only_a_last_day_to_come_can_change(kind: str, wanted: Period) -> None:
    why = why_not_wanted(kind, state=PlacementState.ACTIVE, old=FOUR_WEEKS, wanted=wanted, today=date(2027, 1, 12))
    assert [reason.code for reason in why] == ["running"]


def test_a_rotation_that_runs_may_end_today() -> None:
    today, wanted = date(2027, 1, 12), Period(FOUR_WEEKS.first, date(2027, 1, 12))
    assert not [
        *why_not_wanted(RequestKind.SHORTEN, state=PlacementState.ACTIVE, old=FOUR_WEEKS, wanted=wanted, today=today)
    ]


@pytest.mark.parametrize(
    ("today", "office", "student", "step"),
    [
        (8, False, False, ""),
        (9, False, False, "warn_office"),
        (9, True, False, ""),
        (10, True, False, "warn_student"),
        (14, True, True, ""),
        (15, True, True, "release"),
        (15, False, False, "release"),
    ],
)
def test_a_silent_host_meets_one_step_after_the_other(today: int, office: bool, student: bool, step: str) -> None:
    found = next_step_with_silent_host(
        today=date(2026, 12, today),
        due_on=date(2026, 12, 8),
        release_on=date(2026, 12, 15),
        office_warned=office,
        student_warned=student,
    )
    assert found == step
