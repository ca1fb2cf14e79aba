"""Column generation: which plans to add to the linear program, the bound it proves, and every plan that matters.

With prices from the program, each student's best plan is found exactly. If none is worth more than the program
already gives, its value is the best there is. Either way the prices prove a bound. The difference between the
bound and a plan in hand says how much a student may lose, at these prices, in any plan that is better: the
columns within that loss are all that is needed to find the best plan, or to prove that there is no better one
(Baldacci, Christofides and Mingozzi, 2008).
"""

from dataclasses import dataclass

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Floats
from openrotations.placements.planner.cohort.search.course import Course
from openrotations.placements.planner.cohort.search.master import Columns, Duals, Floor, Master, Relaxed
from openrotations.placements.planner.cohort.search.prices import safe_bound
from openrotations.placements.planner.cohort.search.pricing import Aim, Prices, aim_of

MOST_STEPS = 60
PLANS_A_STEP = 3
PRECISION = 1e-9
MOST_COLUMNS = 30_000
MOST_TO_TRY = 8_000
"""How many columns are tried in whole numbers when all that matter are too many anyway."""
MOST_PLANS = 600_000


@dataclass(frozen=True, slots=True)
class Proof:
    """A bound on an aim, and what it was computed from: prices, the aim with the floors' prices, and gains."""

    bound: float
    prices: Prices
    aim: Aim
    gains: Floats


def proof_at(master: Master, aim: Aim, floors: list[Floor], duals: Duals) -> Proof:
    """The bound that the duals of a linear program prove; the best plans found on the way become columns."""
    numbers, paid = aim.numbers, 0.0
    for floor, price in zip(floors, duals.floors.tolist(), strict=True):
        numbers[floor.level] += price * floor.sign
        paid -= price * floor.gain
    priced = aim_of(numbers)
    pricing = master.pricing
    everyone = np.arange(pricing.candidates.students)
    reached = np.maximum(duals.students, 0.0)
    lowest = reached + PRECISION * max(1.0, float(np.abs(numbers).max()))
    found = pricing.best(everyone, priced, duals.prices, most=PLANS_A_STEP, floors=lowest)
    gains = np.where(found.counts > 0, np.maximum(found.values[:, 0], lowest), lowest)
    for k in range(PLANS_A_STEP):
        some = np.flatnonzero(found.counts > k)
        master.pool.add(everyone[some], found.plans[some, k])
    bound = safe_bound(gains, duals.prices.paid(pricing.candidates) + paid)
    return Proof(bound, duals.prices, priced, gains)


def grow(
    master: Master, course: Course, aim: Aim, floors: list[Floor], enough: float, near: float
) -> tuple[Proof | None, Relaxed | None]:
    """Add columns until the program is within `near` of its bound, the bound is below `enough`, or time is up.

    The best bound, and the last program.
    """
    best: Proof | None = None
    relaxed: Relaxed | None = None
    for _ in range(MOST_STEPS):
        last = master.relax(aim, floors, course)
        if last is None:
            break
        relaxed, before = last, len(master.pool)
        proof = proof_at(master, aim, floors, relaxed.duals)
        if best is None or proof.bound < best.bound:
            best = proof
        if not floors and aim == course.aim:
            course.bounded(best.bound)
        done = best.bound < enough or best.bound - relaxed.value < near or len(master.pool) == before
        if done or not course.going("linear program"):
            break
    return best, relaxed


def columns_within(master: Master, proof: Proof, loss: float) -> tuple[Columns, bool]:
    """Every plan that loses no more than `loss` at the proof's prices, and whether these are all.

    When they are too many, those that lose least are given.
    """
    pricing = master.pricing
    students = pricing.candidates.students
    most = max(20, min(3000, MOST_PLANS // max(1, students)))
    floors = proof.gains - loss - PRECISION * (1.0 + np.abs(proof.gains))
    found = pricing.best(np.arange(students), proof.aim, proof.prices, most=most, floors=floors)
    complete = bool((found.counts < most).all())
    row, rank = np.nonzero(np.arange(most)[None, :] < found.counts[:, None])
    complete = complete and len(row) <= MOST_COLUMNS
    if not complete and len(row) > MOST_TO_TRY:
        lost = proof.gains[row] - found.values[row, rank]
        kept = np.argsort(lost, kind="stable")[:MOST_TO_TRY]
        row, rank = row[kept], rank[kept]
    columns = Columns(pricing)
    columns.add(row, found.plans[row, rank])
    return columns, complete
