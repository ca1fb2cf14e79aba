"""`rotations repair`: a published plan after changes, with as few students moved as can be."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openrotations.placements.planner.cohort.files.formats import (
    DEFAULT_SEED,
    read_changes,
    write_instance,
    write_solution,
)
from openrotations.placements.planner.commands.files import read_cohort, read_plan, write_plan
from openrotations.placements.planner.commands.options import SOLVED, Commands, folder, new_file, seconds, seed
from openrotations.placements.planner.commands.progress import reporting
from openrotations.placements.planner.commands.stopping import stoppable

if TYPE_CHECKING:
    from openrotations.placements.planner.cohort.repair.moved import Moved
    from openrotations.placements.planner.cohort.repair.repair import Repair, Repaired

KINDS = ("fewest-changes", "weeks-kept", "confirmed-stay", "best-plans")
TOLD = "repairs.json"


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
    repair.add_argument(
        "--all-out", type=folder, help=f"a folder for the plans of every kind, and {TOLD}: what each one changes"
    )
    repair.add_argument("--kind", choices=KINDS, default=KINDS[0], help=f"which repair to write ({KINDS[0]})")
    repair.add_argument("--time", type=seconds, default=5.0, help="the most seconds to search (5)")
    repair.add_argument("--seed", type=seed, default=DEFAULT_SEED, help="written into the plans")
    repair.add_argument(
        "--progress", choices=("json", "plain", "none"), default="none", help="how to tell how far it is"
    )
    repair.set_defaults(run=_repair)


def _repair(chosen: argparse.Namespace) -> int:
    with stoppable() as is_stopped:
        instance = read_cohort(chosen.instance).held
        solution = read_plan(chosen.solution, instance).held
        changes = read_changes(chosen.changes, instance)
        from openrotations.placements.planner.cohort.repair.repair import repair_plan  # compiles: not for --help

        with reporting(chosen.progress) as report:
            repaired = repair_plan(
                instance,
                solution,
                changes,
                seconds=chosen.time,
                seed=chosen.seed,
                watch=lambda now: report(now) and not is_stopped(),
            )
        written = _of_kind(repaired, chosen.kind)
        write_plan(written.solution, chosen.out)
        if chosen.instance_out:
            write_instance(repaired.instance, chosen.instance_out)
        repairs = (repaired.best, *repaired.alternatives)
        if chosen.all_out:
            _write_all(repairs, chosen.all_out)
        print(json.dumps(_told(written, repairs), indent=1))
        return SOLVED


def _of_kind(repaired: "Repaired", kind: str) -> "Repair":
    """The repair of this kind; where it comes out as the one with the fewest changes, that one."""
    named = (repair for repair in repaired.alternatives if repair.kind.replace(" ", "-") == kind)
    return next(named, repaired.best)


def _write_all(repairs: Sequence["Repair"], folder: Path) -> None:
    for repair in repairs:
        write_solution(repair.solution, folder / f"{repair.kind}.json")
    (folder / TOLD).write_text(json.dumps([in_full(repair) for repair in repairs]), encoding="utf-8")


def in_full(repair: "Repair") -> dict[str, Any]:
    """What one repair comes to, and whom it moves, why and at what price."""
    return {**_figures(repair), "moved": [_moved(each) for each in repair.moved]}


def _told(written: "Repair", repairs: Sequence["Repair"]) -> dict[str, Any]:
    return {
        "written": written.kind,
        "moved": [_moved(each) for each in written.moved],
        "repairs": [_figures(repair) for repair in repairs],
    }


def _figures(repair: "Repair") -> dict[str, Any]:
    return {
        "kind": repair.kind,
        "students_changed": repair.students_changed,
        "at_least": repair.at_least,
        "proven": repair.proven,
        "placements_moved": repair.placements_moved,
        "confirmed_moved": repair.confirmed_moved,
        "objectives": repair.objectives,
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
