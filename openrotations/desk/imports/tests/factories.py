"""Files for tests of imports, and what must not change."""

import hashlib
from datetime import UTC, datetime

from django.db import connection

from openrotations.common.actors import PROGRAM
from openrotations.desk.imports.actions import carry_out_import
from openrotations.desk.imports.plans import ImportPlan
from openrotations.desk.imports.sources import Source, plan_of
from openrotations.desk.spreadsheets.tests.factories import as_csv, one_row

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def source(kind: str, *rows: list[object], **spoilt: object) -> Source:
    """A file of one kind: the good row with `spoilt` cells, then further rows."""
    return Source(f"{kind}.csv", as_csv([*row_of(kind, **spoilt), *rows]), kind)


def row_of(kind: str, **spoilt: object) -> list[list[object]]:
    """Headings and a good row without an NPI, which only the demo would take."""
    npis = {"preceptors": {"NPI": ""}, "offerings": {"Preceptor_NPI": ""}, "licences": {"NPI": ""}}.get(kind, {})
    return one_row(kind, **{**npis, **spoilt})


def plan(*sources: Source) -> ImportPlan:
    """What an import of these would do."""
    return plan_of(sources, NOW)[0]


def bring_in(*sources: Source) -> ImportPlan:
    """Import these, which must be without fault."""
    planned = plan(*sources)
    assert [fault.line for fault in planned.faults] == []
    return carry_out_import(planned, by=PROGRAM, now=NOW)


def whole_office() -> list[Source]:
    """One good file of each kind; they refer to each other."""
    return [source(kind) for kind in ("students", "openings", "offerings", "preceptors", "sites", "schools")]


def state_of_the_database() -> dict[str, str]:
    """Table to the number of its rows and a digest of them all."""
    states = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            if table.startswith(("django_", "common_cache", "procrastinate_")):
                continue
            cursor.execute(f'SELECT md5(t::text) FROM "{table}" t ORDER BY 1')  # noqa: S608
            rows = [digest for (digest,) in cursor.fetchall()]
            states[table] = f"{len(rows)} {hashlib.sha256(''.join(rows).encode()).hexdigest()}"
    return states


def whole_knowledge() -> list[Source]:
    """One good file of each kind that says what is known of what `whole_office` brings."""
    return [source(kind) for kind in ("backgrounds", "agreements", "licences", "recognition", "policies")]
