from datetime import date, timedelta

import pytest

from openrotations.website.example import example_plan


@pytest.mark.parametrize("day", range(14))
def test_the_example_lies_ahead_starts_on_a_monday_and_stays_inside_its_window(day: int) -> None:
    today = date(2026, 11, 16) + timedelta(days=day)
    plan = example_plan(today)
    [window] = plan["windows"]
    assert window.starts_on > today and window.starts_on.weekday() == 0
    for span in plan["placements"]:
        assert window.starts_on <= span.starts_on <= span.ends_on <= window.ends_on
    for milestone in plan["milestones"]:
        assert window.starts_on <= milestone.on <= window.ends_on
