"""Prices for seats, and the bound they prove.

Give every seat a price and let each student take the plan that is worth most after paying: what they gain in all,
plus the price of every seat there is, is never less than the best possible plan (Lagrangian relaxation). The
prices are improved by subgradient steps in the directions of Camerini, Fratta and Maffioli (1975), with the step
length of Polyak (1969).
"""

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.pricing import (
    Aim,
    Prices,
    Pricing,
    fill_worth,
    no_prices,
    seat_plans,
    values_at,
)

ROUNDING = 1e-10
"""A bound is raised by this share of the sum of all its parts: far above what adding floats can lose."""
PATIENCE = 4
SHORTER = 0.7
LEAST_GAIN = 1e-6
DEFLECTION = 1.5
NEAR = 0.003
"""The best plan is taken to be at most this share below the bound: a poor plan must not make the steps too long."""


def safe_bound(gains: Floats, paid: float) -> float:
    """The bound from each student's gain and from what all seats cost, safe against rounding."""
    return float(gains.sum() + paid + ROUNDING * (np.abs(gains).sum() + abs(paid) + 1.0))


class PriceSearch:
    """Looks for prices with a low bound, step by step.

    `bound` and `prices` are the best so far; `gains` is what each student gains at those prices.
    """

    def __init__(self, pricing: Pricing, aim: Aim, start: Prices | None = None) -> None:
        candidates = pricing.candidates
        self.pricing, self._aim = pricing, aim
        self._everyone = np.arange(candidates.students)
        self._now = start or no_prices(candidates)
        self._plans: SmallInts = np.full((candidates.students, candidates.width), -1, np.int32)
        self._direction: Floats | None = None
        self._since = 0
        self.stride = 1.0
        self.steps = 0
        self.prices = self._now
        self.bound = np.inf
        self.gains: Floats = np.zeros(candidates.students)

    @property
    def plans(self) -> SmallInts:
        """What each student chose at the prices tried last, whether or not there are seats."""
        return self._plans

    def step(self, target: float) -> float:
        """Try one more set of prices, steering towards `target`, the value of a plan; the best bound."""
        gains = self._choose()
        bound = safe_bound(gains, self._now.paid(self.pricing.candidates))
        self._since = 0 if bound < self.bound - LEAST_GAIN * abs(self.bound) else self._since + 1
        if bound < self.bound:
            self.bound, self.prices, self.gains = bound, self._now, gains
        if self._since >= PATIENCE:
            self.stride, self._since = self.stride * SHORTER, 0
        self._move(max(bound - max(target, self.bound - NEAR * abs(self.bound)), 0.0))
        self.steps += 1
        return self.bound

    def _choose(self) -> Floats:
        """Let each student choose at the prices of now; what each gains."""
        pricing, aim, now = self.pricing, self._aim, self._now
        worth = np.empty(len(pricing.candidates.offering))
        fill_worth(pricing.rules, self._everyone, pricing.gains, aim.numbers, now.cells, None, worth)
        move_price = max(0.0, -aim.money) * pricing.candidates.move_cost
        kept = values_at(pricing.rules, self._everyone, self._plans, worth, aim.full, move_price, now.limits)
        self._plans[kept < 0] = -1
        kept = np.maximum(kept, 0.0)
        found = pricing.best(self._everyone, aim, now, floors=kept)
        better = found.counts > 0
        self._plans[better] = found.plans[better, 0]
        return np.maximum(np.where(better, found.values[:, 0], kept), found.missed)

    def _move(self, distance: float) -> None:
        candidates = self.pricing.candidates
        used, counted = np.zeros(len(self._now.cells), np.int32), np.zeros(len(self._now.limits), np.int64)
        seat_plans(self.pricing.rules, self._plans, 1, self._everyone, used, counted)
        over = np.concatenate((used - candidates.capacity, counted - candidates.limit_most)).astype(np.float64)
        now = np.concatenate((self._now.cells, self._now.limits))
        over[(now <= 0) & (over < 0)] = 0.0
        direction = over
        if self._direction is not None and (length := float(self._direction @ self._direction)):
            against = float(self._direction @ over)
            direction = over + max(0.0, -DEFLECTION * against / length) * self._direction
        self._direction = direction
        size = float(direction @ direction)
        if size:
            now = np.maximum(0.0, now + self.stride * distance / size * direction)
        cells = len(self._now.cells)
        self._now = Prices(now[:cells], now[cells:])


def regrets_at(pricing: Pricing, aim: Aim, prices: Prices, gains: Floats, plans: SmallInts) -> Floats:
    """How much more each student could gain at these prices than with their plan."""
    everyone: Ints = np.arange(len(plans))
    worth = np.empty(len(pricing.candidates.offering))
    fill_worth(pricing.rules, everyone, pricing.gains, aim.numbers, prices.cells, None, worth)
    move_price = max(0.0, -aim.money) * pricing.candidates.move_cost
    return gains - values_at(pricing.rules, everyone, plans, worth, aim.full, move_price, prices.limits)
