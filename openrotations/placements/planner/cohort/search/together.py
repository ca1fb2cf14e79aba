"""The very last pass: friends who wish to go together share as many weeks in one city as free seats allow.

Being together costs the two of them alone. Each keeps the weeks they have; all others keep their plans. What it may
cost the two in ranks is theirs to say: a shared week is worth `Weights.together` units of rank cost.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from openrotations.placements.planner.cohort.files.formats import Weights
from openrotations.placements.planner.cohort.search.candidates import Ints, SmallInts
from openrotations.placements.planner.cohort.search.pricing import Aim, Prices, Pricing, blend_of, measured
from openrotations.placements.planner.cohort.search.seating import Seating

FIRST_PLANS = 60
"""So many plans of one friend are tried; the other answers each with the best plan beside it."""
MOST_PASSES = 5
"""A friend of two others may follow one and then the other: this ends it."""
SLACK = 1e-6

type Pairs = Sequence[tuple[int, int]]


def bring_together(seating: Seating, pairs: Pairs, weights: Weights, cities: Ints) -> int:
    """Change the plans of friends, in place; how many pairs have other plans now.

    `pairs` are positions of students, `cities` the number of the city of each offering, -1 for none.
    """
    meeting = _Meeting(seating, weights, cities)
    changed = 0
    for _ in range(MOST_PASSES):
        now = sum(meeting.improve(one, other) for one, other in pairs)
        changed += now
        if not now:
            break
    return changed


class _Meeting:
    def __init__(self, seating: Seating, weights: Weights, cities: Ints) -> None:
        self._seating, self._cities = seating, cities
        self._aim: Aim = blend_of(weights)
        self._share = (weights.rank_cost or 1.0) * weights.together
        self._pricing: Pricing = seating.pricing

    def improve(self, one: int, other: int) -> bool:
        """Give the two the best pair of plans found on their own and the free seats, if it is better for them."""
        pair = np.array([one, other])
        held = self._seating.plans[pair]
        least = self._kept(pair, held)
        self._seating.empty(pair)
        best, most = held, self._worth(pair, held) + SLACK
        for found in self._tries(pair, held):
            worth = self._worth(pair, found)
            if worth > most and (self._kept(pair, found) >= least).all():
                best, most = found, worth
        self._seating.put(pair, best)
        return best is not held

    def _tries(self, pair: Ints, held: SmallInts) -> Iterator[SmallInts]:
        """Pairs of plans that find seats: each plan of one, with what the other does best beside it."""
        for first in (0, 1):
            leader = pair[first : first + 1]
            found = self._best(leader, None, FIRST_PLANS)
            for plan in (held[first], *found):
                self._seating.put(leader, plan[None, :])
                answers = self._best(pair[1 - first : 2 - first], plan, 1)
                self._seating.empty(leader)
                for answer in answers:
                    yield np.stack((plan, answer) if first == 0 else (answer, plan))

    def _best(self, student: Ints, beside: SmallInts | None, most: int) -> SmallInts:
        """The student's best plans on the free seats; weeks in a city where `beside` is count more."""
        candidates = self._pricing.candidates
        paid = np.zeros((len(candidates.offering_ids), candidates.weeks))
        for c in () if beside is None else beside[beside >= 0].tolist():
            city = self._cities[candidates.offering[c]]
            weeks = slice(int(candidates.start[c]), int(candidates.start[c] + candidates.length[c]))
            if city >= 0:
                paid[self._cities == city, weeks] = -self._share
        limits = np.where(self._seating.limits_left > 0, 0.0, np.inf)
        prices = Prices(paid.reshape(-1), limits)
        found = self._pricing.best(student, self._aim, prices, most=most, free=self._seating.free)
        plans: SmallInts = found.plans[0, : int(found.counts[0])]
        return plans

    def _worth(self, pair: Ints, plans: SmallInts) -> float:
        return float((self._measures(pair, plans) @ self._aim.numbers).sum()) + self._share * self._shared(plans)

    def _kept(self, pair: Ints, plans: SmallInts) -> Ints:
        """Fully placed, and weeks, of each of the two."""
        return self._measures(pair, plans)[:, :2]

    def _measures(self, pair: Ints, plans: SmallInts) -> Ints:
        pricing = self._pricing
        return measured(pricing.rules, pricing.gains, pricing.candidates.move_cost, pair, plans)

    def _shared(self, plans: SmallInts) -> int:
        """Weeks in which both are in one city."""
        one, other = (self._city_by_week(plan) for plan in plans)
        return int(((one >= 0) & (one == other)).sum())

    def _city_by_week(self, plan: SmallInts) -> Ints:
        candidates = self._pricing.candidates
        cities: Ints = np.full(candidates.weeks, -1, np.int64)
        for c in plan[plan >= 0].tolist():
            cities[candidates.start[c] : candidates.start[c] + candidates.length[c]] = self._cities[
                candidates.offering[c]
            ]
        return cities


def cities_of(names: Sequence[str]) -> Ints:
    """A number for each city; -1 for a name left empty."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for name in names if name))}
    return np.array([numbers.get(name, -1) for name in names], np.int64)
