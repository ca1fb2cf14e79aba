"""Plans for cohorts of 200 to 10,000 students, beside other ways to make them. Every plan is checked.

`python -m benches.cohort` prints the table; `--large` adds 10,000 students, `--seconds` changes the time of each
search. Each line is measured in a process of its own. "Value" is the blend that the checker recounts, "bound" what
the solver itself proves, "gap" between the two, and "behind" how far the value is below the best bound of this
table. "First" is the time to the first plan for all students, and "memory" the most that the whole process held,
the interpreter and the cohort included. Seconds count from the cohort in memory to the plan in memory.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benches.measuring import alone, most_memory, say

if TYPE_CHECKING:  # a process loads only what it measures
    from openrotations.placements.planner.cohort.files.formats import Instance, Solution
    from openrotations.placements.planner.cohort.search.course import Progress

SEED = 1
STUDENTS_AN_OFFERING = 4
SECONDS = {200: 10.0, 2_000: 150.0, 10_000: 600.0}
MOST_FOR_INTERVALS = 2_000
"""With more students the interval model alone needs more memory than the machines this is meant for."""
MARKS = (3.0, 10.0, 30.0, 150.0, 300.0)
"""Seconds after which the gap of our search is told."""
PROTOTYPES = """\
Asked for: 200 students proven in all levels in 10 s; 2,000: a first plan within 3 s, a gap of 0.5 % in 30 s and
0.1 % in 150 s, 600 MB; 10,000: 0.5 % in 300 s, 0.1 % in 600 s, 1 GB. Throw-away prototypes on cohorts of another
generator reached: 200: proven in 2.2 s; 2,000: 0.09 % in 70 s; 10,000: 0.14 % in 348 s."""


@dataclass(frozen=True)
class Planned:
    """One line: what a solver made of a cohort, recounted by the checker. Seconds, MB."""

    solver: str
    seconds: float
    first: float | None
    value: float
    bound: float | None
    full: int
    weeks: int
    memory: float | None
    is_sound: bool
    remark: str = ""


def main(words: Sequence[str]) -> int:
    """Print the table; 1 if any plan breaks a rule or passes a bound."""
    chosen = _options().parse_args(words)
    sizes = chosen.students or [size for size in SECONDS if chosen.large or size < 10_000]
    say(f"Cohorts over 52 weeks, seed {SEED}: Python {platform.python_version()}, {os.cpu_count()} cores")
    names = ("seconds", "first", "full", "weeks", "value", "bound", "gap", "behind", "memory")
    say(f"{'students':>8}  {'solver':<26}" + "".join(f"{name:>{_width(name)}}" for name in names) + "  check   load")
    all_right = True
    with tempfile.TemporaryDirectory() as folder:
        for students in sizes:
            path = Path(folder) / f"{students}.json"
            alone(write_cohort, students, path)
            seconds = chosen.seconds or SECONDS.get(students, 60.0)
            best_bound = None
            for line in _lines(path, students, seconds):
                if line.solver == "ours":
                    best_bound = line.bound
                is_right = line.is_sound and (best_bound is None or line.value <= best_bound * (1 + 1e-9))
                all_right &= is_right
                say(f"{students:>8,}  {_row(line, best_bound)}  {'sound' if is_right else 'WRONG'} {_load()}")
                if line.remark:
                    say(f"{'':>10}{line.remark}")
    say(PROTOTYPES)
    return 0 if all_right else 1


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cohort", description="Cohort plans beside other ways to make them.")
    parser.add_argument("--large", action="store_true", help="also 10,000 students: half an hour")
    parser.add_argument("--students", type=int, action="append", help="only this size; can be repeated")
    parser.add_argument("--seconds", type=float, help="for each search, in place of 10, 150 and 600")
    return parser


def _lines(path: Path, students: int, seconds: float) -> Iterator[Planned]:
    yield alone(ours, path, seconds)
    yield alone(first_come, path)
    yield alone(first_come_best_plan, path)
    if students <= MOST_FOR_INTERVALS:
        yield alone(interval_model, path, seconds)


def write_cohort(students: int, path: Path) -> None:
    """The cohort of this size that all solvers get."""
    from openrotations.placements.planner.cohort.files.formats import write_instance
    from openrotations.placements.planner.cohort.generate import cohort_to_try

    write_instance(cohort_to_try(students=students, offerings=students // STUDENTS_AN_OFFERING, seed=SEED), path)


def ours(path: Path, seconds: float) -> Planned:
    """The planner of this program. Compiled code is loaded before the clock starts."""
    from openrotations.placements.planner.cohort.generate import cohort_to_try
    from openrotations.placements.planner.cohort.search.solve import plan_cohort

    plan_cohort(cohort_to_try(students=12, offerings=4, seed=SEED), seconds=5)
    instance = _read(path)
    began = time.monotonic()
    seen: list[tuple[float, Progress]] = []

    def watch(now: "Progress") -> bool:
        seen.append((time.monotonic() - began, now))
        return time.monotonic() - began < seconds

    planned = plan_cohort(instance, seconds=seconds, seed=SEED, target_gap=0.0, watch=watch)
    took = time.monotonic() - began
    claims = planned.solution.claims
    assert claims is not None
    proven = ", ".join(claims.proven) or "none"
    remark = f"proven: {proven}; {_gaps_at(seen, took)}"
    return _checked(path, "ours", took, seen[0][0], planned.solution, claims.blend_bound, remark)


def first_come(path: Path) -> Planned:
    """A coordinator's rule."""
    from benches.first_come import place_first_come

    return _timed(path, "first come, own list", lambda instance: (place_first_come(instance), None))


def first_come_best_plan(path: Path) -> Planned:
    """The coordinator's order, but each student gets the best plan that the seats left allow."""
    from openrotations.placements.planner.cohort.files.formats import Instance, Solution
    from openrotations.placements.planner.cohort.generate import cohort_to_try

    def place(instance: Instance) -> tuple[Solution, None]:
        from openrotations.placements.planner.cohort.search.candidates import candidates_of
        from openrotations.placements.planner.cohort.search.greedy import by_arrival, place_in_order
        from openrotations.placements.planner.cohort.search.pricing import Pricing, blend_of
        from openrotations.placements.planner.cohort.search.seating import Seating

        seating = Seating(Pricing(candidates_of(instance)))
        order = by_arrival([student.arrival for student in instance.students])
        place_in_order(seating, order, blend_of(instance.weights))
        plans = {student.id: seating.placed(at) for at, student in enumerate(instance.students)}
        return Solution(instance=instance.name, plans=plans), None

    place(cohort_to_try(students=12, offerings=4, seed=SEED))
    return _timed(path, "first come, best plan", place)


def interval_model(path: Path, seconds: float) -> Planned:
    """CP-SAT with as much time, the model's building included, and all cores."""
    from benches.interval_model import place_by_intervals

    workers = os.cpu_count() or 1
    return _timed(path, "CP-SAT, intervals", lambda instance: place_by_intervals(instance, seconds, workers))


def _timed(path: Path, solver: str, place: "Callable[[Instance], tuple[Solution, float | None]]") -> Planned:
    instance = _read(path)
    began = time.monotonic()
    solution, bound = place(instance)
    return _checked(path, solver, time.monotonic() - began, None, solution, bound)


def _checked(
    path: Path,
    solver: str,
    took: float,
    first: float | None,
    solution: "Solution",
    bound: float | None,
    remark: str = "",
) -> Planned:
    """The line of a solution: every number but the time and the bound is the checker's."""
    import json

    from openrotations.placements.planner.cohort.check import check_plan
    from openrotations.placements.planner.cohort.files.formats import solution_json

    memory = most_memory()
    verdict = check_plan(json.loads(path.read_bytes()), solution_json(solution))
    remark = "; ".join(part for part in (remark, *verdict.faults[:3]) if part)
    full, weeks = verdict.objectives["full"], verdict.objectives["weeks"]
    return Planned(solver, took, first, verdict.blend, bound, full, weeks, memory, verdict.is_sound, remark)


def _read(path: Path) -> "Instance":
    from openrotations.placements.planner.cohort.files.formats import read_instance

    return read_instance(path)


def _gaps_at(seen: "Sequence[tuple[float, Progress]]", took: float) -> str:
    """The gap at each of `MARKS` that the search lived to see."""
    found = []
    for mark in MARKS:
        before = [now.gap for at, now in seen if at <= mark and now.gap is not None]
        if mark < took and before:
            found.append(f"{_share(before[-1])} after {mark:g} s")
    return "gap " + ", ".join(found) if found else "ended early"


def _row(line: Planned, best_bound: float | None) -> str:
    cells = {
        "seconds": f"{line.seconds:,.1f}",
        "first": "-" if line.first is None else f"{line.first:,.2f}",
        "full": f"{line.full:,}",
        "weeks": f"{line.weeks:,}",
        "value": f"{line.value:,.0f}",
        "bound": "-" if line.bound is None else f"{line.bound:,.0f}",
        "gap": _gap(line.value, line.bound),
        "behind": _gap(line.value, best_bound),
        "memory": "-" if line.memory is None else f"{line.memory:,.0f} MB",
    }
    return f"{line.solver:<26}" + "".join(f"{cell:>{_width(name)}}" for name, cell in cells.items())


def _width(name: str) -> int:
    return {"value": 13, "bound": 13, "gap": 10, "behind": 10, "memory": 10}.get(name, 8)


def _gap(value: float, bound: float | None) -> str:
    return "-" if bound is None else _share(max(0.0, bound - value) / bound)


def _share(gap: float) -> str:
    return f"{gap:.4%}"


def _load() -> str:
    return f"{os.getloadavg()[0]:6.1f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
