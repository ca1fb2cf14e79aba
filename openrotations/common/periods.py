"""Periods of civil dates. A rotation is a period at a site: dates, never instants (first and last day included)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.backends.postgresql.psycopg_any import DateRange

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, order=True)
class Period:
    """First and last day, both included. Raises ValueError when the last day is before the first."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A period cannot end ({self.last}) before it starts ({self.first})")

    @classmethod
    def of(cls, stored: DateRange) -> Self:
        """From the database's range, which excludes its upper end."""
        return cls(stored.lower, stored.upper - timedelta(days=1))

    @classmethod
    def of_weeks(cls, first: date, weeks: int) -> Self:
        """So many whole weeks from a first day."""
        return cls(first, first + timedelta(days=7 * weeks - 1))

    @property
    def stored(self) -> DateRange:
        """As the database keeps it: the upper end excluded."""
        return DateRange(self.first, self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def weeks(self) -> int:
        """Number of weeks, a started one counted: Monday to Friday of four weeks is four."""
        return -(-self.days // 7)

    def contains(self, other: "Period") -> bool:
        """Whether the other lies wholly inside."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last

    def without(self, others: Iterable["Period"]) -> "list[Period]":
        """What is left once the days of the others are taken out, in order of time."""
        left, first = [], self.first
        for other in sorted(other for other in others if other.overlaps(self)):
            if first < other.first:
                left.append(Period(first, other.first - DAY))
            first = max(first, other.last + DAY)
        return [*left, Period(first, self.last)] if first <= self.last else left

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.days))


def add_working_days(start: date, count: int) -> date:
    """The date `count` working days (Monday to Friday) after `start`; holidays are not known here."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
