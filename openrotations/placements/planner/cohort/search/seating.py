"""Who has which plan, and the seats and places under limits that are left."""

from typing import Self

import numpy as np

from openrotations.placements.planner.cohort.files.formats import Placed, Solution
from openrotations.placements.planner.cohort.search.candidates import Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.long_lists import search_student
from openrotations.placements.planner.cohort.search.plan_search import ALL_PATIENCE, NOTHING
from openrotations.placements.planner.cohort.search.pricing import Aim, Pricing, measured, seat_plans


class Seating:
    """A feasible plan for every student (perhaps empty): rows of candidates in time order, -1 after the last.

    `free` counts the seats left in each cell, `limits_left` the students each limit still allows.
    """

    def __init__(self, pricing: Pricing) -> None:
        candidates = pricing.candidates
        self.pricing = pricing
        self.plans: SmallInts = np.full((candidates.students, candidates.width), -1, np.int32)
        self.free: SmallInts = candidates.capacity.copy()
        self.limits_left: Ints = candidates.limit_most.copy()

    def copy(self) -> Self:
        """The same plans, to change on their own."""
        other = type(self)(self.pricing)
        other.plans, other.free = self.plans.copy(), self.free.copy()
        other.limits_left = self.limits_left.copy()
        return other

    def put(self, students: Ints, plans: SmallInts) -> None:
        """Give each of `students` the plan at the same position, in place of what they have."""
        seat_plans(self.pricing.rules, self.plans[students], 1, students, self.free, self.limits_left)
        self.plans[students] = plans
        seat_plans(self.pricing.rules, plans, -1, students, self.free, self.limits_left)

    def empty(self, students: Ints) -> None:
        """Take the plans of `students` away."""
        self.put(students, np.full((len(students), self.plans.shape[1]), -1, np.int32))

    @property
    def feasible(self) -> bool:
        """Whether no cell and no limit is over-full."""
        return bool(self.free.min(initial=0) >= 0 and self.limits_left.min(initial=0) >= 0)

    def measures(self) -> Ints:
        """The five objectives of each student's plan."""
        pricing = self.pricing
        everyone = np.arange(len(self.plans))
        return measured(pricing.rules, pricing.gains, pricing.candidates.move_cost, everyone, self.plans)

    def value(self, aim: Aim) -> float:
        """What the whole plan is worth."""
        return float(self.measures().sum(axis=0) @ aim.numbers)

    def values(self, aim: Aim) -> Floats:
        """What each student's plan is worth."""
        return np.asarray(self.measures() @ aim.numbers, np.float64)

    def placed(self, student: int) -> tuple[Placed, ...]:
        """The plan of one student as it stands in a solution."""
        return tuple(self.pricing.candidates.placement(c) for c in self.plans[student].tolist() if c >= 0)


def seating_of(pricing: Pricing, solution: Solution) -> Seating:
    """The plans of a solution. A plan that breaks a rule, or finds its seats taken, is left out."""
    seating = Seating(pricing)
    nothing = np.full(len(pricing.candidates.offering), NOTHING)
    for student, given in enumerate(pricing.candidates.student_ids):
        plan = plan_of(pricing, student, solution.plans.get(given, ()), nothing)
        if plan is None:
            continue
        row = np.array([student])
        seating.put(row, plan[None, :])
        if not seating.feasible:
            seating.empty(row)
    return seating


def plan_of(
    pricing: Pricing, student: int, placements: tuple[Placed, ...], nothing: Floats | None = None
) -> SmallInts | None:
    """The row of candidates for these placements; None for no placement, or when a rule of the student forbids it.

    Seats are not looked at. `nothing` may be an array of `NOTHING` for each candidate, to be used again.
    """
    candidates, rules = pricing.candidates, pricing.rules
    wanted = set(placements)
    rows = [c for c in candidates.of(student) if candidates.placement(c) in wanted]
    if not placements or len(rows) != len(placements):
        return None
    worth = np.full(len(candidates.offering), NOTHING) if nothing is None else nothing
    worth[rows] = 1.0
    plan = np.full((1, candidates.width), -1, np.int32)
    to_go = np.empty((candidates.weeks + 1, candidates.needed[student] + 1))
    no_price = np.zeros(len(candidates.limit_most))
    floor = len(rows) - 0.5
    value = np.empty(1)
    kept, _ = search_student(rules, student, worth, 0.0, 0.0, no_price, floor, to_go, value, plan, ALL_PATIENCE)
    worth[rows] = NOTHING
    return plan[0] if kept else None
