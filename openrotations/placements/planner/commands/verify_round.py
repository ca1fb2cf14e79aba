"""`rotations verify-round`: every claim of a published round, recomputed from the file that was kept of it."""

import argparse
import sys
from pathlib import Path

from openrotations.placements.planner.commands.options import NOT_SOUND, SOLVED, Commands, seconds
from openrotations.placements.planner.verifying import Report, kept_from, verify_round


def add_verify_round(commands: Commands) -> None:
    """Make `verify-round` known."""
    verify = commands.add_parser("verify-round", help="recompute every claim of a published round")
    verify.add_argument("round", type=Path, metavar="FILE")
    verify.add_argument("--time", type=seconds, default=30.0, help="seconds to try to better a cohort's plans (30)")
    verify.set_defaults(run=_verify)


def _verify(chosen: argparse.Namespace) -> int:
    kept = kept_from(chosen.round.read_bytes())
    report = verify_round(kept, seconds=chosen.time, tell=lambda text: print(f"{text} …", file=sys.stderr, flush=True))
    print(in_words(report))
    return NOT_SOUND if report.faults else SOLVED


def in_words(report: Report) -> str:
    """What came of it, a line each."""
    if report.faults:
        return "\n".join(["This round does not hold:", *(f"  {fault}" for fault in report.faults)])
    return "\n".join(["Every claim of this round holds:", *(f"  {line}" for line in report.confirmed)])
