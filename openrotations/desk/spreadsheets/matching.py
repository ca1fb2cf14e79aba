"""Which heading is which column, and which kind of file this is. A person may correct both."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.faults import FaultList, Sentence
from openrotations.desk.spreadsheets.kinds import Column, Table
from openrotations.desk.spreadsheets.sheets import Broken, Cell, Sheet, SheetRow, column_letters, is_empty
from openrotations.desk.spreadsheets.words import clean, fold

HEADING_ROWS = 20
SURE = 0.95
ENOUGH = 0.75
MAX_HEADING_LENGTH = 120


@dataclass(frozen=True)
class Match:
    """A heading and the column it is read as. `key` is None where it is not read; `confidence` is 0 to 1."""

    position: int
    heading: str
    key: str | None
    confidence: float


@dataclass(frozen=True)
class Recognised:
    """Where the headings of a sheet stand and what they mean. `hinted`: the file or sheet is named after the kind."""

    sheet: Sheet
    table: Table
    heading_row: SheetRow
    matches: list[Match]
    score: float
    hinted: bool

    @property
    def count(self) -> int:
        """How many headings are read."""
        return sum(match.key is not None for match in self.matches)


def headings_of(row: SheetRow) -> list[str]:
    """The headings of a row. An empty one is “(column D)”; a repeated one has its column added."""
    headings: list[str] = []
    for position, cell in enumerate(row.cells):
        text = "" if cell is None or isinstance(cell, Broken) else clean(str(cell))[:MAX_HEADING_LENGTH]
        place = f"({_column_word(position)})"
        headings.append(f"{text} {place}" if text in headings and text else text or place)
    return headings


def propose_matches(headings: Sequence[str], table: Table) -> list[Match]:
    """The likeliest column for each heading, surest first, each column given once."""
    pairs = sorted(
        (
            (confidence(heading, column), -position, -order, column.key)
            for position, heading in enumerate(headings)
            for order, column in enumerate(table.columns)
        ),
        reverse=True,
    )
    chosen: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for sure, negative, _order, key in pairs:
        if sure < ENOUGH:
            break
        if -negative not in chosen and key not in taken:
            chosen[-negative] = (key, sure)
            taken.add(key)
    return [Match(place, heading, *chosen.get(place, (None, 0.0))) for place, heading in enumerate(headings)]


def confidence(heading: str, column: Column) -> float:
    """How sure it is that a heading means a column: 1 its own name, 0.98 a synonym, less for likeness."""
    return _confidence(fold(heading), fold(re.sub(r"[(\[].*?[)\]]", " ", heading)), column.key, column.synonyms)


@cache
def _names(key: str, synonyms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(name) for name in (key, *synonyms)))


@cache
def _confidence(heading: str, bare: str, key: str, synonyms: tuple[str, ...]) -> float:
    names = _names(key, synonyms)
    if not heading:
        return 0.0
    if heading in (fold(key), fold(synonyms[0])):
        return 1.0
    packed = heading.replace(" ", "")
    if any(packed == name.replace(" ", "") for name in names):
        return 0.98
    if bare and bare in names:
        return 0.95
    return max(_likeness(heading, name) for name in names)


def _likeness(heading: str, name: str) -> float:
    """Below certainty: all words of a longer name occur, or the letters are nearly the same."""
    words, wanted = heading.split(), name.split()
    # “Window 1 from” and “Window 2 from” are alike in letters and different in meaning.
    if [word for word in words if word.isdigit()] != [word for word in wanted if word.isdigit()]:
        return 0.0
    if len(wanted) > 1 and set(wanted) <= set(words) and len(words) <= len(wanted) + 3:
        return 0.8
    if len(name) >= 5 and abs(len(heading) - len(name)) <= 3:
        ratio = difflib.SequenceMatcher(None, heading, name).ratio()
        return ratio * 0.95 if ratio >= 0.86 else 0.0
    return 0.0


def recognise(sheet: Sheet, name: str, *, kind: str | None, mapping: Mapping[str, str]) -> list[Recognised]:
    """The ways a sheet can be read, best first. Empty where no row looks like headings of any kind."""
    tables = [TABLES[kind]] if kind else list(TABLES.values())
    found: list[Recognised] = []
    for table in tables:
        ways = [_reading(sheet, table, row, name, mapping) for row in sheet.rows[:HEADING_ROWS]]
        found.append(max(ways, key=lambda way: (way.score, -way.heading_row.number)))
    likely = found if kind else [way for way in found if _is_plausible(way)]
    return sorted(likely, key=lambda way: way.score, reverse=True)


def _reading(sheet: Sheet, table: Table, row: SheetRow, name: str, mapping: Mapping[str, str]) -> Recognised:
    headings = headings_of(row)
    matches = _corrected(propose_matches(headings, table), mapping)
    filled = sum(not is_empty(cell) for cell in row.cells)
    read = sum(match.confidence for match in matches if match.key)
    named = sum(heading in mapping for heading in headings)
    hinted = table.kind in name.casefold() or table.kind in sheet.name.casefold()
    score = _coverage(table, matches) + 2 * read / max(filled, 2) + read / 100 + named + hinted / 2
    return Recognised(sheet, table, row, matches, score if read or named else 0.0, hinted)


def _coverage(table: Table, matches: Sequence[Match]) -> float:
    """The part of what the table requires that the headings give."""
    present = {match.key for match in matches}
    needed = [{column.key} for column in table.columns if column.required] + [set(group) for group in table.one_of]
    return sum(bool(group & present) for group in needed) / len(needed)


def _is_plausible(way: Recognised) -> bool:
    return way.count >= 2 and _coverage(way.table, way.matches) >= 0.5


def _corrected(matches: list[Match], mapping: Mapping[str, str]) -> list[Match]:
    """The matches with a person's corrections. An empty key means: do not read this heading."""
    if not mapping:
        return matches
    said = {match.heading: mapping[match.heading] for match in matches if match.heading in mapping}
    claimed = {key for key in said.values() if key}
    corrected: list[Match] = []
    for match in matches:
        if match.heading in said:
            corrected.append(Match(match.position, match.heading, said[match.heading] or None, 1.0))
        elif match.key in claimed:
            corrected.append(Match(match.position, match.heading, None, 0.0))
        else:
            corrected.append(match)
    return corrected


def check_mapping(found: Recognised, mapping: Mapping[str, str], faults: FaultList) -> list[Match]:
    """The matches that can be used. Adds a fault for each correction that cannot be followed."""
    row = found.heading_row.number
    headings = {match.heading for match in found.matches}
    for heading in mapping:
        if heading not in headings:
            faults.add(
                Sentence(_("The file has no heading “%(heading)s”."), heading=heading),
                Sentence(_("Choose one of the headings of the file.")),
                row=row,
                column=heading,
            )
    usable: list[Match] = []
    used: set[str] = set()
    for match in found.matches:
        if match.key is not None and match.key not in found.table.keys:
            faults.add(
                Sentence(_("There is no column “%(key)s” for this kind of file."), key=match.key),
                Sentence(_("Choose one of: %(keys)s."), keys=", ".join(found.table.keys)),
                row=row,
                column=match.heading,
            )
        elif match.key is not None and match.key in used:
            faults.add(
                Sentence(_("Two headings are read as the column “%(key)s”."), key=match.key),
                Sentence(_("Choose one of them and leave the other out.")),
                row=row,
                column=match.heading,
            )
        elif match.key is not None:
            used.add(match.key)
            usable.append(match)
    return usable


def _column_word(position: int) -> str:
    return f"column {column_letters(position)}"


def is_heading_again(row: SheetRow, heading_row: SheetRow) -> bool:
    """Whether a row repeats the headings, as a printed list does on each page."""

    def shown(cells: Sequence[Cell]) -> list[str]:
        return [fold(str(cell)) for cell in cells if not is_empty(cell)]

    return shown(row.cells) == shown(heading_row.cells)
