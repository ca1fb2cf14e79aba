"""The best plan for one student now at 2,500 offerings, and the repair of a 2,000-student plan. All is checked.

`python -m benches.rolling_repair` prints both. The times are those of a process whose compiled code is loaded;
"cpu" is the processor's time, which other work on the machine disturbs less.
"""

import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import Changes, Instance, Solution, solution_json
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.repair.repair import Repair, consequences, repair_plan
from openrotations.placements.planner.cohort.rolling import Rolling, shadow_prices
from openrotations.placements.planner.cohort.search.solve import plan_cohort

SEED = 1
ASKING = 300
EVENTS = 5
CANCELLED = 10
PLANNING_SECONDS = 30
TIGHTNESS = 1.5


def main() -> int:
    """Print the numbers; 1 if any plan is wrong."""
    _say(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    all_right = _rolling(students=2_000, offerings=2_500) & _repair(students=2_000, offerings=500)
    _say(f"Asked for: 50 ms for a student at 2,500 offerings, 5 s for a repair. Load now {os.getloadavg()[0]:.1f}.")
    return 0 if all_right else 1


def _rolling(*, students: int, offerings: int) -> bool:
    instance = cohort_to_try(students=students, offerings=offerings, seed=SEED)
    rolling, building, _ = _timed(partial(Rolling, instance))
    _say(f"Rolling, {offerings:,} offerings, 52 weeks: built in {building * 1000:.0f} ms")
    rolling.best_now(instance.students[0])
    waits, work, plans = [], [], {}
    for student in instance.students[:ASKING]:
        choices, wait, cpu = _timed(partial(rolling.best_now, student, top=5))
        waits.append(wait * 1000)
        work.append(cpu * 1000)
        if choices:
            plans[student.id] = choices[0].placed
            rolling.take(student, choices[0].placed)
    high = statistics.quantiles(waits, n=20)[-1]
    _say(
        f"  the 5 best plans now, {ASKING} students one after another: median {statistics.median(waits):.1f} ms, "
        f"95 % within {high:.1f} ms, longest {max(waits):.1f} ms (cpu {statistics.median(work):.1f} ms)"
    )
    _, wall, cpu = _timed(partial(shadow_prices, instance, steps=30))
    _say(f"  prices of the seats, 30 steps: {wall:.1f} s ({cpu:.1f} s cpu)")
    return _is_sound(instance, Solution(instance=instance.name, plans=plans))


def _repair(*, students: int, offerings: int) -> bool:
    instance = cohort_to_try(students=students, offerings=offerings, seed=SEED, tightness=TIGHTNESS)
    solution = plan_cohort(instance, seconds=PLANNING_SECONDS, seed=SEED).solution
    full = solution.claims.objectives["full"] if solution.claims else 0
    _say(f"Repair, {students:,} students, {full:,} of them with all their weeks, {CANCELLED} openings cancelled:")
    used = sorted({placed for plan in solution.plans.values() for placed in plan})
    all_right = True
    for seed in range(EVENTS):
        changes = Changes(cancel=tuple(random.Random(seed).sample(used, CANCELLED)))  # noqa: S311 - a bench
        quick, wait, _ = _timed(partial(consequences, instance, solution, changes))
        repaired, wall, cpu = _timed(partial(repair_plan, instance, solution, changes))
        _say(f"  {wall:.1f} s ({cpu:.1f} s cpu); consequences alone {wait * 1000:.0f} ms")
        for repair in (repaired.best, *repaired.alternatives):
            right = _is_sound(repaired.instance, repair.solution)
            all_right &= right
            _say(f"    {_line(repair)}  {'sound' if right else 'WRONG'}")
        all_right &= _is_sound(repaired.instance, quick.solution)
    return all_right


def _line(repair: Repair) -> str:
    reasons = ", ".join(f"{count} {reason}" for reason, count in _counted(each.reason for each in repair.moved))
    return (
        f"{repair.kind:<15} changes {repair.students_changed:>3} students (at least {repair.at_least}: {reasons}), "
        f"{repair.objectives['full']:,} full, {repair.objectives['weeks']:,} weeks"
    )


def _counted(reasons: Iterator[str]) -> list[tuple[str, int]]:
    listed = list(reasons)
    return [(reason, listed.count(reason)) for reason in dict.fromkeys(listed)]


def _timed[T](call: Callable[[], T]) -> tuple[T, float, float]:
    started, worked = time.perf_counter(), time.process_time()
    result = call()
    return result, time.perf_counter() - started, time.process_time() - worked


def _is_sound(instance: Instance, solution: Solution) -> bool:
    return check_plan(instance.model_dump(mode="json"), solution_json(solution)).is_sound


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
