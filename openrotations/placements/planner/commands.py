"""The planner's commands over files: `match`, `check`, `explain`, `generate`.

Exit codes: 0 solved (or sound), 1 a check found something wrong, 2 bad input or bad use.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.planner.ranked.explain import Explainer, NotTheResult, UnknownStudent
from openrotations.placements.planner.ranked.formats import (
    DEFAULT_SEED,
    LARGEST_SEED,
    read_instance,
    read_solution,
    write_instance,
    write_solution,
)
from openrotations.placements.planner.ranked.generate import ranked_round
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.planner.ranked.offering_side import moved_students
from openrotations.placements.planner.reading import BadInstance, shortened

SOLVED = 0
NOT_SOUND = 1
BAD_INPUT = 2


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code. Results go to standard output, faults to standard error."""
    try:
        chosen = _parser().parse_args(argv)
    except SystemExit as stopped:
        return SOLVED if stopped.code in (None, 0) else BAD_INPUT
    try:
        code: int = chosen.run(chosen)
    except BadInstance as bad:
        for fault in bad.faults:
            _complain(str(fault))
        return BAD_INPUT
    except UnknownStudent as unknown:
        _complain(f'--student: "{shortened(str(unknown.args[0]))}" is not an id in this round')
        return BAD_INPUT
    except NotTheResult as other:
        _complain(f"SOLUTION: student {shortened(str(other))} is placed otherwise by this round")
        return BAD_INPUT
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}")
        return BAD_INPUT
    return code


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _complain(text: str) -> None:
    sys.stderr.write(text + "\n")


def _match(chosen: argparse.Namespace) -> int:
    instance = read_instance(chosen.instance)
    solution = match_round(instance, seed=chosen.seed)
    write_solution(solution, chosen.out)
    placed = sum(offering is not None for offering in solution.match.values())
    _say(f"{placed} of {len(solution.match)} students placed, {len(solution.closed)} offerings closed")
    if chosen.compare:
        _say(f"{len(moved_students(instance, solution))} students differ in the matching best for offerings")
    return SOLVED


def _check(chosen: argparse.Namespace) -> int:
    instance, solution = chosen.instance.read_bytes(), chosen.solution.read_bytes()
    read_instance(instance)
    read_solution(solution)
    verdict = check_solution(json.loads(instance.decode("utf-8-sig")), json.loads(solution.decode("utf-8-sig")))
    _say(json.dumps({"is_sound": verdict.is_sound} | asdict(verdict), indent=1))
    return SOLVED if verdict.is_sound else NOT_SOUND


def _explain(chosen: argparse.Namespace) -> int:
    instance = read_instance(chosen.instance)
    explainer = Explainer(
        instance,
        read_solution(chosen.solution) if chosen.solution else match_round(instance, seed=chosen.seed),
    )
    if chosen.student is None:
        _say(json.dumps([asdict(cutoff) for cutoff in explainer.cutoffs()], indent=1))
    else:
        _say(json.dumps([choice.as_json() for choice in explainer.student(chosen.student)], indent=1))
    return SOLVED


def _generate(chosen: argparse.Namespace) -> int:
    generated = ranked_round(
        students=chosen.students,
        offerings=chosen.offerings,
        seed=chosen.seed,
        priority_groups=chosen.groups,
        lower=chosen.lower,
    )
    write_instance(generated, chosen.out)
    return SOLVED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rotations", description="Places a ranked round of students.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    match = commands.add_parser("match", help="place every student of a round")
    match.add_argument("instance", type=Path)
    match.add_argument("--out", type=Path, required=True, help="where the solution goes")
    match.add_argument("--seed", type=_seed, default=DEFAULT_SEED, help="lottery seed, for ties only")
    match.add_argument("--compare", action="store_true", help="also count whom the choice of side moves")
    match.set_defaults(run=_match)

    check = commands.add_parser("check", help="recount a solution independently")
    check.add_argument("instance", type=Path)
    check.add_argument("solution", type=Path)
    check.set_defaults(run=_check)

    explain = commands.add_parser("explain", help="why a student is placed so; without --student the cut-offs")
    explain.add_argument("instance", type=Path)
    explain.add_argument("solution", type=Path, nargs="?", help="without it, the round is placed first")
    explain.add_argument("--student", help="the id of the student")
    explain.add_argument("--seed", type=_seed, default=DEFAULT_SEED, help="lottery seed, without a solution")
    explain.set_defaults(run=_explain)

    generate = commands.add_parser("generate", help="make a round to try")
    generate.add_argument("--students", type=_count, required=True)
    generate.add_argument("--offerings", type=_count, required=True)
    generate.add_argument("--groups", type=_count, default=0, help="tied priority groups; 0 for strict orders")
    generate.add_argument("--lower", type=_count, default=0, help="minimum number at every third offering")
    generate.add_argument("--seed", type=_seed, default=DEFAULT_SEED)
    generate.add_argument("--out", type=Path, required=True)
    generate.set_defaults(run=_generate)
    return parser


def _seed(text: str) -> int:
    number = int(text)
    if not 0 <= number <= LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"must be from 0 to {LARGEST_SEED}")
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 10_000_000:
        raise argparse.ArgumentTypeError("must be from 0 to 10,000,000")
    return number
