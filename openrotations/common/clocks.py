"""What day and what time it is at a place. A rotation's days are the site's own, whatever the server's clock says."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def time_at(zone: str, now: datetime) -> datetime:
    """The moment on the clock of that zone, such as "America/Chicago". Raises ZoneInfoNotFoundError."""
    return now.astimezone(ZoneInfo(zone))


def day_at(zone: str, now: datetime) -> date:
    """The date that the calendar in that zone shows at this moment."""
    return time_at(zone, now).date()
