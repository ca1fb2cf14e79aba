"""What the page of an import shows, part by part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.functional import Promise

from openrotations.desk.imports.forms import CheckForm
from openrotations.desk.imports.plans import ImportPlan, Outcome, PlannedRow
from openrotations.desk.imports.sources import Source
from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.faults import BadFile, Fault
from openrotations.desk.spreadsheets.tables import ReadTable

MOST_FAULTS = 200
MOST_CHANGES = 200


@dataclass(frozen=True)
class FilePreview:
    """One file: what it holds, how many rows become what, and the choices for its headings."""

    name: str
    label: str | Promise
    counts: list[tuple[str, int]]
    kind: BoundField
    columns: list[BoundField]


@dataclass(frozen=True)
class ImportPreview:
    """The page of an import. `more_…` says how many are not listed."""

    files: list[FilePreview]
    made: list[tuple[str | Promise, int]]
    faults: list[Fault]
    more_faults: int
    warnings: list[Fault]
    more_warnings: int
    changed: list[PlannedRow]
    more_changed: int


def preview_of(
    plan: ImportPlan, sources: Sequence[Source], read: Sequence[ReadTable | BadFile], form: CheckForm
) -> ImportPreview:
    """The parts of the page for this plan."""
    changed = [row for row in plan.rows if row.outcome is Outcome.CHANGED]
    return ImportPreview(
        files=[
            _file(plan, source, table, form, n) for n, (source, table) in enumerate(zip(sources, read, strict=True))
        ],
        made=[(sort.label, count) for sort, count in plan.made().items()],
        faults=plan.faults[:MOST_FAULTS],
        more_faults=_more(plan.faults, MOST_FAULTS),
        warnings=plan.warnings[:MOST_FAULTS],
        more_warnings=_more(plan.warnings, MOST_FAULTS),
        changed=changed[:MOST_CHANGES],
        more_changed=_more(changed, MOST_CHANGES),
    )


def _file(plan: ImportPlan, source: Source, table: ReadTable | BadFile, form: CheckForm, number: int) -> FilePreview:
    kind, columns = form.kind_of(number), form.columns_of(number)
    if isinstance(table, BadFile):
        return FilePreview(source.name, "", [], kind, columns)
    counts = [(str(outcome.label), count) for outcome in Outcome if (count := plan.count(outcome, table.file))]
    return FilePreview(source.name, TABLES[table.kind].label, counts, kind, columns)


def _more(found: Iterable[object], most: int) -> int:
    return max(0, len(list(found)) - most)
