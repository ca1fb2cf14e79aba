"""May a student arrive or report a day, may a preceptor be asked, sign or query; if not, every reason why."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.common.wording import written_date

MOST_HOURS = Decimal(24)


def why_not_arrive(*, placement_state: str, first: date, last: date, today: date) -> Iterator[Reason]:
    """A student arrives once, cleared, on day one or after, on the calendar of the site."""
    if placement_state in ("active", "completed"):
        yield Reason("arrived-already", _("You have already confirmed that you arrived."), "student")
    elif placement_state != "cleared":
        yield Reason("not-cleared", _("You are not cleared for day one yet. Look at your tasks."), "student")
    if today < first:
        text = _("Day one is %(day)s. Confirm on that day, on the calendar of the site.")
        yield Reason("before-day-one", text % {"day": written_date(first)}, "student")
    elif today > last:
        yield Reason("after-the-end", _("The rotation is over. Write to the office."), "office")


def why_not_report(
    *, placement_state: str, period: Period, on: date, today: date, day_state: str | None
) -> Iterator[Reason]:
    """A day is reported while or after the rotation runs, inside its dates, not ahead, until it is signed."""
    if placement_state not in ("active", "completed"):
        yield Reason("not-running", _("Days can be reported once you have confirmed your arrival."), "student")
    if not period.first <= on <= period.last:
        yield Reason("outside", _("%(day)s is not a day of this rotation.") % {"day": written_date(on)}, "student")
    elif on > today:
        yield Reason("ahead", _("%(day)s is still to come at the site.") % {"day": written_date(on)}, "student")
    if day_state == "signed":
        text = _("%(day)s is signed. Ask your preceptor or the office if it is wrong.")
        yield Reason("signed", text % {"day": written_date(on)}, "preceptor")


def why_not_these_hours(*, kind: str, hours: Decimal, reason: str) -> Iterator[Reason]:
    """On site has hours; absent has a reason."""
    if kind == "present" and not 0 < hours <= MOST_HOURS:
        yield Reason("hours", _("Give the hours on site: more than 0, at most 24."), "student")
    if kind == "absent" and len(reason.strip()) < 2:
        yield Reason("no-reason", _("Say in a few words why you were absent."), "student")


def why_not_ask(*, open_days: int, is_reachable: bool, asked_today: bool) -> Iterator[Reason]:
    """There are days to sign, the preceptor can be written to, and has not been asked today."""
    if not open_days:
        yield Reason("nothing-to-sign", _("No day is waiting for a signature."), "student")
    if not is_reachable:
        text = _("The office has not confirmed your preceptor's address yet. It has been told.")
        yield Reason("address-not-confirmed", text, "office")
    if asked_today:
        text = _("Your preceptor has been asked today. You can ask again tomorrow.")
        yield Reason("asked-today", text, "preceptor")


def why_not_sign(*, open_days: int) -> Iterator[Reason]:
    """There is something to sign."""
    if not open_days:
        yield Reason("nothing-to-sign", _("No day is waiting for your signature."), "student")


def why_not_query(*, day_state: str, word: str) -> Iterator[Reason]:
    """A day that is not signed can be asked about, in a few words."""
    if day_state != "reported":
        yield Reason("not-open", _("This day is not waiting for your signature any more."), "student")
    if len(word.strip()) < 2:
        yield Reason("no-words", _("Say in a few words what should be corrected."), "preceptor")
