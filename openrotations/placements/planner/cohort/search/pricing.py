"""Plans and their prices: exact best plans of each student for given weights and prices.

Everything that asks "what is the best this student can have" goes through `Pricing.best`: the greedy start, the
prices, the columns of the linear program, the neighbourhoods, and the single student at the desk.
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from openrotations.placements.planner.cohort.files.formats import Weights
from openrotations.placements.planner.cohort.search.candidates import Candidates, Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.long_lists import search_students
from openrotations.placements.planner.cohort.search.plan_search import NOTHING, PATIENCE, Rules, rules_of
from openrotations.placements.planner.compiled import compiled

WORTH_A_THREAD = 100
"""Fewer students than this are priced in the calling thread."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is maximised: the sum of the objectives times these numbers, all as gains (`rank_cost` -1, say)."""

    full: float = 0.0
    weeks: float = 0.0
    rank_cost: float = 0.0
    host: float = 0.0
    money: float = 0.0

    @property
    def numbers(self) -> Floats:
        """The five numbers in the order of `LEVELS`."""
        return np.array([getattr(self, field.name) for field in fields(self)])


def aim_of(numbers: Floats) -> Aim:
    """The aim with these five numbers."""
    return Aim(*numbers.tolist())


def blend_of(weights: Weights) -> Aim:
    """The blend as an aim: fewer rank points and less money are gains."""
    return Aim(weights.full, weights.weeks, -weights.rank_cost, weights.host, -weights.money)


@dataclass(frozen=True, slots=True)
class Prices:
    """A price for a seat in each cell, and for each student who counts towards a limit on students in a state."""

    cells: Floats
    limits: Floats

    def paid(self, candidates: Candidates) -> float:
        """What all seats and all the limits' places cost together."""
        return float(self.cells @ candidates.capacity + self.limits @ candidates.limit_most)


def no_prices(candidates: Candidates) -> Prices:
    """Every seat for nothing."""
    return Prices(np.zeros(len(candidates.capacity)), np.zeros(len(candidates.limit_most)))


@dataclass(frozen=True, slots=True)
class Found:
    """Best plans of some students: `values[i, k]` and `plans[i, k]` for k below `counts[i]`, best first.

    `missed[i]` is the most that a plan can be worth which the search was too short to look at: -inf if none.
    """

    values: Floats
    plans: SmallInts
    counts: Ints
    missed: Floats


class Pricing:
    """Finds plans in one cohort. Safe to use from several threads at once.

    `patience` is how many steps the search for one student's plans may take.
    """

    def __init__(self, candidates: Candidates, patience: int = PATIENCE) -> None:
        self.candidates = candidates
        self._patience = patience
        self.rules: Rules = rules_of(candidates)
        self.gains = np.stack(
            (candidates.length, candidates.rank_cost, candidates.host, candidates.money), axis=1
        ).astype(np.float64)

    @cached_property
    def units(self) -> Ints:
        """For each objective, what every plan's value is a multiple of: blocks of even weeks make even sums."""
        weeks, *others = (int(np.gcd.reduce(column)) for column in self.gains.T.astype(np.int64))
        rank_cost, host, money = others
        units = (1, weeks, rank_cost, host, math.gcd(money, self.candidates.move_cost))
        return np.array([max(1, unit) for unit in units], np.int64)

    def best(
        self,
        students: Ints,
        aim: Aim,
        prices: Prices,
        *,
        most: int = 1,
        floors: Floats | None = None,
        free: SmallInts | None = None,
    ) -> Found:
        """The `most` best plans of each of `students`, worth more than the student's floor (0) at these prices.

        `free` are the seats left in each cell; without it, seats count only through their price. A limit with
        an infinite price is closed.
        """
        rows = len(students)
        found = Found(
            np.empty((rows, most)),
            np.full((rows, most, self.candidates.width), -1, np.int32),
            np.zeros(rows, np.int64),
            np.full(rows, NOTHING),
        )
        worth = np.empty(len(self.candidates.offering))
        numbers, least = aim.numbers, np.zeros(rows) if floors is None else floors
        move_price = max(0.0, -numbers[4]) * self.candidates.move_cost

        def part(low: int, high: int) -> None:
            own = students[low:high]
            fill_worth(self.rules, own, self.gains, numbers, prices.cells, free, worth)
            search_students(
                self.rules,
                own,
                worth,
                numbers[0],
                move_price,
                prices.limits,
                least[low:high],
                found.values[low:high],
                found.plans[low:high],
                found.counts[low:high],
                found.missed[low:high],
                self._patience,
            )

        in_threads(part, rows)
        return found


def in_threads(part: Callable[[int, int], None], rows: int) -> None:
    """Call `part(low, high)` so that the ranges cover `rows`, spread over the processors when it pays."""
    workers = min(_processors(), rows // WORTH_A_THREAD)
    if workers <= 1:
        part(0, rows)
        return
    edges = np.linspace(0, rows, 4 * workers + 1).astype(int).tolist()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(part, edges[:-1], edges[1:]))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@compiled
def fill_worth(
    rules: Rules,
    students: Ints,
    gains: Floats,
    numbers: Floats,
    cells: Floats,
    free: SmallInts | None,
    worth: Floats,
) -> None:
    """What each candidate of `students` adds by itself, less the price of its seats; nothing without a seat."""
    for student in students:
        for c in range(rules.first[student], rules.first[student + 1]):
            value = 0.0
            for part in range(4):
                value += numbers[part + 1] * gains[c, part]
            cell = rules.offering[c] * rules.weeks + rules.start[c]
            for at in range(cell, cell + rules.length[c]):
                value -= cells[at]
                if free is not None and free[at] <= 0:
                    value = NOTHING
            worth[c] = value


@compiled
def measured(rules: Rules, gains: Floats, move_cost: int, students: Ints, plans: SmallInts) -> Ints:
    """The five objectives of each plan (a row of `plans`, of the student at the same position)."""
    result = np.zeros((len(plans), 5), np.int64)
    for at in range(len(plans)):
        before = -1
        for c in plans[at]:
            if c < 0:
                break
            for part in range(4):
                result[at, part + 1] += np.int64(gains[c, part])
            if before >= 0 and rules.city[before] != rules.city[c]:
                result[at, 4] += move_cost
            before = c
        if before >= 0 and result[at, 1] == rules.needed[students[at]]:
            result[at, 0] = 1
    return result


@compiled
def seat_plans(rules: Rules, plans: SmallInts, by: int, students: Ints, cells: SmallInts, limits: Ints) -> None:
    """Add `by` to every cell and every limit that these plans count in."""
    for at in range(len(plans)):
        bits = 0
        for c in plans[at]:
            if c < 0:
                break
            cell = rules.offering[c] * rules.weeks + rules.start[c]
            cells[cell : cell + rules.length[c]] += by
            bits |= rules.mask[c]
        own = rules.limit_first[students[at]]
        while bits > 0:
            if bits & 1:
                limits[rules.limit_of[own]] += by
            bits >>= 1
            own += 1


@compiled
def values_at(
    rules: Rules,
    students: Ints,
    plans: SmallInts,
    worth: Floats,
    bonus: float,
    move_price: float,
    limit_price: Floats,
) -> Floats:
    """What each plan is worth when its candidates are worth `worth`; 0 for an empty plan."""
    result = np.zeros(len(plans))
    for at in range(len(plans)):
        bits, before, placed = 0, -1, 0
        for c in plans[at]:
            if c < 0:
                break
            result[at] += worth[c]
            if before >= 0 and rules.city[before] != rules.city[c]:
                result[at] -= move_price
            bits |= rules.mask[c]
            placed += rules.length[c]
            before = c
        if before >= 0 and placed == rules.needed[students[at]]:
            result[at] += bonus
        own = rules.limit_first[students[at]]
        while bits > 0:
            if bits & 1:
                result[at] -= limit_price[rules.limit_of[own]]
            bits >>= 1
            own += 1
    return result
