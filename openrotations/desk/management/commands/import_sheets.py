"""`rotations import FILE…`: take in spreadsheets, all of them or nothing."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.desk.imports.actions import carry_out_import
from openrotations.desk.imports.plans import ImportPlan, Outcome
from openrotations.desk.imports.sources import Source, plan_of
from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.dates import DayOrder
from openrotations.desk.spreadsheets.sheets import MAX_BYTES

_ORDERS = {"day": DayOrder.DAY_FIRST, "month": DayOrder.MONTH_FIRST}
_BAD_INPUT = 2


class Command(BaseCommand):
    """Compare the files with the programme, then save everything or nothing."""

    help = "Take in spreadsheets: students, schools, sites, preceptors, offerings, openings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or Excel workbooks")
        parser.add_argument("--kind", action="append", default=[], metavar="FILE=KIND", help=", ".join(TABLES))
        parser.add_argument("--map", action="append", default=[], metavar="FILE:HEADING=KEY", help="what a heading is")
        parser.add_argument("--date-order", choices=list(_ORDERS), help="what comes first in 04/01/2027")
        parser.add_argument("--dry-run", action="store_true", help="compare and say what would happen; save nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 when done, also when there is nothing to do; 2 with every fault when anything is wrong."""
        now = timezone.now()
        plan = plan_of(_sources(options), now)[0]
        self.stdout.write(_summary(plan))
        for warning in plan.warnings:
            self.stdout.write(f"Look at {warning.line}")
        for fault in plan.faults:
            self.stderr.write(fault.line)
        if plan.faults:
            self.stderr.write(f"Nothing was saved. Faults to put right: {len(plan.faults)}.")
            sys.exit(_BAD_INPUT)
        self.stdout.write("Nothing was saved: this was a dry run." if options["dry_run"] else _carry_out(plan, now))


def _carry_out(plan: ImportPlan, now: datetime) -> str:
    try:
        carry_out_import(plan, by=PROGRAM, now=now)
    except Refused as refused:
        raise CommandError("\n".join(str(why.text) for why in refused.reasons), returncode=_BAD_INPUT) from refused
    return "Nothing to save: the programme has all of it." if plan.changes_nothing else "Saved."


def _summary(plan: ImportPlan) -> str:
    lines = []
    for table in plan.tables:
        counts = [f"{plan.count(outcome, table.file)} {outcome.value}" for outcome in Outcome]
        lines.append(f"{table.file}: {table.kind}, {len(table.rows)} rows read: {', '.join(counts)}.")
    if made := plan.made():
        lines.append(f"New: {', '.join(f'{count} {sort.label.lower()}' for sort, count in made.items())}.")
    return "\n".join(lines)


def _sources(options: dict[str, Any]) -> list[Source]:
    files: list[Path] = options["files"]
    kinds = dict(_parted(said, "=", "--kind", "FILE=KIND", files) for said in options["kind"])
    mappings: dict[Path, dict[str, str]] = {path: {} for path in files}
    for said in options["map"]:
        path, words = _parted(said, ":", "--map", "FILE:HEADING=KEY", files)
        heading, found, key = words.rpartition("=")
        if not found:
            raise CommandError(f"--map {said}: write FILE:HEADING=KEY.", returncode=_BAD_INPUT)
        mappings[path][heading.strip()] = key.strip()
    order = _ORDERS.get(options["date_order"] or "")
    names = [path.name for path in files]
    return [
        Source(
            path.name if names.count(path.name) == 1 else str(path),
            _content(path),
            kinds.get(path),
            mappings[path],
            order,
        )
        for path in files
    ]


def _parted(said: str, mark: str, option: str, form: str, files: list[Path]) -> tuple[Path, str]:
    """The file that an option is about, by its path or its name alone, and the rest of the option."""
    for path in files:
        for name in (str(path), path.name):
            if said.startswith(f"{name}{mark}"):
                return path, said[len(name) + 1 :]
    names = ", ".join(path.name for path in files)
    raise CommandError(f"{option} {said}: write {form} with one of the files: {names}.", returncode=_BAD_INPUT)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Check the name and try again.", returncode=_BAD_INPUT) from error
