"""Dates in the forms that offices write. Whether day or month comes first is decided by the whole column."""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.faults import Sentence, Unreadable
from openrotations.desk.spreadsheets.sheets import Cell
from openrotations.desk.spreadsheets.words import words

FIRST_YEAR, LAST_YEAR = 1950, 2100


class DayOrder(StrEnum):
    """What the first number of 04/01/2027 means."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True)
class OneOfTwo:
    """A date that reads two ways."""

    day_first: date
    month_first: date


_WRITE = _("Write the date as 2027-01-04 or as 4 Jan 2027.")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar enero ene janvier janv janeiro gennaio gen januari ocak января янв январь",
            "february feb februar febrero fevrier fevr fevereiro febbraio februari subat февраля фев",
            "march mar marz maerz mrz marzo mars marco maart mart марта мар март",
            "april apr abril abr avril avr aprile nisan апреля апр апрель",
            "may mai mayo maio maggio mag mei mayis мая май маи",
            "june jun juni junio juin junho giugno giu haziran июня июн июнь",
            "july jul juli julio juillet juil julho luglio lug temmuz июля июл июль",
            "august aug agosto ago aout augustus agustos августа авг август",
            "september sept sep septiembre septembre setembro set settembre eylul сентября сен сентябрь",
            "october oct oktober okt octubre octobre outubro out ottobre ott ekim октября окт октябрь",
            "november nov noviembre novembre novembro kasim ноября ноя ноябрь",
            "december dec dezember dez diciembre dic decembre dezembro dicembre aralik декабря дек декабрь",
        ),
        start=1,
    )
    for name in names.split()
}
_IGNORED = frozenset(
    words(
        "de; del; of; the; st; nd; rd; th; el; le; den; mon; tue; tues; wed; thu; thur; thurs; fri; sat; "
        "sun; monday; tuesday; wednesday; thursday; friday; saturday; sunday; lunes; martes; miercoles; "
        "jueves; viernes; lundi; mardi; mercredi; jeudi; vendredi; montag; dienstag; mittwoch; donnerstag; freitag"
    )
)
_TIME = re.compile(r"(?:t| |, )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?: ?z| ?[+-]\d{2}:?\d{2})?$")
_YEAR_FIRST = re.compile(r"(\d{4}) ?[-/.年 ] ?(\d{1,2}) ?[-/.月 ] ?(\d{1,2}) ?日?")
_YEAR_LAST = re.compile(r"(\d{1,2}) ?([-/. ]) ?(\d{1,2}) ?\2 ?(\d{4})\.?")
_SHORT_YEAR = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{2})")
_MONTH_OF_YEAR = re.compile(r"(?:(\d{4})[-/.年](\d{1,2})月?|(\d{1,2})[-/.](\d{4}))")
_WORDS = re.compile(r"\d+|[^\W\d_]+")


def day_order(cells: Iterable[Cell]) -> tuple[DayOrder | None, bool]:
    """Returns what the cells of a column show about their order, and whether they contradict each other."""
    day_first = month_first = False
    for cell in cells:
        found = _YEAR_LAST.fullmatch(_tidy(cell)) if isinstance(cell, str) else None
        if found and found[2] != ".":
            day_first |= int(found[1]) > 12 >= int(found[3])
            month_first |= int(found[3]) > 12 >= int(found[1])
    if day_first == month_first:
        return None, day_first
    return (DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST), False


def read_date(
    cell: Cell,
    *,
    order: DayOrder | None,
    contradictory: bool = False,
    first_day: date,
    month_end: bool = False,
) -> date:
    """The date in a cell. `first_day` is day 0 of Excel's serials.

    With `month_end` a month alone means its last day. Raises `Unreadable`, also where the cell reads two
    ways and the column does not show which.
    """
    found = _find(cell, first_day, month_end)
    if isinstance(found, OneOfTwo):
        if order is None:
            raise _two_ways(found, contradictory)
        found = found.day_first if order is DayOrder.DAY_FIRST else found.month_first
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(Sentence(_("The year %(year)s cannot be right."), year=found.year), Sentence(_WRITE))
    return found


def is_bare_month(cell: Cell) -> bool:
    """Whether a cell names a month and a year but no day."""
    return isinstance(cell, str) and _bare_month(_tidy(cell)) is not None


def _find(cell: Cell, first_day: date, month_end: bool) -> date | OneOfTwo:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise Unreadable(Sentence(_("This is not a date.")), Sentence(_WRITE))
    text = _tidy(cell) if isinstance(cell, str) else (str(int(cell)) if cell == cell // 1 else str(cell))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_serial(float(text), first_day)
    if re.fullmatch(r"(19|20)\d{6}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    return _find_in_text(text, month_end)


def _find_in_text(text: str, month_end: bool) -> date | OneOfTwo:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(text):
        return _numeric(int(found[1]), int(found[3]), int(found[4]), dotted=found[2] == ".")
    if _SHORT_YEAR.fullmatch(text):
        raise Unreadable(Sentence(_("The year has two digits, so this date reads several ways.")), Sentence(_WRITE))
    if bare := _bare_month(text):
        if not month_end:
            raise Unreadable(Sentence(_("The day is missing.")), Sentence(_WRITE))
        return _day(*bare, calendar.monthrange(*bare)[1])
    if re.fullmatch(r"(19|20)\d\d", text):
        raise Unreadable(Sentence(_("This is only a year.")), Sentence(_WRITE))
    return _named(text)


def _tidy(text: str) -> str:
    """Lower case, ASCII digits, no accents, no time of day."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    digits = "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in plain if not unicodedata.combining(sign)
    )
    return _TIME.sub("", " ".join(digits.split())).strip(" ,")


def _numeric(first: int, second: int, year: int, *, dotted: bool) -> date | OneOfTwo:
    """04/01/2027. With dots the day always comes first: no country writes months first with dots."""
    if first == second or second > 12:
        return _day(year, first, second)
    if first > 12 or dotted:
        return _day(year, second, first)
    return OneOfTwo(_day(year, second, first), _day(year, first, second))


def _named(text: str) -> date:
    """4 Jan 2027, January 4th, 2027, 4 de enero de 2027, 4-Jan-27."""
    parts = [word for word in _WORDS.findall(text) if word not in _IGNORED]
    months = [_MONTHS[word] for word in parts if word in _MONTHS]
    numbers = [word for word in parts if word.isdigit()]
    if len(months) != 1 or len(numbers) != 2 or len(parts) != 3:
        raise Unreadable(Sentence(_("This is not a date we can read.")), Sentence(_WRITE))
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    if len(day) > 2 or len(year) not in (2, 4):
        raise Unreadable(Sentence(_("This is not a date we can read.")), Sentence(_WRITE))
    return _day(int(year) + (2000 if len(year) == 2 else 0), months[0], int(day))


def _bare_month(text: str) -> tuple[int, int] | None:
    """Year and month of “June 2027” or “06/2027”."""
    if found := _MONTH_OF_YEAR.fullmatch(text):
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        return (year, month) if 1 <= month <= 12 and year >= FIRST_YEAR else None
    parts = [word for word in _WORDS.findall(text) if word not in _IGNORED]
    if len(parts) == 2 and parts[0] in _MONTHS and re.fullmatch(r"(19|20)\d\d", parts[1]):
        return int(parts[1]), _MONTHS[parts[0]]
    return None


def _from_serial(serial: float, first_day: date) -> date:
    if not 18_000 <= serial < 74_000:
        raise Unreadable(Sentence(_("This number is not a date.")), Sentence(_WRITE))
    return first_day + timedelta(days=int(serial))


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(Sentence(_("There is no such day in the calendar.")), Sentence(_WRITE)) from None


def _two_ways(found: OneOfTwo, contradictory: bool) -> Unreadable:
    shown = {"one": _written(found.day_first), "other": _written(found.month_first)}
    if contradictory:
        message = _("This is %(one)s or %(other)s, and the column has both orders.")
    else:
        message = _("This is %(one)s or %(other)s, and no other cell of the column shows which.")
    return Unreadable(
        Sentence(message, **shown),
        Sentence(
            _("Write it as %(iso)s or as %(one)s, or say whether the day or the month comes first."),
            iso=found.day_first.isoformat(),
            one=shown["one"],
        ),
    )


def _written(day: date) -> str:
    return f"{day.day} {calendar.month_abbr[day.month]} {day.year}"
