"""Runs the planner of plans in a process of its own: off the web, with memory that ends with it.

The instance goes in and the solution comes out as files, as on the command line. Every line that the planner
prints is a JSON object of how far it is.
"""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openrotations.placements.planner.cohort.files.formats import Instance, Solution, read_solution, write_instance

STOPPED_EMPTY = 3
TIME_TO_START = 30
TIME_TO_END = 120


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
        try:
            _follow(planner, watch)
            _, said = planner.communicate(timeout=TIME_TO_END)
        finally:
            planner.kill()
            planner.wait()
        if planner.returncode not in (0, STOPPED_EMPTY) or not result.exists():
            raise PlannerFailed(f"The planner ended with {planner.returncode}: {said[-2000:]}")
        return read_solution(result)


def reasons_of_plan(instance: Instance, solution: Solution) -> dict[str, list[dict[str, Any]]]:
    """For each student of a cohort, why they got or did not get each choice, as JSON values."""
    # Here, because the compiler that it loads takes seconds and memory, and only the worker needs it.
    from openrotations.placements.planner.cohort.reasons.explain import Explainer

    explainer = Explainer(instance, solution)
    return {
        student.id: json.loads(json.dumps([each.as_json() for each in explainer.student(student.id)]))
        for student in instance.students
    }


def _follow(planner: subprocess.Popen[str], watch: Callable[[Mapping[str, Any]], bool]) -> None:
    assert planner.stdout is not None
    is_stopped = False
    for line in planner.stdout:
        if not line.startswith("{"):
            continue
        if not watch(json.loads(line)) and not is_stopped:
            planner.send_signal(signal.SIGINT)
            is_stopped = True
