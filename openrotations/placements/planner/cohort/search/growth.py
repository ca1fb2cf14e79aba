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
from openrotations.placements.planner.cohort.search.pricing import Aim, Prices, aim_of, fill_worth, values_at

MOST_STEPS = 60
PLANS_A_STEP = 3
PRECISION = 1e-9
MOST_COLUMNS = 30_000
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
    priced, paid = _priced(aim, floors, duals)
    pricing = master.pricing
    everyone = np.arange(pricing.candidates.students)
    reached = np.maximum(duals.students, 0.0)
    lowest = reached + PRECISION * max(1.0, float(np.abs(priced.numbers).max()))
    found = pricing.best(everyone, priced, duals.prices, most=PLANS_A_STEP, floors=lowest)
    gains = np.where(found.counts > 0, np.maximum(found.values[:, 0], lowest), lowest)
    gains = np.maximum(gains, found.missed)
    for k in range(PLANS_A_STEP):
        some = np.flatnonzero(found.counts > k)
        master.pool.add(everyone[some], found.plans[some, k])
    bound = safe_bound(gains, duals.prices.paid(pricing.candidates) + paid)
    return Proof(bound, duals.prices, priced, gains)


def proof_among(master: Master, known: Columns, aim: Aim, floors: list[Floor], duals: Duals) -> Proof:
    """The same when only these columns are possible: no others need to be looked for."""
    priced, paid = _priced(aim, floors, duals)
    gains = np.zeros(master.pricing.candidates.students)
    np.maximum.at(gains, known.students, _values(master, known, priced, duals.prices))
    bound = safe_bound(gains, duals.prices.paid(master.pricing.candidates) + paid)
    return Proof(bound, duals.prices, priced, gains)


def _priced(aim: Aim, floors: list[Floor], duals: Duals) -> tuple[Aim, float]:
    """The aim with the price of each floor in it, and what the floors are paid."""
    numbers, paid = aim.numbers, 0.0
    for floor, price in zip(floors, duals.floors.tolist(), strict=True):
        numbers[floor.level] += price * floor.sign
        paid -= price * floor.gain
    return aim_of(numbers), paid


def _values(master: Master, columns: Columns, aim: Aim, prices: Prices) -> Floats:
    """What each column is worth at these prices."""
    pricing = master.pricing
    everyone, worth = np.arange(pricing.candidates.students), np.empty(len(pricing.candidates.offering))
    fill_worth(pricing.rules, everyone, pricing.gains, aim.numbers, prices.cells, None, worth)
    move_price = max(0.0, -aim.money) * pricing.candidates.move_cost
    return values_at(pricing.rules, columns.students, columns.plans, worth, aim.full, move_price, prices.limits)


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
        if not course.going("linear program") or done:
            break
    return best, relaxed


def columns_within(
    master: Master, proof: Proof, loss: float, known: Columns | None = None, most_columns: int = MOST_COLUMNS
) -> tuple[Columns, bool]:
    """Every plan that loses no more than `loss` at the proof's prices, and whether these are all.

    With `known`, only those can be. When they are more than `most_columns`, those that lose least are given.
    """
    pricing = master.pricing
    floors = proof.gains - loss - PRECISION * (1.0 + np.abs(proof.gains))
    if known is None:
        most = max(20, min(3000, MOST_PLANS // max(1, len(floors))))
        found = pricing.best(np.arange(len(floors)), proof.aim, proof.prices, most=most, floors=floors)
        complete = bool((found.counts < most).all() and (found.missed <= floors).all())
        students, rank = np.nonzero(np.arange(most)[None, :] < found.counts[:, None])
        plans, values = found.plans[students, rank], found.values[students, rank]
    else:
        values, complete = _values(master, known, proof.aim, proof.prices), True
        some = np.flatnonzero(values > floors[known.students])
        students, plans, values = known.students[some], known.plans[some], values[some]
    if len(students) > most_columns:
        kept = np.argsort(proof.gains[students] - values, kind="stable")[:most_columns]
        students, plans, complete = students[kept], plans[kept], False
    columns = Columns(pricing)
    columns.add(students, plans)
    return columns, complete
