"""Excel workbooks (.xlsx), read without evaluating anything in them."""

import io
import warnings
import zipfile
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from openrotations.desk.spreadsheets.delimited import check_size
from openrotations.desk.spreadsheets.faults import BadFile, Sentence
from openrotations.desk.spreadsheets.sheets import (
    MAX_COLUMNS,
    MAX_ROWS,
    Broken,
    Cell,
    Flaw,
    Sheet,
    SheetRow,
    is_empty,
    shorten,
)

MAX_UNPACKED_BYTES = 48 * 1024 * 1024
MAX_PARTS = 500
MAX_SHEETS = 10
# Excel's own last row; without it a forged row number would keep the reader counting for ever.
_LAST_ROW = 1_048_576
_SAVE_AGAIN = _("Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx) or CSV, and try again.")


def read_workbook(name: str, content: bytes) -> list[Sheet]:
    """Returns the visible sheets that hold something. Raises `BadFile`: damaged, locked or too large."""
    _check_parts(name, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _sheets(name, content)
    except BadFile:
        raise
    except Exception as error:
        # A damaged workbook makes openpyxl raise nearly anything; to the person it is one and the same.
        raise BadFile(
            name, Sentence(_("This Excel workbook is damaged and cannot be read.")), Sentence(_SAVE_AGAIN)
        ) from error


def _check_parts(name: str, content: bytes) -> None:
    """Refuses what is no workbook, is locked, or would unpack to far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError) as error:
        raise BadFile(
            name, Sentence(_("This Excel workbook is damaged and cannot be read.")), Sentence(_SAVE_AGAIN)
        ) from error
    names = {part.filename for part in parts}
    if not any(part.startswith("xl/workbook") for part in names) or "[Content_Types].xml" not in names:
        raise BadFile(name, Sentence(_("This file is not an Excel workbook (.xlsx).")), Sentence(_SAVE_AGAIN))
    # zipfile never gives more than the size a part declares, so the declared sizes can be trusted.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise BadFile(
            name,
            Sentence(_("This workbook unpacks to more than we read.")),
            Sentence(_("Copy the rows you want to import into a new workbook and save that.")),
        )


def _sheets(name: str, content: bytes) -> list[Sheet]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        first_day = date(1904, 1, 1) if book.epoch.year == 1904 else date(1899, 12, 30)
        found: list[Sheet] = []
        for sheet in book.worksheets[:MAX_SHEETS]:
            if sheet.sheet_state != "visible":
                continue
            rows = _rows(name, sheet)
            if rows:
                found.append(Sheet(str(sheet.title), rows, first_day=first_day))
        return found
    finally:
        book.close()


def _rows(name: str, sheet: Any) -> list[SheetRow]:
    """The rows that are not empty. `sheet` is an openpyxl read-only worksheet."""
    # A declared size may be wrong or hostile (16,384 × 1,048,576): read what is there instead.
    sheet.reset_dimensions()
    rows: list[SheetRow] = []
    seen = 0
    for number, cells in enumerate(sheet.iter_rows(max_row=_LAST_ROW), start=1):
        seen += len(cells)
        if seen > MAX_ROWS * MAX_COLUMNS:
            raise BadFile(
                name,
                Sentence(_("This workbook has too many cells, most of them perhaps empty.")),
                Sentence(_("Copy the rows you want to import into a new workbook and save that.")),
            )
        values = [_value(cell) for cell in cells]
        if all(is_empty(value) for value in values):
            if number >= _LAST_ROW:
                break
            continue
        check_size(name, len(rows) + 1, values)
        rows.append(SheetRow(number, values[:MAX_COLUMNS]))
    return rows


def _value(cell: Any) -> Cell:
    """The value of an openpyxl cell; formulas and error values become `Broken`."""
    kind = getattr(cell, "data_type", "n")
    value = cell.value
    if value is None:
        return None
    if kind == "f":
        return Broken(Flaw.FORMULA, str(getattr(value, "text", value) or "=")[:60])
    if kind == "e":
        return Broken(Flaw.ERROR, str(value)[:60])
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return shorten(value if isinstance(value, str | int | float | bool) or _is_time(value) else str(value))


def _is_time(value: object) -> bool:
    return isinstance(value, date) or type(value).__name__ in {"time", "timedelta"}
