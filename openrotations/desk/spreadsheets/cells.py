"""One cell into one value. A reader returns the value or raises `Unreadable` with what to write."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets import choices
from openrotations.desk.spreadsheets.dates import DayOrder, read_date
from openrotations.desk.spreadsheets.faults import Sentence, Template, Unreadable
from openrotations.desk.spreadsheets.kinds import CellKind, Column
from openrotations.desk.spreadsheets.numbers import (
    NpiRule,
    read_amount,
    read_integer,
    read_money,
    read_npi,
    read_postcode,
    read_score,
    read_weeks,
)
from openrotations.desk.spreadsheets.sheets import Broken, Cell, Flaw, is_empty
from openrotations.desk.spreadsheets.words import clean, fold, plain

# What offices write into a cell they leave open. “NA” is Namibia where a country is asked for.
_NOTHING = {"-", "–", "—", "--", "?", "n/a", "na", "none", "null", "nil", "tbd", "tba", "unknown", "#n/a"}
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):(?!\s)", re.IGNORECASE)
_ZONES = {fold(zone): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}
_ZONES |= {fold(word): zone for zone, words in choices.TIME_ZONES.items() for word in words}
_STATES = {fold(name): code for code, name in choices.STATES.items()}
_STATES |= {fold(code): code for code in choices.STATES} | choices.STATE_NICKNAMES
_YES, _NO = ({fold(word) or word for word in words} for words in (choices.YES, choices.NO))


@dataclass
class Context:
    """What the cells of one file share. `countries` maps folded names and codes to two-letter codes."""

    countries: Mapping[str, str]
    why_not_an_npi: NpiRule
    first_day: date = date(1899, 12, 30)
    orders: dict[str, tuple[DayOrder | None, bool]] = field(default_factory=dict)


def country_index(countries: Mapping[str, str]) -> dict[str, str]:
    """Folded names, codes and nicknames to codes, from code → name."""
    index = {fold(name): code for name, code in choices.COUNTRY_NICKNAMES.items() if code in countries}
    index |= {fold(str(name)): code for code, name in countries.items()}
    return index | {fold(code): code for code in countries}


def read_cell(cell: Cell, column: Column, context: Context) -> object:
    """The value of a cell as its column means it; None where it is empty. Raises `Unreadable`."""
    if isinstance(cell, Broken):
        raise _broken(cell)
    if isinstance(cell, str):
        cell = plain(clean(cell, lines=column.kind is CellKind.LINES))
    if is_empty(cell) or is_placeholder(cell, column):
        return None
    if column.kind in (CellKind.DATE, CellKind.MONTH_END):
        order, contradictory = context.orders.get(column.key, (None, False))
        month_end = column.kind is CellKind.MONTH_END
        return read_date(
            cell, order=order, contradictory=contradictory, first_day=context.first_day, month_end=month_end
        )
    return _READERS[column.kind](cell, column, context)


def is_placeholder(cell: Cell, column: Column) -> bool:
    """Whether an optional cell says “n/a” or the like. Text is kept as it is: a person may be called Null."""
    if not isinstance(cell, str) or column.required or column.kind in (CellKind.TEXT, CellKind.LINES):
        return False
    word = cell.strip().casefold()
    return word in _NOTHING and not (word == "na" and column.kind is CellKind.COUNTRY)


def read_text(cell: Cell, column: Column, context: Context) -> str:
    """Text as a person wrote it. Numbers are written out; a date in a column of text is refused."""
    if isinstance(cell, date | datetime | time | timedelta):
        raise bad(_("This is a date or a time, and text is expected."), _("Write the text into the cell."))
    if isinstance(cell, bool):
        raise bad(_("This is a true-or-false value, and text is expected."), _("Write the text into the cell."))
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if len(text) > column.max_length:
        raise bad(
            _("This text has %(length)s characters."),
            _("Shorten it to %(most)s characters."),
            length=f"{len(text):,}",
            most=f"{column.max_length:,}",
        )
    return text


def read_email(cell: Cell, column: Column, context: Context) -> str:
    """One address in lower case. `Name <a@b.c>` and `mailto:` are understood."""
    text = unicodedata.normalize("NFKC", read_text(cell, column, context)).casefold()
    inside = re.fullmatch(r"[^<>]*<([^<>]+)>", text)
    address = (inside[1] if inside else text).strip().removeprefix("mailto:").strip().rstrip(";,")
    if address.count("@") > 1:
        raise bad(_("This is more than one address."), _("Keep one e-mail address in the cell."))
    if ".." in address or not _ADDRESS.fullmatch(address) or address[0] == "." or ".@" in address:
        raise bad(
            _("This is not an e-mail address."),
            _("Write one address, such as %(example)s."),
            example=column.example,
        )
    return address


def read_yes_no(cell: Cell, column: Column, context: Context) -> bool:
    """True or False, from yes, no, x, 1, 0 and the like in several languages."""
    if isinstance(cell, bool):
        return cell
    word = fold(str(cell)) or str(cell).strip()
    if word in _YES or word in _NO:
        return word in _YES
    raise bad(_("This is neither yes nor no."), _("Write yes or no."))


def read_choice(cell: Cell, column: Column, context: Context) -> str:
    """The key of the choice that the cell names."""
    word = fold(str(cell))
    known = column.choices or {}
    for key, words in known.items():
        if word and any(word == fold(other) for other in words):
            return key
    close = _closest(word, {fold(other): key for key, words in known.items() for other in words})
    listed = ", ".join(words[0] for words in known.values())
    if close:
        raise bad(
            _("This is none of the choices. Is it “%(close)s”?"),
            _("Write one of: %(listed)s."),
            close=close,
            listed=listed,
        )
    raise bad(_("This is none of the choices."), _("Write one of: %(listed)s."), listed=listed)


def read_state(cell: Cell, column: Column, context: Context) -> str:
    """The two-letter code of a state, the District of Columbia or a territory of the US."""
    word = fold(str(cell))
    if word in _STATES:
        return _STATES[word]
    close = _closest(word, _STATES)
    if close:
        raise bad(
            _("This is no US state. Is it %(close)s?"),
            _("Write its two-letter code, such as IL."),
            close=close,
        )
    raise bad(_("This is no US state."), _("Write its two-letter code, such as IL."))


def read_country(cell: Cell, column: Column, context: Context) -> str:
    """The two-letter code of a country."""
    word = fold(str(cell))
    if word in context.countries:
        return context.countries[word]
    advice = _("Write the country's name in English or its two-letter code, such as %(example)s.")
    close = _closest(word, context.countries)
    if close:
        raise bad(_("This country is not known. Is it %(close)s?"), advice, close=close, example=column.example)
    raise bad(_("This country is not known."), advice, example=column.example)


def read_time_zone(cell: Cell, column: Column, context: Context) -> str:
    """The IANA name of a time zone."""
    zone = _ZONES.get(fold(str(cell)))
    if zone is None:
        raise bad(
            _("This time zone is not known."),
            _("Write Eastern, Central, Mountain, Arizona, Pacific or Alaska, or a name like %(example)s."),
            example=column.example,
        )
    return zone


def read_link(cell: Cell, column: Column, context: Context) -> str:
    """A web address, or the name of a source in words."""
    text = read_text(cell, column, context)
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].casefold() not in ("http", "https") and not scheme[1].isdigit():
        raise bad(_("This is no web address that can be opened."), _("Write an address that begins with https://."))
    return text


def bad(message: Template, what_to_do: Template, **values: object) -> Unreadable:
    """An `Unreadable` whose two sentences share their values."""
    return Unreadable(Sentence(message, **values), Sentence(what_to_do, **values))


def _broken(cell: Broken) -> Unreadable:
    if cell.flaw is Flaw.FORMULA:
        return bad(
            _("This cell has a formula. Formulas are not worked out."),
            _("Copy the column and paste it again as values."),
        )
    if cell.flaw is Flaw.ERROR:
        return bad(_("This cell shows an error of the spreadsheet program."), _("Write the value into the cell."))
    return bad(
        _("This cell has more than 10,000 characters."),
        _('Shorten it. If it holds several rows, a quotation mark (") is missing before it.'),
    )


def _closest(word: str, known: Mapping[str, str]) -> str | None:
    """What the word most resembles, or None. Long words are left alone: comparing them costs too much."""
    if not 3 <= len(word) <= 60:
        return None
    close = difflib.get_close_matches(word, [name for name in known if len(name) > 2], n=1, cutoff=0.75)
    return known[close[0]] if close else None


_READERS: dict[CellKind, Callable[[Cell, Column, Context], object]] = {
    CellKind.TEXT: read_text,
    CellKind.LINES: read_text,
    CellKind.EMAIL: read_email,
    CellKind.INTEGER: lambda cell, column, context: read_integer(cell, column.most),
    CellKind.WEEKS: lambda cell, column, context: read_weeks(cell),
    CellKind.MONEY: lambda cell, column, context: read_money(cell),
    CellKind.AMOUNT: lambda cell, column, context: read_amount(cell),
    CellKind.SCORE: lambda cell, column, context: read_score(cell),
    CellKind.NPI: lambda cell, column, context: read_npi(cell, context.why_not_an_npi),
    CellKind.POSTCODE: lambda cell, column, context: read_postcode(cell),
    CellKind.YES_NO: read_yes_no,
    CellKind.CHOICE: read_choice,
    CellKind.COUNTRY: read_country,
    CellKind.STATE: read_state,
    CellKind.TIME_ZONE: read_time_zone,
    CellKind.LINK: read_link,
}
