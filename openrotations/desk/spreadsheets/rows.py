"""What must hold across the cells of a row, and across the rows of a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.faults import FaultList, Sentence
from openrotations.desk.spreadsheets.kinds import Table
from openrotations.desk.spreadsheets.words import comparable


@dataclass(frozen=True)
class ReadRow:
    """A row without faults. `values` has one entry for each column of the file, None where empty."""

    number: int
    values: dict[str, object]


def check_row(row: ReadRow, table: Table, headings: Mapping[str, str], faulty: set[str], faults: FaultList) -> bool:
    """Whether the cells of a row fit each other. `headings` maps keys to the file's own headings.

    Cells in `faulty` have been reported already and are left out of account.
    """
    before = len(faults.faults) + faults.unsaid
    _check_required(row, table, headings, faulty, faults)
    _check_groups(row, table, headings, faulty, faults)
    _check_orders(row, table, headings, faults)
    return before == len(faults.faults) + faults.unsaid and not faulty


def _check_required(
    row: ReadRow, table: Table, headings: Mapping[str, str], faulty: set[str], faults: FaultList
) -> None:
    for column in table.columns:
        if (
            column.required
            and column.key in headings
            and row.values.get(column.key) is None
            and column.key not in faulty
        ):
            faults.add(
                Sentence(_("This cell is empty, and it is needed.")),
                Sentence(_("Fill it, for example with “%(example)s”, or delete the row."), example=column.example),
                row=row.number,
                column=headings[column.key],
            )


def _check_groups(row: ReadRow, table: Table, headings: Mapping[str, str], faulty: set[str], faults: FaultList) -> None:
    for group in table.one_of:
        present = [key for key in group if key in headings]
        if present and not faulty & set(group) and all(row.values.get(key) is None for key in group):
            faults.add(
                Sentence(_("At least one of these is needed: %(names)s."), names=_listed(table, group)),
                Sentence(_("Fill one of these cells.")),
                row=row.number,
                column=headings[present[0]],
            )
    for group in table.together:
        empty = [key for key in group if row.values.get(key) is None]
        if 0 < len(empty) < len(group) and not faulty & set(group):
            faults.add(
                Sentence(_("These go together, and one is empty: %(names)s."), names=_listed(table, group)),
                Sentence(_("Fill all of them, or leave all of them empty.")),
                row=row.number,
                column=headings.get(empty[0], table.column(empty[0]).heading),
            )


def _check_orders(row: ReadRow, table: Table, headings: Mapping[str, str], faults: FaultList) -> None:
    for low, high in table.in_order:
        first, last = row.values.get(low), row.values.get(high)
        if first is not None and last is not None and last < first:  # type: ignore[operator]
            faults.add(
                Sentence(
                    _("“%(high)s” comes before “%(low)s”."),
                    high=table.column(high).heading,
                    low=table.column(low).heading,
                ),
                Sentence(_("Exchange the two, or correct the one that is wrong.")),
                row=row.number,
                column=headings[high],
                cell=last,
            )


def without_repeats(rows: list[ReadRow], table: Table, headings: Mapping[str, str], faults: FaultList) -> list[ReadRow]:
    """The rows, each once. A row equal to an earlier one is left out with a warning.

    A row that names the same thing as an earlier one and says something else of it is a fault.
    """
    seen: dict[tuple[str, ...], ReadRow] = {}
    kept: list[ReadRow] = []
    for row in rows:
        same = seen.setdefault(tuple(comparable(row.values.get(key)) for key in table.identity), row)
        if same is row:
            kept.append(row)
            continue
        shown = next((key for key in table.identity if row.values.get(key) is not None), table.identity[0])
        column, cell = headings.get(shown), row.values.get(shown)
        if same.values == row.values:
            faults.warn(
                Sentence(_("This row is the same as row %(row)s. It is read once."), row=same.number),
                Sentence(_("You can delete it.")),
                row=row.number,
                column=column,
                cell=cell,
            )
        else:
            faults.add(
                Sentence(_("Row %(row)s names the same and says something else."), row=same.number),
                Sentence(_("Keep the row that is right and delete the other.")),
                row=row.number,
                column=column,
                cell=cell,
            )
    return kept


def _listed(table: Table, keys: tuple[str, ...]) -> str:
    return ", ".join(table.column(key).heading for key in keys)
