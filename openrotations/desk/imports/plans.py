"""What an import would do, before it does anything."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.faults import Fault, Template
from openrotations.desk.spreadsheets.tables import ReadTable


class Outcome(TextChoices):
    """What becomes of a row of a file."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    FAULTY = "faulty", _("faulty")


class Sort(TextChoices):
    """What an import can save, in the order in which it is saved."""

    SCHOOL = "school", _("Schools")
    REGISTRAR = "registrar", _("Registrars")
    POLICY = "policy", _("Policies of schools")
    BLACKOUT = "blackout", _("Days on which a school lets nobody be away")
    SPONSOR_NOTE = "sponsor_note", _("Sponsor notes")
    AGENCY = "agency", _("Accreditations by agencies")
    SITE = "site", _("Sites")
    COORDINATOR = "coordinator", _("Host coordinators")
    PRECEPTOR = "preceptor", _("Preceptors")
    LICENCE = "licence", _("Licences")
    CERTIFICATION = "certification", _("Board certifications")
    INSURANCE = "insurance", _("Malpractice insurances")
    AGREEMENT = "agreement", _("Drafts of agreements")
    OFFERING = "offering", _("Offerings")
    OPENING = "opening", _("Openings")
    PERSON = "person", _("People")
    STUDENT = "student", _("Students and graduates")
    BACKGROUND = "background", _("Studies and examinations of students")
    WINDOW = "window", _("Windows")
    APPLICATION = "application", _("Applications begun")


@dataclass(frozen=True)
class Change:
    """One value that differs: the name of its column, what the programme has, what the file says."""

    name: Template
    old: str
    new: str


@dataclass(eq=False)
class Item:
    """One thing that files speak of: a row of the database, or one that will be.

    `row` is None while it is new; `values` are the fields to save; `links` are other items by the name of the
    foreign key; `joined` are the sites that a preceptor works at besides those that are known already.
    """

    sort: Sort
    name: str
    row: Model | None = None
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, "Item"] = field(default_factory=dict)
    joined: list["Item"] = field(default_factory=list)
    is_changed: bool = False

    def __hash__(self) -> int:
        return id(self)

    def value(self, name: str) -> Any:
        """A field as it will be after the import; None where nothing is known."""
        return self.values[name] if name in self.values else getattr(self.row, name, None)


@dataclass
class PlannedRow:
    """What becomes of one row of a file, and what differs."""

    file: str
    number: int
    name: str
    outcome: Outcome
    changes: list[Change]


@dataclass
class ImportPlan:
    """What an import of these tables would do. It may be carried out where `faults` is empty, and only then.

    `rows` has one entry for each row that could be read; `items` are what will be saved, in order.
    """

    tables: list[ReadTable]
    rows: list[PlannedRow]
    items: list[Item]
    faults: list[Fault]
    warnings: list[Fault]

    @property
    def changes_nothing(self) -> bool:
        """Whether the programme has all of it already."""
        return not any(item.row is None or item.is_changed for item in self.items)

    @property
    def digest(self) -> str:
        """Tells this plan from any other: the same files over the same programme give the same digest."""
        said = [(row.file, row.number, row.outcome.value, [(c.old, c.new) for c in row.changes]) for row in self.rows]
        read = [(table.kind, sorted(table.mapping.items()), table.rows) for table in self.tables]
        made = [(item.sort.value, item.name, item.row is None) for item in self.items]
        whole = (said, read, made, [str(fault) for fault in self.faults])
        return hashlib.sha256(repr(whole).encode()).hexdigest()

    def count(self, outcome: Outcome, file: str | None = None) -> int:
        """How many rows have this outcome, in one file or in all."""
        found = {(row.file, row.number) for row in self.rows if row.outcome is outcome}
        if outcome is Outcome.FAULTY:
            # Rows that could not be read at all are in no table.
            found |= {(fault.file, fault.row) for fault in self.faults if fault.row is not None}
        return sum(file in (None, of) for of, _row in found)

    def made(self) -> dict[Sort, int]:
        """How many new things of each sort there are, only those with at least one."""
        counts = {sort: sum(item.sort is sort and item.row is None for item in self.items) for sort in Sort}
        return {sort: count for sort, count in counts.items() if count}
