"""Ranked rounds of 1,000 to 1,000,000 students, beside the package `matching`. Every solution is checked.

`python -m benches.ranked` prints the table. Each line is measured in a process of its own. "First" is the first
call, which loads compiled code (and compiles it where no cache is kept); "then" the fastest of five more, and
"cpu" the processor's time in that call, which other work on the machine disturbs less. A round starts as it was
read, with ids for everything, and our time includes turning them into numbers, as the peer's includes building its
game; "from numbers" leaves that step out (a million students start there). "Grows" is what placing adds to the
memory of the process, "at most" the whole process while it places, the interpreter and the round included.
"""

import gc
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a process loads only what it measures
    from openrotations.placements.planner.ranked.arrays import Arrays
    from openrotations.placements.planner.ranked.formats import Solution

type Costs = tuple[float, float | None, float, float | None, float | None]

SIZES = (1_000, 5_000, 50_000)
PEER_SIZES = (1_000, 5_000)
MILLION = 1_000_000
CHOICES = 10
SEED = 1
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Measured:
    """One line: seconds of the first call, of the fastest after it (None: called once) and of its processor; MB."""

    students: int
    solver: str
    first: float
    then: float | None
    cpu: float
    grows: float | None
    at_most: float | None
    placed: int
    is_right: bool


def main() -> int:
    """Print the table; 1 if any solution is wrong."""
    _say(f"Ranked rounds, {CHOICES} choices a student: Python {platform.python_version()}, {os.cpu_count()} cores")
    units = "".join(f"{name:>9}" for name in ("first", "then", "cpu", "grows", "at most", "placed"))
    _say(f"{'students':>9}  {'solver':<24}{units}  check   load")
    cpu: dict[tuple[int, str], float] = {}
    all_right = True
    for line in _lines():
        cpu[line.students, line.solver] = line.cpu
        all_right &= line.is_right
        _say(
            f"{line.students:>9,}  {line.solver:<24}{_unit(line.first, 's')}{_unit(line.then, 's')}"
            f"{_unit(line.cpu, 's')}{_unit(line.grows, 'MB')}{_unit(line.at_most, 'MB')}{line.placed:>9,}  "
            f"{'sound' if line.is_right else 'WRONG'}  {os.getloadavg()[0]:5.1f}"
        )
    for students in PEER_SIZES:
        for solver in ("plain", "compiled", "compiled, from numbers"):
            ratio = cpu[students, "matching"] / cpu[students, solver]
            _say(f"{students:,} students: {solver} takes the processor 1/{ratio:,.0f} of what matching takes")
    _say("Asked for: 50,000 in 0.3 s and 300 MB, 1,000,000 in 10 s, 500 times the peer at 5,000.")
    return 0 if all_right else 1


def _lines() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        for students in SIZES:
            path = Path(folder) / f"{students}.json"
            _alone(_write_round, students, path)
            yield _alone(_plain, path)
            yield _alone(_compiled, path)
            yield _alone(_compiled_from_numbers, path)
            if students in PEER_SIZES:
                yield _alone(_peer, path)
    yield _alone(_million_plain)
    yield _alone(_million_compiled)


def _alone[**P, T](measure: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of a function in a new process, so that no line inherits another's memory or loaded code."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as processes:
        return processes.submit(measure, *args, **kwargs).result()


def _write_round(students: int, path: Path) -> None:
    from openrotations.placements.planner.ranked.formats import write_instance
    from openrotations.placements.planner.ranked.generate import ranked_round

    write_instance(ranked_round(students=students, offerings=students // 4, seed=SEED, choices=CHOICES), path)


def _plain(path: Path) -> Measured:
    from openrotations.placements.planner.ranked.formats import read_instance
    from openrotations.placements.planner.ranked.matching import match_plainly

    instance = read_instance(path)
    solution, times = _timed(lambda: match_plainly(instance, seed=SEED))
    return _line(len(instance.students), "plain", times, solution.match, _is_sound(path, solution))


def _compiled(path: Path) -> Measured:
    from openrotations.placements.planner.ranked.formats import read_instance
    from openrotations.placements.planner.ranked.large import match_large

    instance = read_instance(path)
    solution, times = _timed(lambda: match_large(instance, seed=SEED))
    return _line(len(instance.students), "compiled", times, solution.match, _is_sound(path, solution))


def _peer(path: Path) -> Measured:
    from openrotations.placements.planner.ranked.formats import read_instance
    from openrotations.placements.planner.ranked.matching import match_plainly
    from openrotations.placements.planner.ranked.tests.markets import solved_by_the_library

    sys.setrecursionlimit(10**7)  # it copies its players by recursion: at 1,000 students deeper than Python allows
    instance = read_instance(path)
    theirs, times = _timed(lambda: solved_by_the_library(instance), again=0)
    ours = {student: got for student, got in match_plainly(instance, seed=SEED).match.items() if got}
    return _line(len(instance.students), "matching", times, theirs, theirs == ours)


def _million_plain() -> Measured:
    """From the round in lists and dictionaries: only the proposals are timed."""
    import numpy as np

    from openrotations.placements.planner.ranked.check_arrays import check_arrays
    from openrotations.placements.planner.ranked.matching import Market, opening, propose

    arrays = _random_arrays(MILLION)
    orders = [order.tolist() for order in np.split(arrays.priority, arrays.priority_starts[1:-1])]
    market = Market(
        students=[""] * arrays.students,
        offerings=[""] * arrays.offerings,
        choices=arrays.choices.reshape(-1, CHOICES).tolist(),
        places=[{student: float(place) for place, student in enumerate(order, start=1)} for order in orders],
        seats=arrays.seats.tolist(),
        lower=arrays.lower.tolist(),
        demand=[len(order) for order in orders],
        seed=SEED,
    )
    del orders
    proposals = opening(market)
    _, measured = _timed(lambda: propose(proposals, range(arrays.students)), again=0)
    offering = np.full(arrays.students, -1, dtype=np.int32)
    for at, held in enumerate(proposals.held):
        offering[[student for _, student in held]] = at
    recount = check_arrays(arrays, offering, np.empty(0, dtype=np.int32))
    return Measured(MILLION, "plain, proposals only", *measured, recount.placed, recount.is_sound)


def _million_compiled() -> Measured:
    return _from_numbers(_random_arrays(MILLION))


def _compiled_from_numbers(path: Path) -> Measured:
    from openrotations.placements.planner.ranked.arrays import arrays_of
    from openrotations.placements.planner.ranked.formats import read_instance

    return _from_numbers(arrays_of(read_instance(path), seed=SEED))


def _from_numbers(arrays: "Arrays") -> Measured:
    from openrotations.placements.planner.ranked.check_arrays import check_arrays
    from openrotations.placements.planner.ranked.large import place

    placed, costs = _timed(lambda: place(arrays))
    recount = check_arrays(arrays, placed.offering, placed.closed)
    return Measured(arrays.students, "compiled, from numbers", *costs, recount.placed, recount.is_sound)


def _random_arrays(students: int) -> "Arrays":
    """A round of the kind `ranked_round` makes, without ids and ties. Needs thousands of offerings."""
    import numpy as np

    from openrotations.placements.planner.ranked.arrays import POSITION, Arrays

    draw, offerings = np.random.default_rng(SEED), students // 4
    appeal = 0.2 + draw.random(offerings)
    chosen = []
    for begin in range(0, students, 50_000):
        rows = min(50_000, students - begin)
        tried = np.sort(draw.integers(offerings, size=(rows, 2 * CHOICES)), axis=1)
        score = appeal[tried] * draw.random(tried.shape)
        score[:, 1:][tried[:, 1:] == tried[:, :-1]] = -1  # drawn twice
        best = np.argsort(-score, axis=1)[:, :CHOICES]
        chosen.append(np.take_along_axis(tried, best, axis=1).astype(POSITION).ravel())
    choices = np.concatenate(chosen)
    order = np.lexsort((draw.random(len(choices)), choices))
    none = np.zeros(offerings, dtype=POSITION)
    return Arrays(
        choice_starts=np.arange(students + 1, dtype=np.int64) * CHOICES,
        choices=choices,
        priority_starts=np.concatenate(([0], np.cumsum(np.bincount(choices, minlength=offerings)))).astype(np.int64),
        priority=(order // CHOICES).astype(POSITION),
        seats=np.bincount(draw.integers(offerings, size=students * 85 // 100), minlength=offerings).astype(POSITION),
        lower=none,
        lottery=none,
    )


def _timed[T](work: Callable[[], T], *, again: int = 5) -> tuple[T, Costs]:
    """What the work returns, and what it costs: see `Measured`, from `first` to `at_most`."""
    gc.collect()
    before = _memory("VmRSS")
    if FORGET.exists():
        FORGET.write_text("5")  # from here on the kernel keeps the peak anew
    result, first, cpu = _clocked(work)
    more = [_clocked(work)[1:] for _ in range(again)]
    then, cpu = min(more) if more else (None, cpu)
    at_most = _memory("VmHWM")
    return result, (first, then, cpu, at_most - before if at_most and before else None, at_most)


def _clocked[T](work: Callable[[], T]) -> tuple[T, float, float]:
    began, used = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - began, time.process_time() - used


def _memory(name: str) -> float | None:
    """Memory of this process in MB, None where the system does not tell."""
    if not STATUS.exists():
        return None
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1000


def _is_sound(path: Path, solution: "Solution") -> bool:
    from openrotations.placements.planner.ranked.check import check_solution
    from openrotations.placements.planner.ranked.formats import solution_json

    return check_solution(json.loads(path.read_bytes()), solution_json(solution)).is_sound


def _line(students: int, solver: str, measured: Costs, match: Mapping[str, str | None], is_right: bool) -> Measured:
    return Measured(students, solver, *measured, sum(got is not None for got in match.values()), is_right)


def _unit(number: float | None, unit: str) -> str:
    if number is None:
        return f"{'-':>9}"
    digits = 0 if unit == "MB" else 4 if number < 1 else 2
    return f"{f'{number:,.{digits}f} {unit}':>9}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
