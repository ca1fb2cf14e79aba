from datetime import UTC, date, datetime

import pytest

from openrotations.common.periods import Period
from openrotations.evaluations import schedule

CHICAGO = "America/Chicago"


def test_mid_point_is_half_way_and_final_is_the_last_day() -> None:
    days = schedule.due_days(Period.of_weeks(date(2027, 1, 4), 4))
    assert days == {"midpoint": date(2027, 1, 18), "final": date(2027, 1, 31)}


@pytest.mark.parametrize(
    ("due_on", "now", "expected"),
    [
        (date(2027, 1, 18), datetime(2027, 1, 18, 21, 59, tzinfo=UTC), False),
        (date(2027, 1, 18), datetime(2027, 1, 18, 22, 0, tzinfo=UTC), True),
        (date(2027, 1, 31), datetime(2027, 1, 29, 21, 0, tzinfo=UTC), False),
        (date(2027, 1, 31), datetime(2027, 1, 29, 22, 0, tzinfo=UTC), True),
    ],
)
def test_a_preceptor_is_asked_after_the_shift_and_for_a_sunday_on_friday(
    due_on: date, now: datetime, expected: bool
) -> None:
    assert schedule.is_time_to_ask(due_on, CHICAGO, now) is expected


def test_reminders_come_after_three_and_seven_days_then_stop() -> None:
    due_on = date(2027, 1, 18)
    counts = [schedule.reminders_due(due_on, date(2027, 1, day)) for day in (18, 20, 21, 24, 25, 31)]
    assert counts == [0, 0, 1, 1, 2, 2]


def test_nobody_waits_longer_than_three_weeks() -> None:
    assert not schedule.is_lapsed(date(2027, 1, 4), date(2027, 1, 24))
    assert schedule.is_lapsed(date(2027, 1, 4), date(2027, 1, 25))
