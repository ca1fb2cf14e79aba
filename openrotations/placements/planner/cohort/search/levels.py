"""Certificates, objective by objective in the office's order.

For each level: the best that any plan can reach that is at least as good in all earlier levels. Objectives are
whole numbers, so a bound below the next whole number is a proof. Where the linear program leaves a gap and the
plans that could close it are few, they are all tried in whole numbers, and the level is proven or improved.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from openrotations.placements.planner.cohort.files.formats import LEVELS, Level
from openrotations.placements.planner.cohort.search.course import Course
from openrotations.placements.planner.cohort.search.growth import columns_within, grow
from openrotations.placements.planner.cohort.search.master import Columns, Floor, Master
from openrotations.placements.planner.cohort.search.prices import ROUNDING, PriceSearch
from openrotations.placements.planner.cohort.search.pricing import Aim, Prices, aim_of
from openrotations.placements.planner.cohort.search.seating import Seating
from openrotations.placements.planner.cohort.search.tidy import SIGNS

SLACK = 1e-7
NEAR = 0.01
"""Columns are added until the program is this share of a unit from its bound."""
USED = 1e-6
BLEND_NEAR = 1e-6
"""The blend's program is near enough to its bound at this share of its value."""
MOST_TO_GUESS = 600
"""With more students, searches in whole numbers that prove nothing are left to the exchange."""
PRICE_STEPS = 150
LEAST_STRIDE = 0.004
STEPS_TO_HOPE = 20
HOPELESS = 50.0
"""So many units from the plan in hand after `STEPS_TO_HOPE` steps, prices will not close the level."""
SHARE = 0.4
"""The share of the time left that one search in whole numbers may take."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The best possible value of one level, given the earlier ones, and whether the plan in hand reaches it."""

    level: Level
    bound: int
    proven: bool


def level_aim(level: Level) -> Aim:
    """The objective of one level alone, as a gain."""
    numbers = np.zeros(len(LEVELS))
    numbers[LEVELS.index(level)] = SIGNS[LEVELS.index(level)]
    return aim_of(numbers)


def floors_of(seating: Seating, levels: tuple[Level, ...]) -> list[Floor]:
    """The levels' values in a plan, as floors for later levels."""
    sums = seating.measures().sum(axis=0)
    places = [LEVELS.index(level) for level in levels]
    return [Floor(place, SIGNS[place], SIGNS[place] * int(sums[place])) for place in places]


def certify(
    course: Course, objectives: tuple[Level, ...], closing: Callable[[Aim, list[Floor]], float]
) -> list[Certificate]:
    """Prove or improve each level in turn by `closing`, which gives a bound; as many as the time allows."""
    certificates: list[Certificate] = []
    proven = True
    for place, level in enumerate(objectives):
        if not course.going("levels"):
            break
        aim = level_aim(level)
        bound = closing(aim, floors_of(course.best, objectives[:place]))
        if not math.isfinite(bound):
            break
        gain = round(course.best.value(aim))
        whole = max(math.floor(bound), gain)
        proven = proven and whole == gain
        if whole - gain > max(1, abs(gain)):
            continue  # True, but so far away that it says nothing.
        sign = SIGNS[LEVELS.index(level)]
        certificates.append(Certificate(level, sign * whole, proven))
    return certificates


def bound_by_prices(course: Course, search: PriceSearch, aim: Aim, floors: list[Floor]) -> float:
    """A bound on a level without a linear program, starting from the prices of the blend.

    The floors get the price that the blend gives them. Infinite if the blend says nothing of the level.
    """
    weights = np.abs(course.aim.numbers)
    own = float(weights @ np.abs(aim.numbers))
    if own <= 0:
        return math.inf
    numbers, kept = aim.numbers, 0.0
    for floor in floors:
        price = float(weights[floor.level]) / own
        numbers[floor.level] += price * floor.sign
        kept += price * floor.gain
    start = Prices(search.prices.cells / own, search.prices.limits / own)
    level = PriceSearch(course.best.pricing, aim_of(numbers), start)
    value = course.best.value(aim)
    while level.steps < PRICE_STEPS and level.stride > LEAST_STRIDE:
        distance = level.step(value + kept) - kept - value
        hopeless = level.steps >= STEPS_TO_HOPE and distance > HOPELESS
        if distance < 1.0 or hopeless or not course.going("levels"):
            break
    return level.bound - kept + ROUNDING * abs(kept)


def bound_with(course: Course, master: Master, first: Certificate) -> float:
    """The blend's bound by the linear program, when the first level's own bound is known."""
    place = LEVELS.index(first.level)
    ceiling = Floor(place, -SIGNS[place], -SIGNS[place] * first.bound)
    proof, _ = grow(master, course, course.aim, [ceiling], course.value, near=abs(course.value) * BLEND_NEAR)
    return math.inf if proof is None else proof.bound


def close(course: Course, master: Master, aim: Aim, floors: list[Floor], unit: float) -> float:
    """A bound on `aim` for plans that keep the floors; the best plan is replaced when a better one is found.

    `unit` is the least by which a plan can be better: 1 for whole numbers.
    """
    everyone = np.arange(len(course.best.plans))
    master.pool.add(everyone, course.best.plans)
    enough = course.best.value(aim) + unit
    proof, relaxed = grow(master, course, aim, floors, enough, near=unit * NEAR)
    if proof is None or relaxed is None:
        return math.inf
    used = Columns(master.pricing)
    some = np.flatnonzero(relaxed.shares > USED)
    used.add(master.pool.students[some], master.pool.plans[some])
    hard = course.best.value(aim) + unit <= proof.bound
    if hard and len(everyone) <= MOST_TO_GUESS and course.going("levels"):
        _choose(course, master, used, aim, floors)
    loss = proof.bound - course.best.value(aim) - unit * (1 - SLACK)
    if loss < 0 or not course.going("levels"):
        return proof.bound
    columns, complete = columns_within(master, proof, loss)
    if not complete and len(everyone) > MOST_TO_GUESS:
        return proof.bound
    bound = _choose(course, master, columns, aim, floors)
    if not complete:
        return proof.bound
    return min(proof.bound, max(course.best.value(aim), bound) + unit * SLACK)


def _choose(course: Course, master: Master, columns: Columns, aim: Aim, floors: list[Floor]) -> float:
    """Choose among these columns and the plans in hand; the bound of what they allow."""
    best = course.best
    everyone = np.arange(len(best.plans))
    columns.add(everyone, best.plans)
    plans, bound = master.choose(columns, aim, floors, course, best.plans, seconds=course.left * SHARE)
    if plans is not None:
        other = Seating(best.pricing)
        other.put(everyone, plans)
        if other.feasible and other.value(aim) > best.value(aim) + SLACK and _keeps(other, floors):
            course.adopt(other)
    return bound


def _keeps(seating: Seating, floors: list[Floor]) -> bool:
    sums = seating.measures().sum(axis=0)
    return all(floor.sign * int(sums[floor.level]) >= floor.gain for floor in floors)
