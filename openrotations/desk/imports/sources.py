"""Files handed in, with what somebody said about them, read as tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.utils.translation import override
from django_countries.data import COUNTRIES

from openrotations.desk.imports.planning import plan_import
from openrotations.desk.imports.plans import ImportPlan
from openrotations.desk.spreadsheets.dates import DayOrder
from openrotations.desk.spreadsheets.faults import BadFile
from openrotations.desk.spreadsheets.tables import ReadTable, read_table
from openrotations.hosts.npi import why_not_an_npi


@dataclass(frozen=True)
class Source:
    """One file: its bytes, and what a person said of it. `kind` None means that it is to be recognised."""

    name: str
    content: bytes
    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    date_order: DayOrder | None = None


def read_source(source: Source) -> ReadTable | BadFile:
    """The file as a table, or why there is no table in it."""
    try:
        return read_table(
            source.name,
            source.content,
            kind=source.kind,
            mapping=source.mapping,
            countries=_country_names(),
            why_not_an_npi=why_not_an_npi,
            date_order=source.date_order,
        )
    except BadFile as bad:
        return bad


def plan_of(sources: Iterable[Source], now: datetime) -> tuple[ImportPlan, list[ReadTable | BadFile]]:
    """What an import of these files would do, and each file as it was read."""
    read = [read_source(source) for source in sources]
    tables = [table for table in read if isinstance(table, ReadTable)]
    return plan_import(tables, now, unread=[bad.fault for bad in read if isinstance(bad, BadFile)]), read


@cache
def _country_names() -> dict[str, str]:
    """Code to English name: files say “Germany”, whatever the language of the page."""
    with override("en"):
        return {code: str(name) for code, name in COUNTRIES.items()}
