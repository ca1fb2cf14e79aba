"""The planner's commands over files, one module each.

Exit codes: 0 solved (or sound), 1 a check found something wrong, 2 bad input or bad use, 3 stopped before any plan
better than the empty one was found.
"""

import argparse
import sys
from collections.abc import Sequence

from openrotations.placements.planner.commands.check import add_check
from openrotations.placements.planner.commands.explain import add_explain
from openrotations.placements.planner.commands.generate import add_generate
from openrotations.placements.planner.commands.leash import ENDED_AT_ONCE, end_with
from openrotations.placements.planner.commands.options import BAD_INPUT, SOLVED
from openrotations.placements.planner.commands.plan import add_plan
from openrotations.placements.planner.commands.progress import write_to_nobody
from openrotations.placements.planner.commands.ranked import add_match
from openrotations.placements.planner.commands.repair import add_repair
from openrotations.placements.planner.commands.tables import add_tables
from openrotations.placements.planner.commands.verify_round import add_verify_round
from openrotations.placements.planner.reading import BadInstance

COMMANDS = (add_plan, add_match, add_repair, add_explain, add_check, add_generate, add_tables, add_verify_round)


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code. Results go to standard output, faults to standard error."""
    try:
        chosen = _parser().parse_args(argv)
    except SystemExit as stopped:
        return SOLVED if stopped.code in (None, 0) else BAD_INPUT
    if chosen.ends_with is not None:
        end_with(chosen.ends_with)
    try:
        code: int = chosen.run(chosen)
    except BadInstance as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # as after `| head`: whoever reads has enough
        write_to_nobody(sys.stdout)
        return ENDED_AT_ONCE
    except OSError as error:
        print(f"{error.filename}: {error.strerror}" if error.filename else error, file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("ended at once; nothing was written", file=sys.stderr)
        return ENDED_AT_ONCE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rotations", description="Places students, from files alone.")
    # For a program that starts this one: it holds the other end of a pipe, whose number this is.
    parser.add_argument("--ends-with", type=int, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    return parser
