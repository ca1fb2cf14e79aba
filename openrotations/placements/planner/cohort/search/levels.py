"""Certificates, objective by objective in the office's order.

For each level: the best that any plan can reach that is at least as good in all earlier levels. Objectives are
whole numbers, so a bound below the next whole number is a proof. Where the linear program leaves a gap and the
plans that could close it are few, they are all tried in whole numbers, and the level is proven or improved.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from openrotations.placements.planner.cohort.files.formats import LEVELS, Level
from openrotations.placements.planner.cohort.search.course import Course
from openrotations.placements.planner.cohort.search.growth import MOST_COLUMNS, Proof, columns_within, grow, proof_among
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
SHARE = 0.7
"""The share of the time left that one search in whole numbers may take."""
SHARE_TO_GUESS = 0.15
"""The same for one that can only find a better plan, and proves nothing."""
COLUMNS_AT_FIRST = 1_500
MORE_COLUMNS = 3
MOST_TURNS = 4
"""How often more columns are tried, that many times as many: the better the plan in hand, the fewer matter."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The best possible value of one level, given the earlier ones, and whether the plan in hand reaches it.

    It holds for plans that keep the `floors`: what the earlier levels had reached when it was found.
    """

    level: Level
    bound: int
    proven: bool
    floors: tuple[Floor, ...] = ()


def level_aim(level: Level) -> Aim:
    """The objective of one level alone, as a gain."""
    numbers = np.zeros(len(LEVELS))
    numbers[LEVELS.index(level)] = SIGNS[LEVELS.index(level)]
    return aim_of(numbers)


def unit_of(course: Course, level: Level) -> int:
    """The least by which two plans can differ in a level."""
    return int(course.best.pricing.units[LEVELS.index(level)])


def floors_of(seating: Seating, levels: tuple[Level, ...]) -> list[Floor]:
    """The levels' values in a plan, as floors for later levels."""
    sums = seating.measures().sum(axis=0)
    places = [LEVELS.index(level) for level in levels]
    return [Floor(place, SIGNS[place], SIGNS[place] * int(sums[place])) for place in places]


def certify(
    course: Course, objectives: tuple[Level, ...], closing: Callable[[Aim, list[Floor], int], float]
) -> list[Certificate]:
    """Prove or improve each level in turn by `closing`, which gives a bound; as many as the time allows.

    `closing` gets the level as an aim, the earlier levels, and the least by which a plan can be better.
    """
    certificates: list[Certificate] = []
    proven = True
    for place, level in enumerate(objectives):
        if not course.going("levels"):
            break
        aim, floors = level_aim(level), floors_of(course.best, objectives[:place])
        bound = closing(aim, floors, unit_of(course, level))
        if not math.isfinite(bound):
            break
        gain, unit = round(course.best.value(aim)), unit_of(course, level)
        whole = max(math.floor(bound / unit) * unit, gain)
        proven = proven and whole == gain
        if whole - gain > max(1, abs(gain)):
            continue  # True, but so far away that it says nothing.
        sign = SIGNS[LEVELS.index(level)]
        certificates.append(Certificate(level, sign * whole, proven, tuple(floors)))
    return certificates


def still_true(certificates: list[Certificate], seating: Seating) -> list[Certificate]:
    """Those that hold beside another plan: one that is worse in an earlier level may pass a later level's bound.

    A level stays proven as long as it and those before it are reached.
    """
    sums = seating.measures().sum(axis=0)
    kept: list[Certificate] = []
    proven = True
    for each in certificates:
        proven = proven and each.proven and int(sums[LEVELS.index(each.level)]) == each.bound
        if _keeps(seating, each.floors):
            kept.append(replace(each, proven=proven))
    return kept


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


def approach(
    course: Course, master: Master, aim: Aim, floors: list[Floor], unit: float, known: Columns | None = None
) -> Proof | None:
    """A proof of a bound on `aim` for plans that keep the floors, by the linear program over all plans.

    The best plan is replaced when a better one is found among the plans that the program uses. With `known`, no
    other plan can be part of what is looked for.
    """
    proof: Proof | None = None
    if known is None:
        master.pool.add(np.arange(len(course.best.plans)), course.best.plans)
        proof, relaxed = grow(master, course, aim, floors, course.best.value(aim) + unit, near=unit * NEAR)
    else:
        relaxed = master.relax(aim, floors, course, known)
        proof = proof_among(master, known, aim, floors, relaxed.duals) if relaxed else None
    if proof is None or relaxed is None:
        return None
    hard = course.best.value(aim) + unit <= proof.bound
    if hard and len(course.best.plans) <= MOST_TO_GUESS and course.going("levels"):
        every, used = master.pool if known is None else known, Columns(master.pricing)
        some = np.flatnonzero(relaxed.shares > USED)
        used.add(every.students[some], every.plans[some])
        _choose(course, master, used, aim, floors, SHARE_TO_GUESS)
    return proof


def close(
    course: Course, master: Master, aim: Aim, floors: list[Floor], unit: float, known: Columns | None = None
) -> tuple[float, Columns | None]:
    """A bound on `aim` for plans that keep the floors; the best plan is replaced when a better one is found.

    `unit` is the least by which a plan can be better: 1 for whole numbers. Returned with it are all the columns
    that can be part of plans as good as the best one, if they are few enough: later levels need no others.
    """
    proof = approach(course, master, aim, floors, unit, known)
    if proof is None:
        return math.inf, known
    proven, few = proof.bound, len(course.best.plans) <= MOST_TO_GUESS
    for turn in range(MOST_TURNS):
        before = course.best.value(aim)
        loss = proof.bound - before - unit * (1 - SLACK)
        if proven < before + unit or loss < 0 or not course.going("levels"):
            break
        at_most = COLUMNS_AT_FIRST * MORE_COLUMNS**turn if few else MOST_COLUMNS
        columns, complete = columns_within(master, proof, loss, known, at_most)
        if not complete and not few:
            break
        bound = _choose(course, master, columns, aim, floors, SHARE if complete else SHARE_TO_GUESS)
        if complete:
            proven = min(proven, max(course.best.value(aim), bound) + unit * SLACK)
        if complete and course.best.value(aim) <= before:
            break
    if few and course.going("levels"):
        columns, complete = columns_within(master, proof, proof.bound - course.best.value(aim) + unit * SLACK, known)
        known = columns if complete else known
    return proven, known


def _choose(course: Course, master: Master, columns: Columns, aim: Aim, floors: list[Floor], share: float) -> float:
    """Choose among these columns and the plans in hand; the bound of what they allow."""
    best = course.best
    everyone = np.arange(len(best.plans))
    columns.add(everyone, best.plans)
    plans, bound = master.choose(columns, aim, floors, course, best.plans, seconds=course.left * share)
    if plans is not None:
        other = Seating(best.pricing)
        other.put(everyone, plans)
        if other.feasible and other.value(aim) > best.value(aim) + SLACK and _keeps(other, floors):
            course.adopt(other)
    return bound


def _keeps(seating: Seating, floors: Sequence[Floor]) -> bool:
    sums = seating.measures().sum(axis=0)
    return all(floor.sign * int(sums[floor.level]) >= floor.gain for floor in floors)
