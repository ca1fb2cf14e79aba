"""`rotations explain`: why each choice of a student came out as it did, and what would have changed it."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openrotations.placements.planner.cohort.files import formats as cohort
from openrotations.placements.planner.commands.files import read_any, read_plan
from openrotations.placements.planner.commands.options import SOLVED, Commands, seed
from openrotations.placements.planner.ranked import explain as of_rounds
from openrotations.placements.planner.ranked import formats as ranked
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.planner.ranked.offerings import offering_side
from openrotations.placements.planner.reading import BadInstance, Fault, shown

if TYPE_CHECKING:
    from openrotations.placements.planner.cohort.reasons.explain import Explainer


def add_explain(commands: Commands) -> None:
    """Make `explain` known."""
    explain = commands.add_parser(
        "explain",
        help="why a student is placed so",
        description="Says why each choice of a student came out as it did. Without --student: the cut-offs of a "
        "ranked round, or every student of a cohort, one a line. With --offering alone also what became of its seats.",
    )
    explain.add_argument("instance", type=Path, metavar="INSTANCE")
    explain.add_argument("solution", type=Path, nargs="?", metavar="SOLUTION", help="without, a round is placed first")
    explain.add_argument("--student", help="the id of the student")
    explain.add_argument("--offering", help="the id of an offering, to hear of it alone")
    explain.add_argument(
        "--rules",
        action="store_true",
        help="tell in last lines what each rule of a cohort costs, what became of every offering, and a summary",
    )
    explain.add_argument("--seed", type=seed, default=ranked.DEFAULT_SEED, help="lottery seed, without a solution")
    explain.set_defaults(run=_explain)


def _explain(chosen: argparse.Namespace) -> int:
    instance = read_any(chosen.instance).held
    for option, parts in (("student", instance.students), ("offering", instance.offerings)):
        named = getattr(chosen, option)
        if named is not None and named not in {part.id for part in parts}:
            raise BadInstance([Fault(f"--{option}", f"{shown(named)} is not an id in this file")])
    for student in instance.students:
        if student.id == chosen.student and chosen.offering not in (None, *_listed(student)):
            raise BadInstance([Fault("--offering", f"{shown(chosen.offering)} is not on the student's list")])
    if isinstance(instance, cohort.Instance):
        _explain_cohort(chosen, instance)
    else:
        _explain_round(chosen, instance)
    return SOLVED


def _listed(student: cohort.Student | ranked.Student) -> Iterator[str]:
    if isinstance(student, cohort.Student):
        yield from (wish.offering for wish in student.prefs)
    else:
        yield from (offering for tier in student.prefs for offering in tier)


def _explain_round(chosen: argparse.Namespace, instance: ranked.Instance) -> None:
    solution = ranked.read_solution(chosen.solution) if chosen.solution else match_round(instance, seed=chosen.seed)
    try:
        if chosen.student is not None:
            explainer = of_rounds.Explainer(instance, solution)
            told = _of(chosen.offering, [choice.as_json() for choice in explainer.student(chosen.student)])
        elif chosen.offering is not None:
            told = [offering_side(instance, solution, chosen.offering).as_json()]
        else:
            told = [asdict(cutoff) for cutoff in of_rounds.Explainer(instance, solution).cutoffs()]
    except of_rounds.NotTheResult as other:
        raise _another_result(other) from None
    print(json.dumps(told, indent=1))


def _explain_cohort(chosen: argparse.Namespace, instance: cohort.Instance) -> None:
    if chosen.solution is None:
        raise BadInstance([Fault("SOLUTION", "is missing: make one with `rotations plan`")])
    solution = read_plan(chosen.solution, instance).held
    from openrotations.placements.planner.cohort.reasons.explain import (  # compiles: not for --help
        Explainer,
        NotTheResult,
    )

    try:
        explainer = Explainer(instance, solution)
        if chosen.student is not None:
            told = [each.as_json() for each in explainer.student(chosen.student)]
            print(json.dumps(_of(chosen.offering, told), indent=1))
        else:
            _explain_everybody(explainer, chosen)
    except NotTheResult as other:
        raise _another_result(other) from None


def _explain_everybody(explainer: "Explainer", chosen: argparse.Namespace) -> None:
    """A line for each student, then what became of the offerings, and of the whole."""
    from openrotations.placements.planner.cohort.reasons.fully import summary_of
    from openrotations.placements.planner.cohort.reasons.offerings import OfferingSides
    from openrotations.placements.planner.cohort.reasons.relaxing import rule_prices

    instance, solution = explainer.instance, explainer.solution
    sides = OfferingSides(explainer)
    for student in instance.students:
        if chosen.offering not in (None, *_listed(student)):
            continue
        choices = explainer.student(student.id)
        sides.add(student.id, choices)
        told = _of(chosen.offering, [each.as_json() for each in choices])
        if told:
            _tell(student=student.id, choices=told)
    if chosen.rules or chosen.offering is not None:
        wanted = [each.id for each in instance.offerings if chosen.offering in (None, each.id)]
        _tell(offerings=[sides.of(each).as_json() for each in wanted])
    if chosen.rules:
        _tell(rules=[asdict(price) for price in rule_prices(instance, solution)])
        _tell(summary=summary_of(instance, solution).as_json())


def _tell(**line: Any) -> None:
    print(json.dumps(line), flush=True)


def _of(offering: str | None, told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in told if offering is None or each["offering"] == offering]


def _another_result(other: Exception) -> BadInstance:
    return BadInstance([Fault("SOLUTION", f"student {shown(str(other))} is placed otherwise by this instance")])
