"""`rotations plan`: every student of a cohort a sequence of rotations, as good as can be found in the time."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from openrotations.placements.planner.cohort.files.formats import DEFAULT_SEED, LEVELS, Solution
from openrotations.placements.planner.commands.files import read_cohort, read_plan, write_plan
from openrotations.placements.planner.commands.options import (
    SOLVED,
    STOPPED_EMPTY,
    Commands,
    new_file,
    objectives,
    seconds,
    seed,
    share,
)
from openrotations.placements.planner.commands.progress import in_per_cent, reporting
from openrotations.placements.planner.commands.stopping import stoppable

if TYPE_CHECKING:
    from openrotations.placements.planner.cohort.search.solve import Planned

MANNERS = ("auto", "rich", "plain", "json", "none")
NOTHING = 1e-6


def add_plan(commands: Commands) -> None:
    """Make `plan` known."""
    plan = commands.add_parser(
        "plan",
        help="plan a cohort: a sequence of rotations for each student",
        description="Plans a cohort. Ctrl-C ends the search and keeps the best plan so far.",
    )
    plan.add_argument("instance", type=Path, metavar="INSTANCE", help="a file of JSON, or a folder of CSV")
    plan.add_argument("--out", type=new_file, required=True, help="where the plans go; as CSV when it ends in .csv")
    plan.add_argument("--time", type=seconds, default=60.0, help="the most seconds to search (60)")
    plan.add_argument("--objectives", type=objectives, help=f"the order to plan for, as {','.join(LEVELS)}")
    plan.add_argument("--seed", type=seed, default=DEFAULT_SEED, help="for choices by chance within the search")
    plan.add_argument("--gap", type=share, default=0.0005, help="near enough to the best possible (0.0005)")
    plan.add_argument("--start", type=Path, metavar="SOLUTION", help="plans to begin from")
    plan.add_argument("--progress", choices=MANNERS, default="auto", help="how to tell how far it is")
    plan.set_defaults(run=_plan)


def _plan(chosen: argparse.Namespace) -> int:
    with stoppable() as is_stopped:
        with reporting(chosen.progress) as report:
            instance = read_cohort(chosen.instance).held
            if chosen.objectives:
                instance = instance.model_copy(update={"objectives": chosen.objectives})
            start = read_plan(chosen.start, instance).held if chosen.start else None
            from openrotations.placements.planner.cohort.search.solve import plan_cohort  # compiles: not for --help

            planned = plan_cohort(
                instance,
                seconds=chosen.time,
                seed=chosen.seed,
                target_gap=chosen.gap,
                start=start,
                watch=lambda now: report(now) and not is_stopped(),
            )
        write_plan(planned.solution, chosen.out)
        if chosen.progress != "json":
            _tell(planned, chosen.out)
        return SOLVED if is_solved(planned.solution) else STOPPED_EMPTY


def is_solved(solution: Solution) -> bool:
    """Whether somebody is placed, or it is proven that nobody can be placed to any gain."""
    if any(solution.plans.values()):
        return True
    bound = solution.claims.blend_bound if solution.claims else None
    return bound is not None and bound <= NOTHING


def _tell(planned: "Planned", out: Path) -> None:
    """The result in a few lines: what is placed, how near to the best it is, and which levels are proven."""
    claims, last = planned.solution.claims, planned.history[-1]
    assert claims is not None
    numbers = claims.objectives
    print(f"{numbers['full']} of {last.students} students fully placed, {numbers['weeks']} weeks")
    if claims.blend_bound is None:
        print("how near to the best possible is not known: there was no time for a bound")
    elif claims.blend is not None:
        gap = max(0.0, claims.blend_bound - claims.blend) / max(abs(claims.blend_bound), NOTHING)
        print(f"within {in_per_cent(gap)} of the best possible" if gap else "no plan has a better blend")
    if claims.proven:
        print(f"proven: {', '.join(f'{level} {numbers[level]}' for level in claims.proven)}")
    print(f"{'stopped' if planned.stopped else 'ended'} after {last.elapsed:.1f} s: {out}")
