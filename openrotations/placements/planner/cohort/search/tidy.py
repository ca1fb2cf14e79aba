"""The last pass: nobody stays where a free seat would be better for them.

Each student in turn gets the best plan on their own and the free seats, in the office's order of objectives, until
nobody can be better off. What is better for one in that order, all others unchanged, is better for all.
"""

import numpy as np

from openrotations.placements.planner.cohort.files.formats import LEVELS, Level
from openrotations.placements.planner.cohort.search.candidates import Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.greedy import place_students
from openrotations.placements.planner.cohort.search.plan_search import Rules
from openrotations.placements.planner.cohort.search.pricing import Pricing, measured, no_prices, seat_plans
from openrotations.placements.planner.cohort.search.seating import Seating
from openrotations.placements.planner.compiled import compiled

SIGNS = (1, 1, -1, 1, -1)
"""Whether more of an objective is better (+1) or less (-1), in the order of `LEVELS`."""
MOST_PASSES = 20


def tidy(seating: Seating, objectives: tuple[Level, ...]) -> int:
    """Improve each student's plan on the free seats, in place; how many plans were changed."""
    pricing = seating.pricing
    if not len(pricing.candidates.offering):
        return 0
    order = np.array([LEVELS.index(level) for level in objectives], np.int64)
    free = no_prices(pricing.candidates)
    changed = 0
    for _ in range(MOST_PASSES):
        now = tidy_once(
            pricing.rules,
            pricing.gains,
            numbers_in_order(pricing, order),
            order,
            np.array(SIGNS, np.int64),
            pricing.candidates.move_cost,
            free.cells,
            free.limits,
            seating.free,
            seating.limits_left,
            seating.plans,
        )
        changed += now
        if not now:
            break
    return changed


def numbers_in_order(pricing: Pricing, order: Ints) -> Floats:
    """Weights so that a unit of one objective outweighs all that a plan can have of the later ones."""
    candidates = pricing.candidates
    most = np.abs(pricing.gains).max(axis=0, initial=0.0) * candidates.width + 1.0
    most[3] += candidates.width * candidates.move_cost
    reach = np.concatenate(([1.0], most))
    numbers, unit = np.zeros(len(LEVELS)), 1.0
    for level in order[::-1].tolist():
        numbers[level] = SIGNS[level] * unit
        unit *= 2.0 * reach[level] + 1.0
    return numbers / unit * 1e12


@compiled
def tidy_once(
    rules: Rules,
    gains: Floats,
    numbers: Floats,
    order: Ints,
    signs: Ints,
    move_cost: int,
    cells: Floats,
    limits: Floats,
    free: SmallInts,
    limits_left: Ints,
    plans: SmallInts,
) -> int:
    """One pass over all students; how many have a better plan now."""
    changed = 0
    for student in range(len(plans)):
        own = np.array([student])
        old = plans[own]
        seat_plans(rules, old, 1, own, free, limits_left)
        plans[student] = -1
        place_students(rules, own, gains, numbers, move_cost, cells, limits, free, limits_left, plans)
        new = plans[own]
        gain = (measured(rules, gains, move_cost, own, new)[0] - measured(rules, gains, move_cost, own, old)[0]) * signs
        first = 0
        for level in order:
            if first == 0:
                first = gain[level]
        if first > 0:
            changed += 1
        elif not (new == old).all():
            seat_plans(rules, new, 1, own, free, limits_left)
            seat_plans(rules, old, -1, own, free, limits_left)
            plans[student] = old[0]
    return changed
