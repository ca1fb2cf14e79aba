"""What is wrong with a spreadsheet, said so that a person can put it right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EXCERPT_LENGTH = 60
MAX_FAULTS = 2_000

type Template = str | StrPromise


class Sentence:
    """One sentence with its values, translated when it is shown and not before."""

    def __init__(self, template: Template, **values: object) -> None:
        self.template = template
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        return str(self.template) % self.values if self.values else str(self.template)

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"


@dataclass(frozen=True)
class Fault:
    """One thing to put right (or, among warnings, to look at).

    `row` is the row number a spreadsheet program shows, 1 for the first; None for the whole file.
    `column` is the heading as it stands in the file, or the name of the column that is missing.
    `cell` is at most 60 printable characters of what stands there.
    """

    file: str
    row: int | None
    column: str | None
    cell: str
    message: Sentence
    what_to_do: Sentence

    @property
    def line(self) -> str:
        """One line for a terminal: `students.csv: row 12, column "Graduation": "31/02/2027". …`."""
        where = [] if self.row is None else [str(_("row %(row)s")) % {"row": self.row}]
        where += [str(_('column "%(column)s"')) % {"column": self.column}] if self.column else []
        told = f'"{self.cell}". ' if self.cell else ""
        return f"{self.file}: {', '.join(where)}{': ' if where else ''}{told}{self.message} {self.what_to_do}"

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(str(self.row))
        if self.column:
            place.append(self.column)
        return f"{' · '.join(place)}: {self.message} {self.what_to_do}"


class BadFile(Exception):
    """The file as a whole cannot be read. `message` and `what_to_do` say why and what helps."""

    def __init__(self, file: str, message: Sentence, what_to_do: Sentence, *, row: int | None = None) -> None:
        super().__init__(file)
        self.fault = Fault(excerpt(file), row, None, "", message, what_to_do)
        self.message = message
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return str(self.fault)


class Unreadable(Exception):
    """One cell cannot be read: why, and what to write instead."""

    def __init__(self, message: Sentence, what_to_do: Sentence) -> None:
        super().__init__()
        self.message = message
        self.what_to_do = what_to_do


@dataclass
class FaultList:
    """Collects the faults and warnings of one file, 2,000 of each; `unsaid` counts the faults beyond."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    unsaid: int = 0

    def add(
        self,
        message: Sentence,
        what_to_do: Sentence,
        *,
        row: int | None = None,
        column: str | None = None,
        cell: object = "",
    ) -> None:
        """Adds a fault: the file is not imported until it is gone."""
        if len(self.faults) >= MAX_FAULTS:
            self.unsaid += 1
            return
        self.faults.append(Fault(self.file, row, column, excerpt(cell), message, what_to_do))

    def warn(
        self,
        message: Sentence,
        what_to_do: Sentence,
        *,
        row: int | None = None,
        column: str | None = None,
        cell: object = "",
    ) -> None:
        """Adds a warning: the file can be imported, a person should look."""
        if len(self.warnings) < MAX_FAULTS:
            self.warnings.append(Fault(self.file, row, column, excerpt(cell), message, what_to_do))

    def close(self) -> None:
        """Says how many faults are not listed, where there are too many to list."""
        if self.unsaid:
            message = Sentence(_("There are %(count)s more faults."), count=f"{self.unsaid:,}")
            what_to_do = Sentence(_("Put these right first and try again."))
            self.faults.append(Fault(self.file, None, None, "", message, what_to_do))


def excerpt(cell: object) -> str:
    """At most 60 printable characters of a cell, for a message."""
    if cell is None:
        return ""
    start = str(cell)[: EXCERPT_LENGTH * 4]
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in start).split())
    return shown if len(shown) <= EXCERPT_LENGTH else shown[: EXCERPT_LENGTH - 1] + "…"
