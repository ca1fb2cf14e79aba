"""Places students one after another, each with the best plan on the seats still free."""

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.long_lists import search_student
from openrotations.placements.planner.cohort.search.plan_search import PATIENCE, Rules
from openrotations.placements.planner.cohort.search.pricing import (
    Aim,
    Prices,
    Pricing,
    fill_worth,
    no_prices,
    seat_plans,
)
from openrotations.placements.planner.cohort.search.seating import Seating
from openrotations.placements.planner.compiled import compiled

SHUTTER = 1e18
"""The price of a limit that allows nobody more."""


def hardest_first(pricing: Pricing) -> Ints:
    """The students in the order of how few candidates they have."""
    return np.argsort(np.diff(pricing.candidates.first), kind="stable")


def by_arrival(arrivals: list[int]) -> Ints:
    """First come, first served."""
    return np.argsort(np.array(arrivals, np.int64), kind="stable")


def place_in_order(seating: Seating, order: Ints, aim: Aim, prices: Prices | None = None) -> None:
    """Give each student of `order` the best plan on the free seats, in that order, in place of what they have.

    With prices, "best" counts what the seats are worth to others; a plan that costs more than it brings is
    still taken when nothing better is free, as long as it brings something.
    """
    pricing = seating.pricing
    free = no_prices(pricing.candidates)
    seating.empty(order)
    for given in (prices, None) if prices else (None,):
        waiting = order[seating.plans[order, 0] < 0]
        place_students(
            pricing.rules,
            waiting,
            pricing.gains,
            aim.numbers,
            pricing.candidates.move_cost,
            (given or free).cells,
            (given or free).limits,
            seating.free,
            seating.limits_left,
            seating.plans,
        )


@compiled
def place_students(
    rules: Rules,
    order: Ints,
    gains: Floats,
    numbers: Floats,
    move_cost: int,
    cells: Floats,
    limits: Floats,
    free: SmallInts,
    limits_left: Ints,
    plans: SmallInts,
) -> None:
    """Write the best plan of each student into `plans` and take its seats. The students have none before."""
    needed = 0
    for student in order:
        needed = max(needed, rules.needed[student])
    to_go = np.empty((rules.weeks + 1, needed + 1))
    worth = np.empty(len(rules.offering))
    value, best = np.empty(1), np.empty((1, plans.shape[1]), np.int32)
    own = np.empty(1, np.int64)
    limit_price = limits.copy()
    for student in order:
        own[0] = student
        fill_worth(rules, own, gains, numbers, cells, free, worth)
        for at in range(rules.limit_first[student], rules.limit_first[student + 1]):
            limit = rules.limit_of[at]
            limit_price[limit] = limits[limit] if limits_left[limit] > 0 else SHUTTER
        move_price = max(0.0, -numbers[4]) * move_cost
        kept, _ = search_student(
            rules, student, worth, numbers[0], move_price, limit_price, 0.0, to_go, value, best, PATIENCE
        )
        if kept:
            plans[student] = best[0]
            seat_plans(rules, best, -1, own, free, limits_left)
