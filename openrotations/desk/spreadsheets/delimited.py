"""CSV and its relatives: text with commas, semicolons, tabs or bars between the cells."""

import csv
import io
import itertools
from collections import Counter

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.charsets import read_text
from openrotations.desk.spreadsheets.faults import BadFile, FaultList, Sentence
from openrotations.desk.spreadsheets.sheets import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Sheet,
    SheetRow,
    is_empty,
    shorten,
)

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 60
_SAMPLE_LENGTH = 60_000


def read_delimited(name: str, content: bytes) -> Sheet:
    """Returns the one sheet of a text file. Raises `BadFile` where it cannot be read or is too large."""
    text, encoding = read_text(name, content)
    notes = FaultList(name)
    if not encoding.startswith("utf"):
        shown = encoding.replace("cp125", "windows-125")
        notes.warn(
            Sentence(_("This file does not say its encoding. It is read as %(name)s."), name=shown),
            Sentence(_("Look at names with accents. If they are wrong, save the file again as “CSV UTF-8”.")),
        )
    if "\ufffd" in text:
        notes.warn(
            Sentence(_("Some letters in this file cannot be read and show as �.")),
            Sentence(_("Look for � in the names, or save the file again as “CSV UTF-8”.")),
        )
    separator, body, skipped = _declared_separator(text)
    rows = _rows(name, body, separator or likely_separator(body), skipped)
    return Sheet("", rows, delimited=True, warnings=notes.warnings)


def likely_separator(text: str) -> str:
    """The separator that cuts the first rows into the most equal widths; a comma where none does.

    `csv.Sniffer` counts letters and so is led astray by a title line and by “Last, First” names.
    """
    scored = [(_evenness(text[:_SAMPLE_LENGTH], separator), separator) for separator in SEPARATORS]
    best = max(scored, key=lambda pair: pair[0])
    return best[1] if best[0] > 0 else ","


def _evenness(sample: str, separator: str) -> float:
    """How many rows share the commonest width, and a little for a greater width; 0 for one column."""
    try:
        rows = list(itertools.islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), _SAMPLE_ROWS))
    except csv.Error:
        return 0.0
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda pair: (pair[1], pair[0]))
    return count / widths.total() + min(width, 50) / 100


def _declared_separator(text: str) -> tuple[str | None, str, int]:
    """Excel may write `sep=;` as a first line. Returns the separator, the rest, and the rows skipped."""
    first, _newline, _rest = text[:20].partition("\n")
    line = first.strip().strip('"')
    if line.lower().startswith("sep=") and len(line) == 5 and line[4] in SEPARATORS:
        return line[4], text[len(first) + 1 :], 1
    if first.rstrip("\r").lower() == "sep=\t":
        return "\t", text[len(first) + 1 :], 1
    return None, text, 0


def _rows(name: str, text: str, separator: str, skipped: int) -> list[SheetRow]:
    """The rows that are not empty, each with its number. Raises `BadFile` beyond the limits."""
    rows: list[SheetRow] = []
    number = skipped
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            number += 1
            if all(is_empty(cell) for cell in cells):
                continue
            check_size(name, len(rows) + 1, cells)
            rows.append(SheetRow(number, [shorten(cell) for cell in cells]))
    except csv.Error as error:
        raise BadFile(
            name,
            Sentence(_("Row %(row)s cannot be cut into cells."), row=number + 1),
            Sentence(_('Look for a quotation mark (") that is opened and not closed, or a very long cell.')),
            row=number + 1,
        ) from error
    return rows


def check_size(name: str, count: int, cells: "list[str] | list[Cell] | tuple[Cell, ...]") -> None:
    """Raises `BadFile` where a sheet has more rows or columns than are read."""
    if count > MAX_ROWS + 1:
        raise BadFile(
            name,
            Sentence(_("This file has more than %(count)s rows."), count=f"{MAX_ROWS:,}"),
            Sentence(_("Split it into smaller files and import them one after another.")),
        )
    if len(cells) > MAX_COLUMNS and not all(is_empty(cell) for cell in cells[MAX_COLUMNS:]):
        raise BadFile(
            name,
            Sentence(_("This file has more than %(count)s columns."), count=MAX_COLUMNS),
            Sentence(_("Keep the columns you want to import and delete the others.")),
        )
