"""Rows out of the programme, in the columns in which they come in. What is written reads again, exactly."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.kinds import CellKind, Column, Table
from openrotations.desk.spreadsheets.words import clean, neutral


def write_csv(kind: str, rows: Iterable[Mapping[str, object]]) -> bytes:
    """CSV in UTF-8 with its mark (so that Excel shows every script), one heading row, CRLF line ends.

    `rows` map column keys to values of the types `read_table` gives; a key that is absent is an empty
    cell. Raises KeyError for an unknown kind.
    """
    table = TABLES[kind]
    columns = _written_columns(table)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.heading for column in columns])
    for row in rows:
        writer.writerow([neutral(_as_text(row.get(column.key), column)) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def write_workbook(kind: str, rows: Iterable[Mapping[str, object]], *, now: datetime) -> bytes:
    """XLSX with one sheet, typed dates and numbers, no formula. `now` is kept as the time of creation."""
    table = TABLES[kind]
    columns = _written_columns(table)
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = now.replace(tzinfo=None)
    sheet = book.create_sheet(table.kind)
    sheet.freeze_panes = "A2"
    for position, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = max(12, min(40, len(column.example) + 4))
    heads = [WriteOnlyCell(sheet, column.heading) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_as_cell(sheet, row.get(column.key), column) for column in columns])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _written_columns(table: Table) -> list[Column]:
    """All columns but “Hands-on”, which only says again what “Participation” says."""
    return [column for column in table.columns if column.key != "hands_on"]


def _as_text(value: object, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.choices and isinstance(value, str) and value in column.choices:
        return column.choices[value][0]
    return clean(str(value), lines=column.kind is CellKind.LINES)


def _as_cell(sheet: Any, value: object, column: Column) -> object:
    """An openpyxl cell whose text can never become a formula."""
    if value is None:
        return None
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
        cell.number_format = "yyyy-mm-dd"
        return cell
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    # The apostrophe stands here too: the sheet may be saved as CSV by somebody else.
    cell = WriteOnlyCell(sheet, neutral(_as_text(value, column)))
    cell.data_type = "s"
    return cell
