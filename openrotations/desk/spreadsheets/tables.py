"""A file that somebody hands in, read as one of the kinds of `columns.py` with all its faults at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.cells import Context, country_index, is_placeholder, read_cell
from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.dates import DayOrder, day_order, is_bare_month
from openrotations.desk.spreadsheets.faults import BadFile, Fault, FaultList, Sentence, Unreadable, excerpt
from openrotations.desk.spreadsheets.kinds import CellKind, Column
from openrotations.desk.spreadsheets.matching import (
    SURE,
    Match,
    Recognised,
    check_mapping,
    is_heading_again,
    recognise,
)
from openrotations.desk.spreadsheets.numbers import NpiRule
from openrotations.desk.spreadsheets.reading import read_sheets
from openrotations.desk.spreadsheets.rows import ReadRow, check_row, without_repeats
from openrotations.desk.spreadsheets.sheets import Cell, Sheet, SheetRow, is_empty
from openrotations.desk.spreadsheets.words import without_hidden


@dataclass(frozen=True)
class ReadTable:
    """What a file says. It may be imported where `faults` is empty, and only then.

    `file` is its name as messages show it. `mapping` is heading → column key as used; `matches` has every
    heading with its confidence. `rows` are the rows without faults; a key is absent where the file has no
    such column.
    """

    file: str
    kind: str
    mapping: dict[str, str]
    rows: list[ReadRow]
    faults: list[Fault]
    warnings: list[Fault]
    matches: list[Match]


def read_table(
    name: str,
    content: bytes,
    *,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    countries: Mapping[str, str],
    why_not_an_npi: NpiRule,
    date_order: DayOrder | None = None,
) -> ReadTable:
    """Reads a CSV or XLSX file as a table of one kind; nothing is saved.

    `kind` is a key of `TABLES`, None to recognise it. `mapping` (heading → column key, empty to leave a
    heading out) corrects what is proposed. `countries` is code → name; `why_not_an_npi` says what is wrong
    with ten digits. `date_order` says how 04/01/2027 reads where the column does not show it. Raises
    `BadFile` where there is no table to read at all.
    """
    name = excerpt(name)
    if kind is not None and kind not in TABLES:
        raise BadFile(
            name,
            Sentence(_("“%(kind)s” is no kind of file."), kind=kind),
            Sentence(_("Choose one of: %(kinds)s."), kinds=", ".join(TABLES)),
        )
    found = _choose(name, read_sheets(name, content), kind, mapping or {})
    faults = FaultList(name, warnings=list(found.sheet.warnings))
    matches = check_mapping(found, mapping or {}, faults)
    _check_columns(found, matches, faults)
    body = [row for row in found.sheet.rows if row.number > found.heading_row.number]
    _check_strays(found, body, faults)
    context = Context(country_index(countries), why_not_an_npi, found.sheet.first_day)
    _note_orders(context, found, matches, body, date_order)
    rows = _read_rows(found, matches, body, context, faults)
    used = {match.heading: match.key for match in matches if match.key}
    rows = without_repeats(rows, found.table, {key: heading for heading, key in used.items()}, faults)
    faults.close()
    rows = [_with_participation(row) for row in rows]
    return ReadTable(name, found.table.kind, used, rows, faults.faults, faults.warnings, found.matches)


def _choose(name: str, sheets: list[Sheet], kind: str | None, mapping: Mapping[str, str]) -> Recognised:
    """The sheet and the kind that fit best. Raises `BadFile` where none does, or two do alike."""
    ways = [way for sheet in sheets for way in recognise(sheet, name, kind=kind, mapping=mapping)]
    ways.sort(key=lambda way: way.score, reverse=True)
    if not ways:
        raise BadFile(
            name,
            Sentence(_("The headings do not show what this file holds.")),
            Sentence(
                _("Say what it is (%(kinds)s), or use the headings of docs/import.md."),
                kinds=", ".join(TABLES),
            ),
        )
    best = ways[0]
    # A list of names and addresses fits students as well as preceptors: never guess who somebody is.
    rivals = [way for way in ways[1:] if way.sheet is best.sheet and way.count >= best.count and not best.hinted]
    if rivals:
        kinds = ", ".join(sorted({best.table.kind, *(way.table.kind for way in rivals)}))
        raise BadFile(
            name,
            Sentence(_("This file may hold any of these: %(kinds)s."), kinds=kinds),
            Sentence(_("Say which it is when you import it.")),
        )
    others = [sheet.name for sheet in sheets if sheet is not best.sheet]
    if others:
        notes = FaultList(name)
        notes.warn(
            Sentence(_("Only the sheet “%(sheet)s” is read."), sheet=best.sheet.name),
            Sentence(_("To import another sheet, save it as its own file: %(others)s."), others=", ".join(others)),
        )
        best.sheet.warnings.extend(notes.warnings)
    return best


def _check_columns(found: Recognised, matches: list[Match], faults: FaultList) -> None:
    """Faults for columns that are missing, warnings for headings read by likeness or not read."""
    present = {match.key for match in matches}
    needed = [(column.key,) for column in found.table.columns if column.required]
    for group in (*needed, *found.table.one_of):
        if not present & set(group):
            names = [found.table.column(key).heading for key in group]
            faults.add(
                Sentence(_("The column “%(name)s” is missing."), name=_("” or “").join(names)),
                Sentence(_("Add it, or say which of the file's headings it is.")),
                row=found.heading_row.number,
                column=names[0],
            )
    for match in found.matches:
        if match.key and match.confidence < SURE:
            faults.warn(
                Sentence(_("This heading is read as “%(name)s”."), name=found.table.column(match.key).heading),
                Sentence(_("Correct it if it is something else.")),
                row=found.heading_row.number,
                column=match.heading,
            )


def _check_strays(found: Recognised, body: list[SheetRow], faults: FaultList) -> None:
    """Cells that stand under no column: a warning for a whole column, a fault for a slipped CSV row."""
    width = len(found.heading_row.cells)
    for match in found.matches:
        if match.key is None and any(not is_empty(row.cell(match.position)) for row in body):
            faults.warn(
                Sentence(_("This column is not read.")),
                Sentence(_("Say which column it is, if it should be read.")),
                row=found.heading_row.number,
                column=match.heading,
            )
    for row in body:
        extra = next((cell for cell in row.cells[width:] if not is_empty(cell)), None)
        if extra is not None and found.sheet.delimited:
            faults.add(
                Sentence(_("This row has more cells than there are headings.")),
                Sentence(_("Put quotation marks around a cell that holds the separator, or delete the extra cell.")),
                row=row.number,
                cell=extra,
            )
        elif extra is not None:
            faults.warn(
                Sentence(_("This row has a cell beyond the last heading. It is not read.")),
                Sentence(_("Give its column a heading, or delete the cell.")),
                row=row.number,
                cell=extra,
            )


def _note_orders(
    context: Context, found: Recognised, matches: list[Match], body: list[SheetRow], date_order: DayOrder | None
) -> None:
    """Into the context: for each column of dates, whether the day or the month comes first."""
    for match in matches:
        column = found.table.column(str(match.key))
        if column.kind in (CellKind.DATE, CellKind.MONTH_END):
            order, contradictory = day_order(row.cell(match.position) for row in body)
            context.orders[column.key] = (order or date_order, contradictory)


def _read_rows(
    found: Recognised, matches: list[Match], body: list[SheetRow], context: Context, faults: FaultList
) -> list[ReadRow]:
    """The rows without faults. A row whose read cells are all empty is left out with a warning."""
    table, rows = found.table, []
    headings = {str(match.key): match.heading for match in matches}
    columns = [(match, table.column(str(match.key))) for match in matches]
    for row in body:
        if is_heading_again(row, found.heading_row):
            faults.warn(
                Sentence(_("This row repeats the headings. It is left out.")),
                Sentence(_("You can delete it.")),
                row=row.number,
            )
            continue
        if all(is_empty(row.cell(match.position)) for match in matches):
            if matches:
                faults.warn(
                    Sentence(_("Only columns that are not read have something in this row. It is left out.")),
                    Sentence(_("Look whether something is missing.")),
                    row=row.number,
                )
            continue
        values, faulty = _read_values(row, columns, context, faults)
        read = ReadRow(row.number, values)
        if check_row(read, table, headings, faulty, faults):
            rows.append(read)
    return rows


def _read_values(
    row: SheetRow, columns: list[tuple[Match, Column]], context: Context, faults: FaultList
) -> tuple[dict[str, object], set[str]]:
    """The values of a row by key, and the keys of cells that cannot be read."""
    values: dict[str, object] = {}
    faulty: set[str] = set()
    for match, column in columns:
        cell = row.cell(match.position)
        try:
            values[column.key] = read_cell(cell, column, context)
        except Unreadable as unreadable:
            values[column.key] = None
            faulty.add(column.key)
            faults.add(unreadable.message, unreadable.what_to_do, row=row.number, column=match.heading, cell=cell)
            continue
        _warn_of(cell, column, row.number, match.heading, faults)
    return values, faulty


def _warn_of(cell: Cell, column: Column, row: int, heading: str, faults: FaultList) -> None:
    """Warnings for a cell that can be read, where what is read is not quite what stands there."""
    if not isinstance(cell, str):
        return
    if without_hidden(cell) != cell.replace("\ufeff", ""):
        faults.warn(
            Sentence(_("Hidden signs in this cell are left out.")),
            Sentence(_("Look whether the text is right.")),
            row=row,
            column=heading,
            cell=without_hidden(cell),
        )
    if column.kind is CellKind.MONTH_END and is_bare_month(cell):
        faults.warn(
            Sentence(_("This month is read as its last day.")),
            Sentence(_("Write the day if you know it.")),
            row=row,
            column=heading,
            cell=cell,
        )
    elif is_placeholder(cell, column):
        faults.warn(
            Sentence(_("This cell is read as empty.")),
            Sentence(_("Leave it empty, or write the value.")),
            row=row,
            column=heading,
            cell=cell,
        )


def _with_participation(row: ReadRow) -> ReadRow:
    """“Hands-on: yes” says the same as “Participation: hands-on”; only the latter goes on."""
    if "hands_on" not in row.values:
        return row
    values = {key: value for key, value in row.values.items() if key != "hands_on"}
    said = row.values["hands_on"]
    if values.get("participation") is None and said is not None:
        values["participation"] = "hands_on" if said else "observation"
    return ReadRow(row.number, values)
