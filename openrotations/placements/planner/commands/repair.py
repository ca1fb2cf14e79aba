"""`rotations repair`: a published plan after changes, with as few students moved as can be."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openrotations.placements.planner.cohort.files.formats import DEFAULT_SEED, read_changes, write_instance
from openrotations.placements.planner.commands.files import read_cohort, read_plan, write_plan
from openrotations.placements.planner.commands.options import SOLVED, Commands, new_file, seconds, seed
from openrotations.placements.planner.commands.stopping import stoppable

if TYPE_CHECKING:
    from openrotations.placements.planner.cohort.repair.moved import Moved
    from openrotations.placements.planner.cohort.repair.repair import Repair, Repaired

KINDS = ("fewest-changes", "weeks-kept", "confirmed-stay", "best-plans")


def add_repair(commands: Commands) -> None:
    """Make `repair` known."""
    repair = commands.add_parser(
        "repair",
        help="change a plan as little as possible after changes",
        description="Repairs a plan, and prints whose plan is different, why and at what price, and other repairs to "
        "choose from. Ctrl-C ends the search and keeps the repair so far.",
    )
    repair.add_argument("instance", type=Path, metavar="INSTANCE", help="a file of JSON, or a folder of CSV")
    repair.add_argument("solution", type=Path, metavar="SOLUTION", help="the plans before")
    repair.add_argument("changes", type=Path, metavar="CHANGES", help="what has happened since")
    repair.add_argument("--out", type=new_file, required=True, help="where the plans go; as CSV when it ends in .csv")
    repair.add_argument("--instance-out", type=new_file, help="where the cohort after the changes goes")
    repair.add_argument("--kind", choices=KINDS, default=KINDS[0], help=f"which repair to write ({KINDS[0]})")
    repair.add_argument("--time", type=seconds, default=5.0, help="the most seconds to search (5)")
    repair.add_argument("--seed", type=seed, default=DEFAULT_SEED, help="written into the plans")
    repair.set_defaults(run=_repair)


def _repair(chosen: argparse.Namespace) -> int:
    with stoppable() as is_stopped:
        instance = read_cohort(chosen.instance).held
        solution = read_plan(chosen.solution, instance).held
        changes = read_changes(chosen.changes, instance)
        from openrotations.placements.planner.cohort.repair.repair import repair_plan  # compiles: not for --help

        repaired = repair_plan(
            instance,
            solution,
            changes,
            seconds=chosen.time,
            seed=chosen.seed,
            watch=lambda now: not is_stopped(),
        )
        written = _of_kind(repaired, chosen.kind)
        write_plan(written.solution, chosen.out)
        if chosen.instance_out:
            write_instance(repaired.instance, chosen.instance_out)
        print(json.dumps(_told(written, (repaired.best, *repaired.alternatives)), indent=1))
        return SOLVED


def _of_kind(repaired: "Repaired", kind: str) -> "Repair":
    """The repair of this kind; where it comes out as the one with the fewest changes, that one."""
    named = (repair for repair in repaired.alternatives if repair.kind.replace(" ", "-") == kind)
    return next(named, repaired.best)


def _told(written: "Repair", repairs: Sequence["Repair"]) -> dict[str, Any]:
    return {
        "written": written.kind,
        "moved": [_moved(each) for each in written.moved],
        "repairs": [
            {
                "kind": repair.kind,
                "students_changed": repair.students_changed,
                "at_least": repair.at_least,
                "proven": repair.proven,
                "placements_moved": repair.placements_moved,
                "confirmed_moved": repair.confirmed_moved,
                "objectives": repair.objectives,
            }
            for repair in repairs
        ],
    }


def _moved(moved: "Moved") -> dict[str, Any]:
    return {
        "student": moved.student,
        "before": moved.before,
        "after": moved.after,
        "reason": moved.reason,
        "room_for": moved.room_for,
        "price": moved.price,
        "confirmed": moved.confirmed,
    }
