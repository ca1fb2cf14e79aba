"""How many hours a rotation is expected to have: a plain working day, until an offering says otherwise."""

from datetime import date, timedelta
from decimal import Decimal

from openrotations.common.periods import Period

# The programme's own measure (checked 2026-11-22), not a rule from elsewhere: eight hours, Monday to Friday.
HOURS_A_DAY = Decimal(8)


def working_days(period: Period, until: date) -> list[date]:
    """Monday to Friday inside the period, up to and with `until`."""
    return [day for day in period if day <= until and day.weekday() < 5]


def expected_hours(period: Period, until: date) -> Decimal:
    """Hours expected from the first day up to and with `until`."""
    return HOURS_A_DAY * len(working_days(period, until))


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())
