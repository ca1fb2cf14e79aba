"""Runs the planner of plans in a process of its own: off the web, with memory that ends with it.

The instance goes in and the solution comes out as files, as on the command line. Every line that the planner
prints is a JSON object of how far it is.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openrotations.placements.planner.cohort.files.formats import (
    Changes,
    Instance,
    Solution,
    read_solution,
    write_instance,
    write_solution,
)

STOPPED_EMPTY = 3
TIME_TO_EXPLAIN = 1500
TIME_TO_START = 120
TIME_TO_END = 120
_PLANNER = ("-m", "openrotations.placements.planner", "--ends-with")


type Reasons = dict[str, list[dict[str, Any]]]
"""For each student, their choices with the reasons, as the planner writes them."""


type Watch = Callable[[Mapping[str, Any]], bool]
"""Gets each line of progress; False stops the planner."""


class PlannerFailed(Exception):
    """The planner ended without a solution. The message holds what it printed, without names."""


@dataclass(frozen=True)
class Explained:
    """Why each student got or did not get each choice, what each rule costs, and both sides of the whole.

    `offerings` tells what became of the seats of each opening, `summary` who has no full plan and why.
    """

    reasons: Reasons
    rule_prices: list[dict[str, Any]]
    offerings: list[dict[str, Any]]
    summary: dict[str, Any]


@dataclass(frozen=True)
class RepairFound:
    """One kind of repair: the plans after it, and what the planner tells of it (kind, figures, whom it moves, why)."""

    solution: Solution
    told: dict[str, Any]


def plan_apart(instance: Instance, *, seconds: float, seed: int, watch: Watch) -> Solution:
    """The best solution found in so many seconds. Raises PlannerFailed."""
    with tempfile.TemporaryDirectory(prefix="openrotations-plan-") as folder:
        given, result = Path(folder, "instance.json"), Path(folder, "solution.json")
        write_instance(instance, given)
        words = ["plan", str(given), "--out", str(result), "--time", f"{seconds:g}", "--seed", str(seed)]
        _run(words, seconds, watch, result)
        return read_solution(result)


def repair_apart(
    instance: Instance, solution: Solution, changes: Changes, *, seconds: float, seed: int, watch: Watch
) -> list[RepairFound]:
    """Every kind of repair found in so many seconds, the one with the fewest changes first. Raises PlannerFailed."""
    with tempfile.TemporaryDirectory(prefix="openrotations-repair-") as name:
        folder = Path(name)
        given, before, since, result = (folder / f"{each}.json" for each in ("instance", "before", "since", "result"))
        write_instance(instance, given)
        write_solution(solution, before)
        since.write_text(changes.model_dump_json(exclude_none=True), encoding="utf-8")
        words = ["repair", str(given), str(before), str(since), "--out", str(result), "--all-out", name]
        _run([*words, "--time", f"{seconds:g}", "--seed", str(seed)], seconds, watch, result)
        told = json.loads((folder / "repairs.json").read_bytes())
        return [RepairFound(read_solution(folder / f"{each['kind']}.json"), each) for each in told]


def explain_apart(instance: Instance, solution: Solution) -> Explained:
    """The reasons of a whole plan, from a process of its own. Raises PlannerFailed."""
    with tempfile.TemporaryDirectory(prefix="openrotations-reasons-") as folder:
        given, result = Path(folder, "instance.json"), Path(folder, "solution.json")
        write_instance(instance, given)
        write_solution(solution, result)
        with _leash() as leash:
            explainer = subprocess.run(
                [sys.executable, *_PLANNER, str(leash), "explain", str(given), str(result), "--rules"],
                capture_output=True,
                encoding="utf-8",
                timeout=TIME_TO_EXPLAIN,
                check=False,
                pass_fds=[leash],
            )
    if explainer.returncode:
        raise PlannerFailed(f"The reasons ended with {explainer.returncode}: {explainer.stderr[-2000:]}")
    told = [json.loads(line) for line in explainer.stdout.splitlines() if line.startswith("{")]
    reasons = {each["student"]: each["choices"] for each in told if "student" in each}
    whole = {key: value for each in told if "student" not in each for key, value in each.items()}
    return Explained(reasons, whole["rules"], whole["offerings"], whole["summary"])


def _run(words: list[str], seconds: float, watch: Watch, result: Path) -> None:
    """Run the planner with these words, and follow it. It has to leave its result in this file."""
    with _leash() as leash:
        planner = subprocess.Popen(
            [sys.executable, *_PLANNER, str(leash), *words, "--progress", "json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            pass_fds=[leash],
        )
        overdue = threading.Timer(TIME_TO_START + seconds + TIME_TO_END, planner.kill)
        overdue.start()
        try:
            _follow(planner, watch)
            _, said = planner.communicate(timeout=TIME_TO_END)
        finally:
            overdue.cancel()
            planner.kill()
            planner.wait()
    if planner.returncode not in (0, STOPPED_EMPTY) or not result.exists():
        raise PlannerFailed(f"The planner ended with {planner.returncode}: {said[-2000:]}")


@contextmanager
def _leash() -> Iterator[int]:
    """The reading end of a pipe: a planner that has it ends when this process does, even when it is killed."""
    watched, held = os.pipe()
    try:
        yield watched
    finally:
        os.close(watched)
        os.close(held)


def _follow(planner: subprocess.Popen[str], watch: Watch) -> None:
    assert planner.stdout is not None
    is_stopped = False
    for line in planner.stdout:
        if not (line.startswith("{") and line.endswith("}\n")):  # what a repair tells at its end takes several lines
            continue
        if not watch(json.loads(line)) and not is_stopped:
            planner.send_signal(signal.SIGINT)
            is_stopped = True
