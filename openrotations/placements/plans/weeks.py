"""Between civil dates and the planner's weeks, counted from a Monday.

A week belongs to an opening when at least four of its five working days do: a holiday at its start or end
does not take it away. A week belongs to a window only when Monday to Friday do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from openrotations.common.periods import WEEK, Period

WORKING_DAYS = 5
WORKING_DAYS_OF_A_HOLIDAY_WEEK = 4


@dataclass(frozen=True)
class Calendar:
    """`weeks` weeks from a `monday`; week 0 begins on it."""

    monday: date
    weeks: int

    @classmethod
    def covering(cls, periods: Iterable[Period], *, after: date) -> "Calendar":
        """From the first Monday later than `after` to the end of the last period."""
        monday = after + timedelta(days=7 - after.weekday())
        last = max((period.last for period in periods), default=monday)
        return cls(monday, max(1, -(-((last - monday).days + 1) // 7)))

    def monday_of(self, week: int) -> date:
        """The first day of a week."""
        return self.monday + week * WEEK

    def of_opening(self, opening: Period) -> range:
        """The weeks in which an opening can be had."""
        return self._weeks(opening, WORKING_DAYS_OF_A_HOLIDAY_WEEK)

    def of_window(self, window: Period) -> range:
        """The weeks that lie in a window."""
        return self._weeks(window, WORKING_DAYS)

    def touched(self, period: Period) -> range:
        """The weeks of which a period has a day."""
        first, last = self._week_of(period.first), self._week_of(period.last)
        return range(max(0, first), max(0, min(self.weeks, last + 1)))

    def starting_in(self, period: Period) -> range:
        """The weeks whose Monday is one of these days."""
        first, last = -(-(period.first - self.monday).days // 7), self._week_of(period.last)
        return range(max(0, first), max(0, first, min(self.weeks, last + 1)))

    def blocks(self, opening: Period, least: int, most: int) -> Iterator[tuple[int, int]]:
        """Every (first week, number of weeks) in which an opening of so many weeks can be had."""
        weeks = self.of_opening(opening)
        for start in weeks:
            for length in range(least, min(most, weeks.stop - start) + 1):
                yield start, length

    def dates(self, opening: Period, start: int, length: int, windows: Iterable[Period]) -> Period:
        """The days of a block: whole weeks, cut to the opening and to the window it lies in."""
        first = max(self.monday_of(start), opening.first)
        last = min(self.monday_of(start + length) - timedelta(days=1), opening.last)
        friday = self.monday_of(start + length) - timedelta(days=3)
        ends = [window.last for window in windows if window.first <= first and window.last >= min(friday, last)]
        return Period(first, min(last, max(ends, default=last)))

    def _weeks(self, period: Period, enough: int) -> range:
        first, last = max(0, self._week_of(period.first)), min(self.weeks - 1, self._week_of(period.last))
        if first <= last and self._working_days(first, period) < enough:
            first += 1
        if first <= last and self._working_days(last, period) < enough:
            last -= 1
        return range(first, max(first, last + 1))

    def _working_days(self, week: int, period: Period) -> int:
        monday = self.monday_of(week)
        friday = monday + timedelta(days=WORKING_DAYS - 1)
        return max(0, (min(period.last, friday) - max(period.first, monday)).days + 1)

    def _week_of(self, day: date) -> int:
        return (day - self.monday).days // 7


def without(weeks: range, taken: set[int]) -> list[tuple[int, int]]:
    """The stretches of `weeks` that are not taken, each (first, after the last)."""
    stretches: list[tuple[int, int]] = []
    for week in weeks:
        if week in taken:
            continue
        if stretches and stretches[-1][1] == week:
            stretches[-1] = (stretches[-1][0], week + 1)
        else:
            stretches.append((week, week + 1))
    return stretches
