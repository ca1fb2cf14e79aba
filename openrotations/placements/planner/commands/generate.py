"""`rotations generate`: a ranked round or a cohort to try the planner on."""

import argparse

from openrotations.placements.planner.cohort.files.formats import write_instance as write_cohort
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.commands.options import SOLVED, Commands, count, factor, new_file, seed
from openrotations.placements.planner.ranked.formats import DEFAULT_SEED, write_instance
from openrotations.placements.planner.ranked.generate import ranked_round


def add_generate(commands: Commands) -> None:
    """Make `generate` known."""
    generate = commands.add_parser("generate", help="make a round or a cohort to try")
    generate.add_argument("--kind", choices=("ranked", "cohort"), default="ranked")
    generate.add_argument("--students", type=count, required=True)
    generate.add_argument("--offerings", type=count, required=True)
    generate.add_argument("--seed", type=seed, default=DEFAULT_SEED)
    generate.add_argument("--out", type=new_file, required=True)
    ranked = generate.add_argument_group("of a ranked round")
    ranked.add_argument("--groups", type=count, default=0, help="tied priority groups; 0 for strict orders")
    ranked.add_argument("--lower", type=count, default=0, help="minimum number at every third offering")
    cohort = generate.add_argument_group("of a cohort")
    cohort.add_argument("--tightness", type=factor, default=1.0, help="divides the seats; 2 leaves half of them")
    cohort.add_argument("--choices", type=count, default=16, help="the most choices of a student")
    cohort.add_argument("--states", type=count, default=0, help="how many states, with limits; 0 for none")
    generate.set_defaults(run=_generate)


def _generate(chosen: argparse.Namespace) -> int:
    if chosen.kind == "cohort":
        generated = cohort_to_try(
            students=chosen.students,
            offerings=chosen.offerings,
            seed=chosen.seed,
            tightness=chosen.tightness,
            choices=chosen.choices,
            states=chosen.states,
        )
        write_cohort(generated, chosen.out)
        return SOLVED
    round_to_try = ranked_round(
        students=chosen.students,
        offerings=chosen.offerings,
        seed=chosen.seed,
        priority_groups=chosen.groups,
        lower=chosen.lower,
    )
    write_instance(round_to_try, chosen.out)
    return SOLVED
