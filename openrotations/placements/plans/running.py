"""Runs the planner of plans in a process of its own: off the web, with memory that ends with it.

The instance goes in and the solution comes out as files, as on the command line. Every line that the planner
prints is a JSON object of how far it is.
"""

import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openrotations.placements.planner.cohort.files.formats import (
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


type Reasons = dict[str, list[dict[str, Any]]]
"""For each student, their choices with the reasons, as the planner writes them."""


class PlannerFailed(Exception):
    """The planner ended without a solution. The message holds what it printed, without names."""


def plan_apart(
    instance: Instance, *, seconds: float, seed: int, watch: Callable[[Mapping[str, Any]], bool]
) -> Solution:
    """The best solution found in so many seconds. `watch` gets each line of progress; False stops it.

    Raises PlannerFailed.
    """
    with tempfile.TemporaryDirectory(prefix="openrotations-plan-") as folder:
        given, result = Path(folder, "instance.json"), Path(folder, "solution.json")
        write_instance(instance, given)
        words = ["plan", str(given), "--out", str(result), "--time", f"{seconds:g}", "--seed", str(seed)]
        planner = subprocess.Popen(
            [sys.executable, "-m", "openrotations.placements.planner", *words, "--progress", "json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
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
        return read_solution(result)


def explain_apart(instance: Instance, solution: Solution) -> tuple[Reasons, list[dict[str, Any]]]:
    """Why each student got or did not get each choice, and what each rule costs, from a process of its own.

    Raises PlannerFailed.
    """
    with tempfile.TemporaryDirectory(prefix="openrotations-reasons-") as folder:
        given, result = Path(folder, "instance.json"), Path(folder, "solution.json")
        write_instance(instance, given)
        write_solution(solution, result)
        explainer = subprocess.run(
            [sys.executable, "-m", "openrotations.placements.planner", "explain", str(given), str(result), "--rules"],
            capture_output=True,
            encoding="utf-8",
            timeout=TIME_TO_EXPLAIN,
            check=False,
        )
    if explainer.returncode:
        raise PlannerFailed(f"The reasons ended with {explainer.returncode}: {explainer.stderr[-2000:]}")
    told = [json.loads(line) for line in explainer.stdout.splitlines() if line.startswith("{")]
    reasons = {each["student"]: each["choices"] for each in told if "student" in each}
    return reasons, next((each["rules"] for each in told if "rules" in each), [])


def _follow(planner: subprocess.Popen[str], watch: Callable[[Mapping[str, Any]], bool]) -> None:
    assert planner.stdout is not None
    is_stopped = False
    for line in planner.stdout:
        if not line.startswith("{"):
            continue
        if not watch(json.loads(line)) and not is_stopped:
            planner.send_signal(signal.SIGINT)
            is_stopped = True
