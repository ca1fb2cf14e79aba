"""A sheet as it stands in a file: rows of raw cells, with the numbers a spreadsheet program shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum

from openrotations.desk.spreadsheets.faults import Fault

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL_LENGTH = 10_000


class Flaw(Enum):
    """Why a cell holds nothing that can be read."""

    FORMULA = "formula"
    ERROR = "error"
    TOO_LONG = "too long"


@dataclass(frozen=True)
class Broken:
    """A cell that holds no value of its own; `shown` is its first characters."""

    flaw: Flaw
    shown: str

    def __str__(self) -> str:
        return self.shown


type Cell = str | int | float | bool | date | datetime | time | timedelta | Broken | None


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty; `number` counts from 1 and counts empty rows too."""

    number: int
    cells: Sequence[Cell]

    def cell(self, position: int) -> Cell:
        """The cell at a position from 0, or None where the row is shorter."""
        return self.cells[position] if position < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file. `first_day` is day 0 of its date serials; `delimited` is true for CSV."""

    name: str
    rows: list[SheetRow]
    first_day: date = date(1899, 12, 30)
    delimited: bool = False
    warnings: list[Fault] = field(default_factory=list)


def is_empty(cell: Cell) -> bool:
    """Whether a cell holds nothing a person can see."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\0\ufeff\u00a0\u200b"))


def shorten(cell: Cell) -> Cell:
    """The cell itself, or `Broken` where its text is longer than 10,000 characters."""
    if isinstance(cell, str) and len(cell) > MAX_CELL_LENGTH:
        return Broken(Flaw.TOO_LONG, cell[:60])
    return cell


def column_letters(position: int) -> str:
    """The letters a spreadsheet program shows for a column: 0 is A, 26 is AA."""
    letters, left = "", position + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
