"""What a host may do on its own pages, and what its months look like. Pure functions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.placements.states import PlacementState

PURPOSE = "host-desk"
# A link lasts a year and a month; in its last month a fresh one is sent by itself.
LASTS_DAYS, RENEWED_DAYS = 400, 30
# How many months ahead a site without an opening is asked.
FIRST_ASKED, LAST_ASKED = 3, 5
# From the host's question on. Before that the student decides, and nobody at the site knows of it.
SHOWN = (
    PlacementState.ACCEPTED,
    PlacementState.CONFIRMED,
    PlacementState.CLEARED,
    PlacementState.ACTIVE,
    PlacementState.COMPLETED,
)
ON_THE_ROSTER = SHOWN[1:]
# While the host decides and while the student is there: what the student writes later is for other hosts.
CV_SHOWN = SHOWN[:4]


def month_after(day: date, count: int) -> date:
    """The first day of the month that is so many months after this day's."""
    years, month = divmod(day.month - 1 + count, 12)
    return date(day.year + years, month + 1, 1)


def days_of_month(first: date) -> Period:
    """All days of the month that begins on this day."""
    return Period(first, month_after(first, 1) - timedelta(days=1))


def asked_months(today: date) -> list[date]:
    """The months about which a site is asked today, by their first days."""
    return [month_after(today, count) for count in range(FIRST_ASKED, LAST_ASKED + 1)]


def empty_months(months: Iterable[date], stretches: Sequence[Period]) -> list[date]:
    """The months in which none of these stretches of open days has a day."""
    return [month for month in months if not any(days_of_month(month).overlaps(each) for each in stretches)]


def stretches_to_close(
    wanted: Period, *, opening: Period, closed: Sequence[Period], taken: Sequence[Period], today: date
) -> list[Period]:
    """The days of an opening that can be closed at once: those wanted that lie ahead, still open, with nobody there."""
    first, last = max(wanted.first, opening.first, today), min(wanted.last, opening.last)
    return Period(first, last).without([*closed, *taken]) if first <= last else []


def why_not_change_seats(*, seats: int, highest_taken: int, is_closed: bool) -> Iterator[Reason]:
    """Nobody loses a seat because there are fewer of them."""
    if is_closed:
        yield Reason("opening-closed", _("This opening is closed. Add a new one instead."))
    if seats < highest_taken:
        text = _("Seat number %(taken)s is taken. For fewer seats, write to the office.")
        yield Reason("seats-taken", text % {"taken": highest_taken})


def why_not_close_for_all(*, openings: int) -> Iterator[Reason]:
    """There must be something to close."""
    if not openings:
        yield Reason("nothing-open", _("None of your openings has a day in these dates. Check the dates."))
