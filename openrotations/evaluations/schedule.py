"""When evaluations are due, asked for, reminded of and given up: pure dates."""

from datetime import date, datetime, timedelta

from openrotations.common.clocks import time_at
from openrotations.common.periods import Period

ASK_FROM_HOUR = 16
REMIND_AFTER = (3, 7)
LAPSE_AFTER = 21
CORRECT_WITHIN = timedelta(days=7)
# A late answer is welcome for two weeks after the evaluation has lapsed.
LINK_DAYS = LAPSE_AFTER + 14


def due_days(period: Period) -> dict[str, date]:
    """Mid-point at half of the rotation, final on its last day."""
    return {"midpoint": period.first + timedelta(days=period.days // 2), "final": period.last}


def is_time_to_ask(due_on: date, zone: str, now: datetime) -> bool:
    """From the afternoon of the due day at the site; for a weekend, from the afternoon of the Friday before."""
    day = due_on - timedelta(days=max(0, due_on.weekday() - 4))
    local = time_at(zone, now)
    return local.date() > day or (local.date() == day and local.hour >= ASK_FROM_HOUR)


def reminders_due(due_on: date, today: date) -> int:
    """How many reminders should have gone out by now."""
    return sum((today - due_on).days >= days for days in REMIND_AFTER)


def is_lapsed(due_on: date, today: date) -> bool:
    """Whether nobody needs to wait for this evaluation any more."""
    return (today - due_on).days >= LAPSE_AFTER


def is_afternoon(zone: str, now: datetime) -> bool:
    """Whether it is a working day after the shift at the site: the time for reminders."""
    local = time_at(zone, now)
    return local.weekday() < 5 and ASK_FROM_HOUR <= local.hour < 20


def is_being_written(drafted_at: datetime | None, now: datetime) -> bool:
    """Whether somebody wrote on it within two days: a late author is not interrupted."""
    return drafted_at is not None and now - drafted_at < timedelta(days=2)
