"""Cells that hold numbers: counts, weeks, money, NPIs, ZIP codes."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.faults import Sentence, Unreadable
from openrotations.desk.spreadsheets.sheets import Cell

# What is wrong with ten digits, in words, or None.
type NpiRule = Callable[[str], str | Promise | None]
MAX_WEEKS = 52
MAX_PRICE = Decimal(100_000)
MAX_AMOUNT = 1_000_000_000
MAX_SCORE = Decimal(1_000)

_WEEKS = re.compile(
    r"(\d+)(?:[.,]0+)? ?(?:weeks?|wks?|w|semanas?|sem|semaines?|wochen?|woche|hafta|недел[ьяи]|周|أسابيع)?\.?"
)
_RANGE = re.compile(r"(\d+) ?(?:-|–|—|to|or|bis|a|/) ?(\d+).*")
_PER_WEEK = re.compile(r" ?(?:/|per|a|each|pro|por)? ?(?:weeks?|wks?|wk|w|pw|woche|semana|semaine)\.?$")
_DOLLARS = re.compile(r"us\$|usd|us dollars|dollars?|\$")
_OTHER_MONEY = re.compile(r"[€£¥₹₽₺₦₩]|\b(?:eur|euros?|gbp|inr|rs|cad|aud|chf|mxn|pkr|egp|ngn|aed|sar|try|cny|jpy)\b")
_AMOUNT = re.compile(r"\d+(?:[.,'\u2019 ]\d{3})*(?:[.,]\d{1,2})?|\d+[.,]\d{1,2}")
_FREE = {"free", "no charge", "no fee", "gratis", "gratuit", "kostenlos", "waived"}


def read_integer(cell: Cell, most: int) -> int:
    """A count from 1 to `most`. Raises `Unreadable`."""
    text = _tidy(cell)
    found = re.fullmatch(r"(\d+)(?:[.,]0+)?", text)
    if not found:
        raise Unreadable(Sentence(_("This is not a whole number.")), Sentence(_("Write a number, such as 2.")))
    if not 1 <= _bounded(found[1]) <= most:
        raise Unreadable(
            Sentence(_("This number is out of range.")),
            Sentence(_("Write a number from 1 to %(most)s."), most=f"{most:,}"),
        )
    return int(found[1])


def read_weeks(cell: Cell) -> int:
    """Weeks from 1 to 52, from 4, “4 wks”, “4 semanas”. Raises `Unreadable`."""
    text = _tidy(cell)
    found = _WEEKS.fullmatch(text)
    if not found:
        if _RANGE.fullmatch(text):
            raise Unreadable(
                Sentence(_("This is a range of weeks, and one number is expected.")),
                Sentence(_("Write one number. For a range use the columns for the fewest and the most weeks.")),
            )
        raise Unreadable(
            Sentence(_("This is not a number of weeks.")),
            Sentence(_("Write whole weeks as a number, such as 4.")),
        )
    if not 1 <= _bounded(found[1]) <= MAX_WEEKS:
        raise Unreadable(
            Sentence(_("This number of weeks is out of range.")),
            Sentence(_("Write a number from 1 to %(most)s."), most=MAX_WEEKS),
        )
    return int(found[1])


def read_money(cell: Cell) -> Decimal:
    """US dollars with two places, from 1200, “$1,200.00”, “1.200,00 USD”, “450/week”, “free”.

    The last separator is the decimal one where one or two digits follow it; three digits make thousands.
    Raises `Unreadable` for other currencies, ranges, negative and very large amounts.
    """
    text = _tidy(cell)
    if text in _FREE:
        return Decimal("0.00")
    if _OTHER_MONEY.search(text):
        raise Unreadable(
            Sentence(_("This price is not in US dollars.")),
            Sentence(_("Write the price in US dollars, such as 450.00.")),
        )
    number = _PER_WEEK.sub("", _DOLLARS.sub("", text).strip()).strip()
    if re.fullmatch(r"\d{1,12}\.\d{3,}", number) and isinstance(cell, float):
        number = f"{Decimal(number):.2f}"
    if not _AMOUNT.fullmatch(number) or len(number) > 20:
        raise Unreadable(
            Sentence(_("This is not a price.")),
            Sentence(_("Write one amount in US dollars, such as 450.00.")),
        )
    amount = _amount(number)
    if amount > MAX_PRICE:
        raise Unreadable(
            Sentence(_("This price is out of range.")),
            Sentence(_("Write an amount up to %(most)s US dollars."), most=f"{MAX_PRICE:,}"),
        )
    return amount


def read_amount(cell: Cell) -> int:
    """Whole US dollars, from 1000000, “$1,000,000”, “1.000.000 USD”. Raises `Unreadable`."""
    text = _tidy(cell)
    number = _DOLLARS.sub("", text).strip()
    if _OTHER_MONEY.search(text) or not _AMOUNT.fullmatch(number) or len(number) > 20:
        raise Unreadable(
            Sentence(_("This is no amount in US dollars.")), Sentence(_("Write one amount, such as 1,000,000."))
        )
    amount = _amount(number)
    if amount > MAX_AMOUNT or amount != int(amount):
        raise Unreadable(
            Sentence(_("This amount is out of range.")),
            Sentence(_("Write whole dollars, up to %(most)s."), most=f"{MAX_AMOUNT:,}"),
        )
    return int(amount)


def read_score(cell: Cell) -> Decimal:
    """The score of a test with at most one decimal place, from 100, 7.5, “7,5”. Raises `Unreadable`."""
    found = re.fullmatch(r"(\d{1,4})(?:[.,](\d)0*)?", _tidy(cell))
    if not found or (score := Decimal(f"{found[1]}.{found[2] or 0}")) > MAX_SCORE:
        raise Unreadable(
            Sentence(_("This is not the score of a test.")), Sentence(_("Write one number, such as 100 or 7.5."))
        )
    return score


def read_npi(cell: Cell, why_not: NpiRule) -> str:
    """Ten digits. `why_not` says in words why they cannot be an NPI, or None. Raises `Unreadable`."""
    text = re.sub(r"[ .-]", "", _tidy(cell)).removeprefix("npi").lstrip(": #")
    if not re.fullmatch(r"\d{10}", text):
        raise Unreadable(
            Sentence(_("An NPI has ten digits.")),
            Sentence(_("Copy the ten digits again. In Excel, format the column as text.")),
        )
    if fault := why_not(text):
        raise Unreadable(Sentence(_("This is not an NPI.")), Sentence(str(fault)))
    return text


def read_postcode(cell: Cell) -> str:
    """Five digits or ZIP+4. Excel drops leading zeros of a number; they are put back."""
    text = _tidy(cell)
    if re.fullmatch(r"\d{3,4}", text):
        return text.zfill(5)
    if re.fullmatch(r"\d{9}", text):
        return f"{text[:5]}-{text[5:]}"
    if not re.fullmatch(r"\d{5}(-\d{4})?", text):
        raise Unreadable(
            Sentence(_("This is not a ZIP code.")),
            Sentence(_("Write five digits, or nine with a hyphen: 00120-0001.")),
        )
    return text


def _tidy(cell: Cell) -> str:
    """The cell as lower-case text with ASCII digits; a whole float without its point."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return "?"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell == cell // 1 and abs(cell) < 1e15 else repr(cell)
    folded = unicodedata.normalize("NFKC", str(cell)).casefold()
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in folded)
    return " ".join(digits.split())


def _bounded(digits: str) -> int:
    """The number, or something too large where there are too many digits to be worth converting."""
    return int(digits) if len(digits) < 10 else 10**10


def _amount(number: str) -> Decimal:
    """1,200.00 and 1.200,00 and 1 200 alike: a separator before one or two last digits is the decimal one."""
    whole, cents = number, "00"
    if found := re.fullmatch(r"(.*\d)[.,](\d{1,2})", number):
        whole, cents = found[1], found[2].ljust(2, "0")
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{cents}")
