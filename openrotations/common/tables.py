"""Plain lists made into the cells of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A column's heading. `sorted` is ascending, descending or empty; `url` sorts by this column."""

    label: object
    number: bool = False
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class BodyCell:
    """A cell with the heading of its column, which a telephone shows beside it."""

    text: object
    label: object
    number: bool = False
    url: str = ""


def head_cells(head: Sequence[object]) -> list[HeadCell]:
    """Headings given as words or as mappings (label, number, url, sorted)."""
    return [HeadCell(**cell) if isinstance(cell, Mapping) else HeadCell(cell) for cell in head]


def body_rows(head: Sequence[HeadCell], rows: Sequence[Sequence[object]]) -> list[list[BodyCell]]:
    """Rows of cells given as words or as mappings (text, number, url).

    Raises ValueError when a row has not as many cells as there are headings.
    """
    return [[body_cell(column, cell) for column, cell in zip(head, row, strict=True)] for row in rows]


def body_cell(column: HeadCell, cell: object) -> BodyCell:
    """One cell under its heading; numbers are aligned when the column or the cell says so."""
    if isinstance(cell, Mapping):
        return BodyCell(
            text=cell["text"],
            label=column.label,
            number=bool(cell.get("number", column.number)),
            url=str(cell.get("url", "")),
        )
    return BodyCell(text=cell, label=column.label, number=column.number)
