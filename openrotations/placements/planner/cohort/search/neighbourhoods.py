"""Neighbourhoods: some forty students who compete, placed anew all at once in whole numbers.

What an exchange one by one does not find, because several must move together, the small program finds: over the
plans that are best for each of them at the current prices, on the seats that all others leave free.
"""

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Floats
from openrotations.placements.planner.cohort.search.course import Course
from openrotations.placements.planner.cohort.search.exchange import group_around
from openrotations.placements.planner.cohort.search.master import Columns, Master
from openrotations.placements.planner.cohort.search.prices import PriceSearch, regrets_at
from openrotations.placements.planner.cohort.search.pricing import Prices

SMALLEST_GROUP, LARGEST_GROUP = 12, 40
PLANS_EACH = 60
SECONDS_EACH = 2.0
ANY = -1e18


def improve_around(course: Course, master: Master, search: PriceSearch, draw: np.random.Generator) -> bool:
    """Place one group anew, around a student drawn by regret; whether the best plan became better."""
    regrets = regrets_at(master.pricing, course.aim, search.prices, search.gains, course.best.plans)
    if not len(master.pricing.candidates.offering):
        return False
    first = _drawn(np.maximum(regrets, 0.0) + 1e-9, draw)
    pricing, best = master.pricing, course.best
    group = group_around(
        pricing.rules,
        pricing.gains,
        course.aim.numbers,
        search.prices.cells,
        best.plans,
        first,
        int(draw.integers(SMALLEST_GROUP, LARGEST_GROUP + 1)),
        int(draw.integers(2**31)),
    )
    room = best.copy()
    room.empty(group)
    closed = Prices(search.prices.cells, np.where(room.limits_left > 0, search.prices.limits, np.inf))
    found = pricing.best(group, course.aim, closed, most=PLANS_EACH, floors=np.full(len(group), ANY), free=room.free)
    row, rank = np.nonzero(np.arange(PLANS_EACH)[None, :] < found.counts[:, None])
    columns = Columns(pricing)
    columns.add(group[row], found.plans[row, rank])
    columns.add(group, best.plans[group])
    held = np.full_like(best.plans, -1)
    held[group] = best.plans[group]
    plans, _ = master.choose(columns, course.aim, [], course, held, SECONDS_EACH, room)
    if plans is None:
        return False
    room.put(group, plans[group])
    return course.offer(room)


def _drawn(weights: Floats, draw: np.random.Generator) -> int:
    total = np.cumsum(weights)
    return min(int(np.searchsorted(total, draw.random() * total[-1])), len(weights) - 1)
