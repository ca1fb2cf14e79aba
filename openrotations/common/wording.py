"""How dates, periods, amounts and names are written for people, in the language of the reader."""

from datetime import date, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _


def written_date(on: date | None) -> str:
    """The day as "4 Jan 2027"; empty without one."""
    return date_format(on, "j M Y") if on else ""


def written_period(starts_on: date | None, ends_on: date | None) -> str:
    """First and last day, nothing said twice: "4 – 31 Jan 2027", "4 Jan – 14 Feb 2027"."""
    if not starts_on or not ends_on:
        return written_date(starts_on or ends_on)
    if starts_on == ends_on:
        return written_date(starts_on)
    shape = "j M Y"
    if starts_on.year == ends_on.year:
        shape = "j" if starts_on.month == ends_on.month else "j M"
    return f"{date_format(starts_on, shape)} – {written_date(ends_on)}"


def as_zone(zone: str | tzinfo | None) -> tzinfo:
    """The zone named, given, or current. Raises ZoneInfoNotFoundError for a name unknown."""
    if isinstance(zone, str) and zone:
        return ZoneInfo(zone)
    return zone if isinstance(zone, tzinfo) else timezone.get_current_timezone()


def zone_name(zone: tzinfo, at: datetime) -> str:
    """What to call the zone: "New York time", "UTC"."""
    key = getattr(zone, "key", "")
    if "/" in key:
        return _("%(city)s time") % {"city": key.rsplit("/", 1)[-1].replace("_", " ")}
    return key or at.strftime("%Z")


def written_moment(at: datetime, zone: str | tzinfo | None = None) -> str:
    """The moment in that zone, which is named: "4 Jan 2027, 14:05 (New York time)". `at` is aware."""
    place = as_zone(zone)
    local = at.astimezone(place)
    return f"{written_date(local)}, {date_format(local, 'H:i')} ({zone_name(place, local)})"


def written_money(amount: Decimal | int | float | str, currency: str, *, exact: bool = False) -> str:
    """The amount before its three-letter currency: "1,499 USD"; cents when there are some, or if `exact`."""
    value = Decimal(str(amount))
    decimals = 2 if exact or value != value.to_integral_value() else 0
    return f"{number_format(value, decimals, use_l10n=True, force_grouping=True)} {currency}"


def isolated(name: object) -> str:
    """A name for the middle of a sentence: whichever way it is written, the words around it stay in their order."""
    return f"\u2068{name}\u2069"


def initials(name: object) -> str:
    """The first letters of the first and last word of a name of any shape; empty for no name."""
    words = str(name or "").split()
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    # A non-joiner keeps letters apart in scripts that join them.
    return "\u200c".join(word[0].upper() for word in chosen)
