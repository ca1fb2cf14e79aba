"""What each rule costs: how many more students could be fully placed if it were put aside.

Two numbers that hold for sure stand for the one nobody knows. `at_least` students get a full plan on the seats
left, with nobody else moved. `at_most` comes from the prices of seats: a bound on every plan without the rule,
less what is placed now.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from openrotations.placements.planner.cohort.files.formats import Instance, Limits, Offering, Solution, Student
from openrotations.placements.planner.cohort.search.candidates import candidates_of
from openrotations.placements.planner.cohort.search.greedy import hardest_first
from openrotations.placements.planner.cohort.search.prices import PriceSearch
from openrotations.placements.planner.cohort.search.pricing import Aim, Prices, Pricing
from openrotations.placements.planner.cohort.search.seating import Seating, seating_of

type RelaxedRule = Literal["budget", "moves", "rotations", "window", "requirement", "state", "seat"]
STEPS = 40
FULLY = Aim(full=1.0)
PLENTY = 1_000_000_000
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class RulePrice:
    """Without this rule, between `at_least` and `at_most` more students could be fully placed.

    budget, moves, rotations: no limit on them. window: every window a week longer at each end. requirement: every
    requirement and score met. state: no limits on states. seat: one more seat at every offering in every week
    in which it has any.
    """

    rule: RelaxedRule
    at_least: int
    at_most: int


def rule_prices(instance: Instance, solution: Solution, *, steps: int = STEPS) -> list[RulePrice]:
    """The price of each rule that the cohort has, the dearest first. `steps` sharpen `at_most`."""
    now = _fully(seating_of(Pricing(candidates_of(instance)), solution))
    found = []
    for rule, relaxed in relaxed_cohorts(instance):
        pricing = Pricing(candidates_of(relaxed))
        seating = seating_of(pricing, solution)
        more = _place_more(seating)
        search = PriceSearch(pricing, FULLY)
        for _ in range(steps):
            search.step(float(now + more))
        at_most = min(len(instance.students), math.floor(search.bound + ROUNDING)) - now
        found.append(RulePrice(rule, more, max(more, at_most)))
    return sorted(found, key=lambda price: (-price.at_least, -price.at_most, price.rule))


def _fully(seating: Seating) -> int:
    return int(seating.measures()[:, 0].sum()) if len(seating.plans) else 0


def _place_more(seating: Seating) -> int:
    """Give full plans to students who have none, one after the other, hardest first; how many got one."""
    full = seating.measures()[:, 0] if len(seating.plans) else np.zeros(0)
    more = 0
    for student in hardest_first(seating.pricing).tolist():
        if full[student]:
            continue
        me = np.array([student])
        before = seating.plans[me].copy()
        seating.empty(me)
        closed = np.where(seating.limits_left > 0, 0.0, np.inf)
        free_of_charge = Prices(np.zeros(len(seating.free)), closed)
        best = seating.pricing.best(me, FULLY, free_of_charge, free=seating.free)
        seating.put(me, best.plans[:, 0] if best.counts[0] else before)
        more += int(best.counts[0] > 0)
    return more


def relaxed_cohorts(instance: Instance) -> Iterator[tuple[RelaxedRule, Instance]]:
    """The cohort without each of the rules that it has."""
    changes: dict[RelaxedRule, Callable[[Student], dict[str, object]]] = {
        "budget": lambda _: {"budget": PLENTY},
        "moves": lambda _: {"max_moves": instance.weeks},
        "rotations": lambda _: {"max_rotations": instance.weeks},
        "window": lambda student: {"windows": _longer(student.windows, instance.weeks)},
    }
    for rule, change in changes.items():
        students = tuple(each.model_copy(update=change(each)) for each in instance.students)
        yield rule, instance.model_copy(update={"students": students})
    if any(offering.requires or offering.min_score for offering in instance.offerings):
        yield "requirement", _with_offerings(instance, lambda each: {"requires": (), "min_score": -PLENTY})
    if instance.limits != Limits():
        yield "state", instance.model_copy(update={"limits": Limits()})
    yield "seat", _with_offerings(instance, lambda each: {"capacity": tuple(n + (n > 0) for n in each.capacity)})


def _with_offerings(instance: Instance, change: Callable[[Offering], dict[str, object]]) -> Instance:
    offerings = tuple(each.model_copy(update=change(each)) for each in instance.offerings)
    return instance.model_copy(update={"offerings": offerings})


def _longer(windows: tuple[tuple[int, int], ...], weeks: int) -> tuple[tuple[int, int], ...]:
    """Every window a week longer at each end, and those that meet made one."""
    longer: list[tuple[int, int]] = []
    for first, end in sorted((max(0, first - 1), min(weeks, end + 1)) for first, end in windows):
        if longer and first <= longer[-1][1]:
            longer[-1] = (longer[-1][0], max(end, longer[-1][1]))
        else:
            longer.append((first, end))
    return tuple(longer)
