"""The picture on the first page: a window of thirteen weeks with two rotations in it. It is said to be an example."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from openrotations.common.bands import Milestone, Span
from openrotations.common.periods import Period

_LEAD = timedelta(weeks=10)


def example_plan(today: date) -> dict[str, Any]:
    """Windows, placements and milestones for the band of weeks, some months ahead, in whole weeks from a Monday."""
    monday = today + _LEAD - timedelta(days=today.weekday())
    window = Period.of_weeks(monday, 13)
    first = Period.of_weeks(monday + timedelta(weeks=1), 4)
    second = Period.of_weeks(monday + timedelta(weeks=6), 6)
    return {
        "windows": [Span(_("Your school lets you go"), window.first, window.last)],
        "placements": [
            Span(_("Internal medicine"), first.first, first.last),
            Span(_("Family medicine"), second.first, second.last, "soon"),
        ],
        "milestones": [
            Milestone(_("Day one"), first.first, "next"),
            Milestone(_("Letter"), first.last + timedelta(days=14)),
            Milestone(_("Record"), second.last),
        ],
    }
