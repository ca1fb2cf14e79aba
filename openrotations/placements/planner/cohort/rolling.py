"""One student now: the best plans on the seats that are free at this moment, exactly, best first.

Best is what the cohort's weights say, for this student alone. Prices of seats, from the last plan of a whole
cohort, show how scarce the seats of a plan are, and can push those that others need more down the list. Seats
reserved for a round are not offered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openrotations.placements.planner.cohort.files.formats import LEVELS, Instance, Level, Placed, Solution, Student
from openrotations.placements.planner.cohort.repair.changing import Plan, plans_of
from openrotations.placements.planner.cohort.repair.scope import only
from openrotations.placements.planner.cohort.repair.standing import counts_for, seats_of
from openrotations.placements.planner.cohort.search.candidates import Candidates, Floats, Ints, SmallInts, candidates_of
from openrotations.placements.planner.cohort.search.greedy import hardest_first, place_in_order
from openrotations.placements.planner.cohort.search.plan_search import ALL_PATIENCE
from openrotations.placements.planner.cohort.search.prices import PriceSearch
from openrotations.placements.planner.cohort.search.pricing import Aim, Prices, Pricing, blend_of, measured
from openrotations.placements.planner.cohort.search.seating import Seating, seating_of
from openrotations.placements.planner.cohort.shortlist import shortlist

LONG_LIST = 50
"""With more wishes than this, those that can't be met are left out before seats are looked at."""
LEAST_STRIDE = 0.01
"""Steps of this share of the first one hardly change the prices."""
ME = np.zeros(1, np.int64)

type Seats = Mapping[tuple[str, int], int]
"""How many seats, for an offering and a week; 0 where nothing stands."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan that can be had now, with its objectives.

    `price` is what the blocks cost together, moves not counted. `scarcity` holds for each placement what its
    seats are worth to the others, in units of the blend: 0 when nobody else needs them, or no prices are known.
    """

    placed: Plan
    objectives: dict[Level, int]
    price: int
    value: float
    scarcity: tuple[float, ...]


class Rolling:
    """The seats of a cohort's offerings while students book one by one. Build it once, then ask in milliseconds.

    `taken` are the seats used, `reserved` those kept for a round, `prices` an array [offering, week] as from
    `shadow_prices`. `counted` says how many students each limit on students in a state counts already. Raises
    `KeyError` for an offering that the cohort does not have.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        taken: Seats | None = None,
        reserved: Seats | None = None,
        prices: Floats | None = None,
        counted: Sequence[int] | None = None,
    ) -> None:
        self.instance = instance
        self._offerings = {offering.id: offering for offering in instance.offerings}
        self._number = {offering.id: number for number, offering in enumerate(instance.offerings)}
        blocks = [(n, *block) for n, offering in enumerate(instance.offerings) for block in offering.blocks]
        self._blocks: Ints = np.array(blocks, np.int64).reshape(-1, 3)
        self._block_prices: Ints = np.array([o.price_week for o in instance.offerings for _ in o.blocks], np.int64)
        self._students = {student.id: student for student in instance.students}
        self._free: dict[str, Ints] = {each.id: np.array(each.capacity, np.int64) for each in instance.offerings}
        shape = (len(instance.offerings), instance.weeks)
        self._prices: Floats = np.zeros(shape) if prices is None else np.asarray(prices, np.float64)
        most = [limit.most_students for limit in instance.limits.students_in_state]
        self._left: Ints = np.array(most, np.int64) - np.array(counted if counted is not None else [0] * len(most))
        for seats in (taken or {}, reserved or {}):
            for (offering, week), count in seats.items():
                self._free[offering][week] -= count

    @classmethod
    def beside(cls, instance: Instance, solution: Solution, *, prices: Floats | None = None) -> "Rolling":
        """The seats that a solution leaves. Release a student's own plan before asking for another one."""
        rolling = cls(instance, prices=prices)
        for student, plan in plans_of(solution).items():
            rolling.take(student, plan)
        return rolling

    def take(self, student: str | Student, plan: Sequence[Placed]) -> None:
        """The student has this plan from now on: its seats are not free any more."""
        self._seat(student, plan, 1)

    def release(self, student: str | Student, plan: Sequence[Placed]) -> None:
        """The student does not have this plan any more."""
        self._seat(student, plan, -1)

    def best_now(self, student: str | Student, *, top: int = 5, regard: float = 0.0) -> list[Choice]:
        """Up to `top` of the best plans of the student on the free seats, best first; none when nothing fits.

        `regard` is the share of the seats' prices that counts against a plan: 0 for the student alone, 1 for all
        others as much. Plans of equal value come in the order of their scarcity. Raises `KeyError` for an id
        that is not in the cohort, `ValueError` for `top` below 1.
        """
        if top < 1:
            raise ValueError("top must be at least 1")
        every = candidates_of(only(self.instance, [self._in_reach(self._known(student))], self._free, self._left))
        limits = np.where(every.limit_most > 0, 0.0, np.inf)
        rows = [self._number[offering] for offering in every.offering_ids]
        prices = Prices(max(0.0, regard) * self._prices[rows].reshape(-1), limits)
        aim = blend_of(self.instance.weights)
        pricing = Pricing(shortlist(every, worth_of(every, aim, prices), top), ALL_PATIENCE)
        found = pricing.best(ME, aim, prices, most=top)
        plans = found.plans[0, : int(found.counts[0])]
        choices = [self._choice(pricing, plan) for plan in plans]
        return sorted(choices, key=lambda each: (regard * sum(each.scarcity) - each.value, sum(each.scarcity)))

    def _known(self, student: str | Student) -> Student:
        return self._students[student] if isinstance(student, str) else student

    def _in_reach(self, student: Student) -> Student:
        """The student with only those wishes that dates, means, scores and requirements leave some block of."""
        if len(student.prefs) <= LONG_LIST:
            return student
        number, start, length = self._blocks.T
        fits = np.zeros(len(start), np.bool_)
        for first, end in student.windows:
            fits |= (first <= start) & (start + length <= end)
        fits &= (length <= student.weeks_needed) & (length * self._block_prices <= student.budget)
        reached, facts = set(np.unique(number[fits]).tolist()), frozenset(student.facts)
        wishes = tuple(
            wish
            for wish in student.prefs
            if self._number[wish.offering] in reached
            and student.score >= self._offerings[wish.offering].min_score
            and facts.issuperset(self._offerings[wish.offering].requires)
        )
        return student.model_copy(update={"prefs": wishes})

    def _seat(self, student: str | Student, plan: Sequence[Placed], seats: int) -> None:
        known = self._known(student)
        for offering, week in seats_of(tuple(plan)):
            self._free[offering][week] -= seats
        for number, limit in enumerate(self.instance.limits.students_in_state):
            self._left[number] -= seats * counts_for(limit, self._offerings, known, tuple(plan))

    def _choice(self, pricing: Pricing, plan: SmallInts) -> Choice:
        candidates = pricing.candidates
        used = plan[plan >= 0].tolist()
        placed = tuple(candidates.placement(c) for c in used)
        sums = measured(pricing.rules, pricing.gains, candidates.move_cost, ME, plan[None, :])[0]
        return Choice(
            placed=placed,
            objectives=dict(zip(LEVELS, sums.tolist(), strict=True)),
            price=int(candidates.money[used].sum()),
            value=float(sums @ blend_of(self.instance.weights).numbers),
            scarcity=tuple(
                float(self._prices[self._number[o], start : start + length].sum()) for o, start, length in placed
            ),
        )


def worth_of(candidates: Candidates, aim: Aim, prices: Prices) -> Floats:
    """What each candidate adds to the value of a plan, less the prices of its seats."""
    parts = (candidates.length, candidates.rank_cost, candidates.host, candidates.money)
    single: Floats = np.stack(parts, axis=1).astype(np.float64)
    paid = np.concatenate(([0.0], np.cumsum(prices.cells)))
    cell = candidates.offering.astype(np.int64) * candidates.weeks + candidates.start
    worth: Floats = single @ aim.numbers[1:] - (paid[cell + candidates.length] - paid[cell])
    return worth


def best_now(instance: Instance, student: str | Student, taken: Seats, *, top: int = 5) -> list[Choice]:
    """The best plans of one student besides the seats taken. To ask more than once, build a `Rolling`."""
    return Rolling(instance, taken=taken).best_now(student, top=top)


def shadow_prices(instance: Instance, solution: Solution | None = None, *, steps: int = 60) -> Floats:
    """What one more seat would be worth to the cohort, [offering, week], in units of the blend.

    `solution` is the last plan of the cohort: it tells the search what can be reached. Every step prices each
    student once.
    """
    pricing = Pricing(candidates_of(instance))
    aim = blend_of(instance.weights)
    seating = seating_of(pricing, solution) if solution else Seating(pricing)
    if solution is None:
        place_in_order(seating, hardest_first(pricing), aim)
    search, target = PriceSearch(pricing, aim), seating.value(aim)
    for _ in range(steps if len(pricing.candidates.offering) else 0):
        search.step(target)
        if search.stride < LEAST_STRIDE:
            break
    return search.prices.cells.reshape(len(instance.offerings), instance.weeks).copy()
