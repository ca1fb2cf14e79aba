"""One row of a file while it is compared with the programme: its cells, its faults, and what it says anew."""

from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from openrotations.desk.imports.known import Key, Known
from openrotations.desk.imports.plans import Change, Item, Outcome, PlannedRow, Sort
from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.faults import FaultList, Sentence, Template
from openrotations.desk.spreadsheets.kinds import CellKind
from openrotations.desk.spreadsheets.rows import ReadRow
from openrotations.desk.spreadsheets.tables import ReadTable
from openrotations.desk.spreadsheets.words import clean


class Draft:
    """What the files have said so far: what is known, who said which value first, and the faults by file."""

    def __init__(self, known: Known, today: date, incomplete: Set[str]) -> None:
        self.known = known
        self.today = today
        self.incomplete = incomplete
        self.said: dict[tuple[Item, str], tuple[object, Line]] = {}
        self.origins: dict[Item, tuple[Line, str]] = {}
        self.claimed: dict[Item, Line] = {}


class Line:
    """One row of one table. `say` compares a cell with what is known; faults carry the row and the column."""

    def __init__(self, draft: Draft, table: ReadTable, row: ReadRow, faults: FaultList) -> None:
        self.draft, self.row, self.faults = draft, row, faults
        self.known, self.file, self.kind = draft.known, table.file, table.kind
        self.headings = {key: heading for heading, key in table.mapping.items()}
        self.changes: list[Change] = []
        self.moved: set[str] = set()
        self.is_new = self.is_faulty = False
        self.name = ""

    def __getitem__(self, key: str) -> Any:
        """The value of a cell, None where it is empty or the file has no such column."""
        return self.row.values.get(key)

    @property
    def planned(self) -> PlannedRow:
        """What becomes of the row."""
        outcome = Outcome.NEW if self.is_new else Outcome.CHANGED if self.changes else Outcome.UNCHANGED
        return PlannedRow(
            self.file, self.row.number, self.name, Outcome.FAULTY if self.is_faulty else outcome, self.changes
        )

    def fault(self, key: str, message: Template, what_to_do: Template, **values: object) -> None:
        """The row cannot be imported: why, and what to do."""
        self.is_faulty = True
        self.faults.add(Sentence(message, **values), Sentence(what_to_do, **values), **self._place(key))

    def warn(self, key: str, message: Template, what_to_do: Template, **values: object) -> None:
        """The row can be imported, a person should look."""
        self.faults.warn(Sentence(message, **values), Sentence(what_to_do, **values), **self._place(key))

    def new(self, sort: Sort, name: str, *keys: Key, prefix: str = "", **links: Item) -> Item:
        """A thing that the programme does not have yet. `prefix` leads from its fields to the columns here."""
        item = self.known.add(Item(sort, name, links=links), *keys)
        self.draft.origins[item] = (self, prefix)
        self.is_new = True
        return item

    def say(self, item: Item, name: str, key: str, value: Any = None) -> None:
        """Notes that the cell `key` (or `value` made from it) is the field `name` of an item.

        An empty cell says nothing. A fault where an earlier row says something else of the same item.
        """
        value = self[key] if value is None else value
        if value is None:
            return
        before = self.draft.said.setdefault((item, name), (value, self))
        if before[0] != value:
            self._contradiction(key, item, before[1])
        elif before[1] is self:
            self._note(item, name, key, value)

    def suggest(self, item: Item, name: str, key: str) -> None:
        """Like `say` for a cell that only describes: it fills what is not known and changes nothing else."""
        if item.value(name) in (None, "") and self[key] is not None:
            self._note(item, name, key, self[key])

    def link(self, item: Item, name: str, key: str, to: Item) -> None:
        """Like `say` for a reference to another item."""
        before = self.draft.said.setdefault((item, name), (to, self))
        old = item.links.get(name)
        if before[0] is not to:
            self._contradiction(key, item, before[1])
        elif old is not to:
            item.links[name] = to
            if old is not None:
                self.moved.add(name)
                self.change(item, key, old.name, to.name)

    def change(self, item: Item, key: str, old: str, new: str) -> None:
        """Notes that a row which is there already will be changed."""
        item.is_changed = True
        column = TABLES[self.kind].column(key)
        self.changes.append(Change(column.label, old, new))

    def _note(self, item: Item, name: str, key: str, value: Any) -> None:
        old = getattr(item.row, name, None)
        column = TABLES[self.kind].column(key)
        if isinstance(old, str):
            # What stands in the programme may have white space that a spreadsheet does not keep.
            old = clean(str(old), lines=column.kind is CellKind.LINES)
        if item.row is not None and old == value:
            return
        item.values[name] = value
        if item.row is not None:
            self.change(item, key, shown(old), shown(value))

    def _contradiction(self, key: str, item: Item, first: "Line") -> None:
        self.fault(
            key,
            _("Row %(row)s of %(file)s says something else of “%(name)s”."),
            _("Make the rows say the same, or delete the one that is wrong."),
            row=first.row.number,
            file=first.file,
            name=item.name,
        )

    def _place(self, key: str) -> dict[str, Any]:
        heading = self.headings.get(key) or TABLES[self.kind].column(key).heading
        value = self.row.values.get(key)
        return {"row": self.row.number, "column": heading, "cell": "" if value is None else shown(value)}


def shown(value: object) -> str:
    """A value as the preview shows it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {number}" for name, number in sorted(value.items()))
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)
