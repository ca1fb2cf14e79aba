"""`rotations check`: a recount of a solution by code that shares nothing with the planner."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from openrotations.placements.planner.cohort.check import Verdict as PlanVerdict
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import Instance
from openrotations.placements.planner.commands.files import read_any, read_plan
from openrotations.placements.planner.commands.options import NOT_SOUND, SOLVED, Commands
from openrotations.placements.planner.ranked.check import Verdict, check_solution
from openrotations.placements.planner.ranked.formats import read_solution
from openrotations.placements.planner.reading import load_json


def add_check(commands: Commands) -> None:
    """Make `check` known."""
    check = commands.add_parser("check", help="recount a solution independently")
    check.add_argument("instance", type=Path, metavar="INSTANCE")
    check.add_argument("solution", type=Path, metavar="SOLUTION")
    check.set_defaults(run=_check)


def _check(chosen: argparse.Namespace) -> int:
    verdict = _verdict(chosen.instance, chosen.solution)
    print(json.dumps({"is_sound": verdict.is_sound} | asdict(verdict), indent=1))
    return SOLVED if verdict.is_sound else NOT_SOUND


def _verdict(instance_path: Path, solution_path: Path) -> PlanVerdict | Verdict:
    given = read_any(instance_path)
    if isinstance(given.held, Instance):
        return check_plan(given.raw, read_plan(solution_path, given.held).raw)
    content = solution_path.read_bytes()
    read_solution(content)
    solution, _ = load_json(content)
    assert isinstance(solution, dict)
    return check_solution(given.raw, solution)
