"""One CSV file: its rows, each with its line, and what is wrong with it."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openrotations.placements.planner.reading import Fault, nearest_key, shortened, shown
from openrotations.placements.planner.writing import write_whole

SEPARATOR = ";"
"""Stands between the entries of a cell that holds several."""
WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a line that are not empty, by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's columns and rows, and every fault found while reading it."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    def place(self, row: Row, column: str = "") -> str:
        """A row, or a cell of it, as faults name it."""
        return f"{self.name}, line {row.line}" + (f", {column}" if column else "")


def read_sheet(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Sheet:
    """The file; one that does not exist is a fault, and so is a column that is missing, twice or misspelt.

    Other columns are kept as they are. Raises `OSError` for a file that is there but cannot be read.
    """
    faults: list[Fault] = []
    lines: list[tuple[int, list[str]]] = []
    try:
        text = path.read_bytes().decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines += [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except FileNotFoundError:
        faults.append(Fault(path.name, "is missing"))
    except UnicodeDecodeError as error:
        faults.append(Fault(f"{path.name}, byte {error.start}", "is not text in UTF-8"))
    except csv.Error as error:
        faults.append(Fault(f"{path.name}, line {reader.line_num}", f"is not CSV: {error}"))
    if not lines:
        return Sheet(
            path.name, (), (), tuple(faults or [Fault(path.name, "is empty: its first line names the columns")])
        )
    columns = tuple(cell.strip() for cell in lines[0][1])
    faults += _column_faults(path.name, columns, required, optional)
    rows = []
    for line, cells in lines[1:]:
        if len(cells) > len(columns):
            faults.append(Fault(f"{path.name}, line {line}", f"has {len(cells)} cells, the first line {len(columns)}"))
        filled = ((column, cell.strip()) for column, cell in zip(columns, cells, strict=False))
        rows.append(Row(line, {column: cell for column, cell in filled if cell}))
    return Sheet(path.name, columns, tuple(rows), tuple(faults))


def _column_faults(
    name: str, columns: tuple[str, ...], required: Sequence[str], optional: Sequence[str]
) -> Iterable[Fault]:
    known = (*required, *optional)
    for column in required:
        if column not in columns:
            yield Fault(f"{name}, line 1", f"has no column {shown(column)}")
    for column in dict.fromkeys(columns):
        if columns.count(column) > 1:
            yield Fault(f"{name}, line 1", f"has the column {shown(column)} twice")
        near = None if column in known else nearest_key(column, known)
        if near and near not in columns:
            yield Fault(f"{name}, line 1, {shortened(column)}", f'is not a column of this file; did you mean "{near}"?')


def number(cell: str) -> int | str:
    """A whole number, or the cell as it is when it is none: the format then says what is wrong."""
    return int(cell) if WHOLE.fullmatch(cell) else cell


def entries(cell: str) -> list[str]:
    """The entries of a cell that holds several."""
    return [entry for entry in (part.strip() for part in cell.split(SEPARATOR)) if entry]


def yes_or_no(cell: str) -> bool | str:
    """Whether the cell says yes; nothing is no. Other words stay as they are: the format then says what is wrong."""
    return {"yes": True, "no": False, "": False}.get(cell, cell)


def write_sheet(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write the whole file or nothing. A list goes into one cell."""

    def cell(value: object) -> object:
        if isinstance(value, bool):
            return "yes" if value else ""
        return f"{SEPARATOR} ".join(map(str, value)) if isinstance(value, list | tuple) else value

    write_whole(
        path,
        lambda draft: csv.writer(draft, lineterminator="\n").writerows(
            [columns, *([cell(value) for value in row] for row in rows)]
        ),
    )
