"""`rotations match`: one opening at most for each student of a ranked round."""

import argparse
from pathlib import Path

from openrotations.placements.planner.commands.options import SOLVED, Commands, new_file, seed
from openrotations.placements.planner.ranked.formats import DEFAULT_SEED, read_instance, write_solution
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.planner.ranked.offering_side import moved_students


def add_match(commands: Commands) -> None:
    """Make `match` known."""
    match = commands.add_parser("match", help="place every student of a ranked round")
    match.add_argument("instance", type=Path, metavar="INSTANCE")
    match.add_argument("--out", type=new_file, required=True, help="where the solution goes")
    match.add_argument("--seed", type=seed, default=DEFAULT_SEED, help="lottery seed, for ties only")
    match.add_argument("--compare", action="store_true", help="also count whom the choice of side moves")
    match.set_defaults(run=_match)


def _match(chosen: argparse.Namespace) -> int:
    instance = read_instance(chosen.instance)
    solution = match_round(instance, seed=chosen.seed)
    write_solution(solution, chosen.out)
    placed = sum(offering is not None for offering in solution.match.values())
    print(f"{placed} of {len(solution.match)} students placed, {len(solution.closed)} offerings closed")
    if chosen.compare:
        print(f"{len(moved_students(instance, solution))} students differ in the matching best for offerings")
    return SOLVED
