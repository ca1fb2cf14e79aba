"""`rotations tables`: a cohort from JSON to CSV, or back."""

import argparse
from pathlib import Path

from openrotations.placements.planner.cohort.files.formats import read_instance, write_instance
from openrotations.placements.planner.cohort.files.tables import read_tables, write_tables
from openrotations.placements.planner.commands.options import SOLVED, Commands


def add_tables(commands: Commands) -> None:
    """Make `tables` known."""
    tables = commands.add_parser(
        "tables",
        help="a cohort from JSON to a folder of CSV, or back",
        description="INSTANCE.json FOLDER writes a cohort as CSV; FOLDER INSTANCE.json reads it back.",
    )
    tables.add_argument("source", type=Path, metavar="FROM")
    tables.add_argument("out", type=Path, metavar="TO")
    tables.set_defaults(run=_tables)


def _tables(chosen: argparse.Namespace) -> int:
    if chosen.source.is_dir():
        write_instance(read_tables(chosen.source), chosen.out)
    else:
        write_tables(read_instance(chosen.source), chosen.out)
    return SOLVED
