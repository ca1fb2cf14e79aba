"""May this be offered, and may this opening be chosen? Every reason why not. Pure functions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason

# A block of weeks that ends on a Friday is as good as one that ends on the Sunday after it.
WEEKEND = 2


def why_not_choose(
    dates: Period,
    *,
    is_offered: bool,
    hands_on: bool,
    least_weeks: int,
    windows: Sequence[Period],
    status: str,
    graduates_may: str,
    free: int,
    weeks_wanted: int | None,
    today: date,
    closed: Sequence[Period] = (),
) -> Iterator[Reason]:
    """Why a student may not have an opening with these dates among their choices.

    The offering: published and open (`is_offered`), `hands_on`, lasting at least `least_weeks`, with `free`
    seats, without its `closed` days. The student: `status`, open `windows`, `weeks_wanted` in all.
    `graduates_may` is observe or hands_on.
    """
    if not is_offered or dates.first <= today:
        yield Reason("not-open", _("It is not offered any more."), "host")
    elif free < 1:
        yield Reason("no-seat", _("All seats are taken."), "host")
    if status == "graduate" and hands_on and graduates_may != "hands_on":
        yield Reason("hands-on", _("It is hands-on; in this programme a graduate observes."), "student")
    if weeks_wanted and least_weeks > weeks_wanted:
        text = _("It lasts at least %(least)s weeks; you want %(wanted)s in all.")
        yield Reason("too-long", text % {"least": least_weeks, "wanted": weeks_wanted}, "student")
    if not fits_a_window(dates, windows, least_weeks):
        text = _("It does not fit into an open window for at least %(least)s weeks.")
        yield Reason("outside-windows", text % {"least": least_weeks}, "registrar")
    elif not any(fits_a_window(stretch, windows, least_weeks) for stretch in dates.without(closed)):
        yield Reason("closed-days", _("It is closed on too many of these days."), "host")


def fits_a_window(dates: Period, windows: Sequence[Period], least_weeks: int) -> bool:
    """Whether one window shares at least so many weeks with the dates; a last weekend may be missing."""
    return any(
        (min(dates.last, window.last) - max(dates.first, window.first)).days + 1 >= 7 * least_weeks - WEEKEND
        for window in windows
    )


def is_long_enough(stretches: Iterable[Period], least_weeks: int) -> bool:
    """Whether one of these stretches of days has so many weeks; a last weekend may be missing."""
    return any(stretch.days >= 7 * least_weeks - WEEKEND for stretch in stretches)


def why_not_save_offering(
    *, min_weeks: int, max_weeks: int, experience_type: str, participation: str, works_there: bool, is_listed: bool
) -> Iterator[Reason]:
    """An offering makes sense: weeks in order, an observership observes, the preceptor works at the site."""
    if min_weeks > max_weeks:
        yield Reason("weeks-order", _("The fewest weeks are more than the most. Change one of them."))
    if experience_type == "observership" and participation != "observation":
        yield Reason("observership-observes", _("An observership is observation only. Change one of the two."))
    if not works_there:
        yield Reason("works-elsewhere", _("This preceptor does not work at this site. Add the site to the preceptor."))
    if is_listed:
        yield Reason("offering-listed", _("This preceptor already offers something with this title at this site."))


def why_not_add_opening(*, period: Period, least_weeks: int, overlaps: bool, today: date) -> Iterator[Reason]:
    """An opening lies ahead, is long enough for its offering, and does not overlap another of it."""
    if period.last < today:
        yield Reason("opening-past", _("These dates are over. Choose dates that lie ahead."))
    if not is_long_enough([period], least_weeks):
        text = _("The offering lasts at least %(least)s weeks. These dates are shorter.")
        yield Reason("opening-short", text % {"least": least_weeks})
    if overlaps:
        yield Reason(
            "opening-overlaps", _("Another opening of this offering overlaps these dates. Change one of them.")
        )


def why_not_close_days(dates: Period, *, opening: Period, closed: Sequence[Period], today: date) -> Iterator[Reason]:
    """Days are closed inside their opening, once, and not when they are over."""
    if not opening.contains(dates):
        yield Reason("outside-opening", _("These days are not inside the dates of this opening."))
    if dates.last < today:
        yield Reason("days-past", _("These days are over. Choose days that lie ahead."))
    if any(dates.overlaps(other) for other in closed):
        yield Reason("closed-already", _("Some of these days are closed already. Choose others."))


def why_not_without_reason(because: str) -> Iterator[Reason]:
    """Whoever closes days says why."""
    if not because.strip():
        yield Reason("no-reason", _("Say why, in a few words."))


def why_not_reopen_days(*, is_closed: bool) -> Iterator[Reason]:
    """Opening again is done once."""
    if not is_closed:
        yield Reason("days-open", _("These days are open already."))


def why_not_close_opening(*, is_closed: bool) -> Iterator[Reason]:
    """Closing is done once."""
    if is_closed:
        yield Reason("opening-closed", _("This opening is closed already."))
