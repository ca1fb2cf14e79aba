"""Comparing tables with the programme. Nothing is written here."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from openrotations.desk.imports import backgrounds, credentials, homes, offers, places, queries, schooling
from openrotations.desk.imports.lines import Draft, Line
from openrotations.desk.imports.plans import ImportPlan, Item, Sort
from openrotations.desk.imports.rules import what_does_not_fit, what_is_missing
from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.faults import Fault, FaultList
from openrotations.desk.spreadsheets.tables import ReadTable

# In this order everything that a row refers to has been read before it.
_PLANNERS: dict[str, Callable[[Line], None]] = {
    "schools": homes.plan_school,
    "policies": schooling.plan_policy,
    "recognition": schooling.plan_recognition,
    "sites": places.plan_site,
    "preceptors": places.plan_preceptor,
    "licences": credentials.plan_licence,
    "agreements": credentials.plan_agreement,
    "offerings": offers.plan_offering,
    "openings": offers.plan_opening,
    "students": homes.plan_student,
    "backgrounds": backgrounds.plan_background,
}
_OF_STUDENTS = ("students", "backgrounds")


def plan_import(tables: Sequence[ReadTable], now: datetime, *, unread: Iterable[Fault] = ()) -> ImportPlan:
    """What an import of these tables would do, row by row, across all of them; nothing is written.

    References are resolved within the tables and the programme. `unread` are faults of files that could not be
    read at all: they stand first, and nothing can be imported while there are any.
    """
    ordered = sorted(tables, key=lambda table: list(_PLANNERS).index(table.kind))
    emails = {str(row.values["email"]) for table in ordered if table.kind in _OF_STUDENTS for row in table.rows}
    unread = list(unread)
    # Where a file has faults, what another refers to may be among its rows: say only the first of the two.
    incomplete = set(TABLES) if unread else {table.kind for table in ordered if table.faults}
    draft = Draft(queries.what_is_known(emails), now.date(), incomplete)
    lists = [FaultList(table.file, list(table.faults), list(table.warnings)) for table in ordered]
    lines = [
        _planned(Line(draft, table, row, faults))
        for table, faults in zip(ordered, lists, strict=True)
        for row in table.rows
    ]
    _check_items(draft)
    for faults in lists:
        faults.close()
    items = [item for sort in Sort for item in draft.known.of(sort) if item.row is None or item.is_changed]
    return ImportPlan(
        list(tables),
        [line.planned for line in lines],
        items,
        [*unread, *(fault for faults in lists for fault in faults.faults)],
        [warning for faults in lists for warning in faults.warnings],
    )


def _planned(line: Line) -> Line:
    _PLANNERS[line.kind](line)
    return line


def _check_items(draft: Draft) -> None:
    """What a new thing lacks, and what does not fit together, said at the first row that names it."""
    first: dict[Item, Line] = {}
    for (item, _name), (_value, said_by) in draft.said.items():
        first.setdefault(item, said_by)
    for item in draft.known:
        line, prefix = draft.origins.get(item, (first.get(item), ""))
        if line is None or line.is_faulty:
            continue
        columns = TABLES[line.kind].keys
        for name, message, what_to_do in what_is_missing(item) if item.row is None else ():
            key = next((key for key in (f"{prefix}{name}", name) if key in columns), columns[0])
            line.fault(key, message, what_to_do)
        for name, message, what_to_do in what_does_not_fit(item):
            line.fault(name if name in columns else columns[0], message, what_to_do)
