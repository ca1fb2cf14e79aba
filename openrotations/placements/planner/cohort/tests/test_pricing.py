"""Candidates, plans and prices against the oracle's own list of every plan."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort.files.formats import Instance, Placed
from openrotations.placements.planner.cohort.search.candidates import Candidates, candidates_of
from openrotations.placements.planner.cohort.search.greedy import by_arrival, hardest_first, place_in_order
from openrotations.placements.planner.cohort.search.pricing import Prices, Pricing, blend_of, no_prices
from openrotations.placements.planner.cohort.search.seating import Seating, plan_of
from openrotations.placements.planner.cohort.tests.small import blend_of as blend_of_totals
from openrotations.placements.planner.cohort.tests.small import brute_force_blend, cohorts, every_plan, totals_of

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ALL = 4000


def some_prices(candidates: Candidates, seed: int) -> Prices:
    """Prices of all sizes, many of them 0."""
    draw = np.random.default_rng(seed)
    sizes = (len(candidates.capacity), len(candidates.limit_most))
    steps = np.array([0.0, 0.0, 300.0, 1500.0, 9000.0])
    return Prices(*(steps[draw.integers(len(steps), size=size)] for size in sizes))


def price_of(instance: Instance, candidates: Candidates, student: int, plan: tuple[Placed, ...], at: Prices) -> float:
    """What the seats of a plan cost, and its places under limits, by the words of the rules."""
    offerings = {offering.id: number for number, offering in enumerate(instance.offerings)}
    price = 0.0
    for placed in plan:
        first = offerings[placed.offering] * instance.weeks + placed.start
        price += float(at.cells[first : first + placed.length].sum())
    for number, limit in enumerate(instance.limits.students_in_state):
        price += float(at.limits[number]) * (
            limit.concerns(instance.students[student])
            and any(
                limit.counts(instance.offerings[offerings[placed.offering]], placed.start, placed.length)
                for placed in plan
            )
        )
    return price


def seats_exist(instance: Instance, plan: tuple[Placed, ...]) -> bool:
    seats = {offering.id: offering.capacity for offering in instance.offerings}
    return all(min(seats[placed.offering][placed.start : placed.start + placed.length]) > 0 for placed in plan)


@FEW
@given(cohorts(limits=True), st.integers(0, 1000))
def test_the_best_plans_are_all_plans_in_order_of_worth(instance: Instance, seed: int) -> None:
    candidates = candidates_of(instance)
    pricing, prices = Pricing(candidates), some_prices(candidates, seed)
    everyone = np.arange(candidates.students)
    floors = np.full(candidates.students, -1e12)
    found = pricing.best(everyone, blend_of(instance.weights), prices, most=ALL, floors=floors)
    for number, student in enumerate(instance.students):
        plans = [plan for plan in every_plan(instance, student) if plan and seats_exist(instance, plan)]
        worth = {
            plan: blend_of_totals(instance, totals_of(instance, student, plan))
            - price_of(instance, candidates, number, plan, prices)
            for plan in plans
        }
        values = found.values[number, : found.counts[number]]
        rows = found.plans[number, : found.counts[number]]
        as_placed = [tuple(candidates.placement(c) for c in row if c >= 0) for row in rows]
        assert sorted(as_placed) == sorted(plans)
        assert np.allclose(values, [worth[plan] for plan in as_placed])
        assert np.all(np.diff(values) <= 0)


@FEW
@given(cohorts(limits=True), st.integers(0, 1000), st.integers(1, 3))
def test_a_few_best_plans_are_the_first_of_all(instance: Instance, seed: int, most: int) -> None:
    candidates = candidates_of(instance)
    pricing, prices = Pricing(candidates), some_prices(candidates, seed)
    everyone, aim = np.arange(candidates.students), blend_of(instance.weights)
    every = pricing.best(everyone, aim, prices, most=ALL)
    few = pricing.best(everyone, aim, prices, most=most)
    assert np.array_equal(few.counts, np.minimum(every.counts, most))
    floors = np.full(candidates.students, 2500.0)
    high = pricing.best(everyone, aim, prices, most=ALL, floors=floors)
    for number in everyone:
        kept = few.counts[number]
        assert np.allclose(few.values[number, :kept], every.values[number, :kept])
        above = every.values[number, : every.counts[number]]
        assert high.counts[number] == (above > 2500.0).sum()


@FEW
@given(cohorts(limits=True))
def test_a_full_cell_and_a_closed_limit_are_left_alone(instance: Instance) -> None:
    candidates = candidates_of(instance)
    pricing, closed = Pricing(candidates), no_prices(candidates)
    free = candidates.capacity.copy()
    free[::3] = 0
    closed.limits[::2] = np.inf
    everyone = np.arange(candidates.students)
    found = pricing.best(everyone, blend_of(instance.weights), closed, most=5, free=free)
    seating = Seating(pricing)
    for number in everyone:
        for plan in found.plans[number, : found.counts[number]]:
            seating.put(np.array([number]), plan[None, :])
            assert np.all(seating.free[::3] == candidates.capacity[::3])
            assert np.all(seating.limits_left[::2] == candidates.limit_most[::2])


@FEW
@given(cohorts(limits=True), st.integers(0, 1000))
def test_one_after_another_keeps_every_rule(instance: Instance, seed: int) -> None:
    candidates = candidates_of(instance)
    pricing, aim = Pricing(candidates), blend_of(instance.weights)
    orders = [hardest_first(pricing), by_arrival([student.arrival for student in instance.students])]
    best = blend_of_totals(instance, tuple(brute_force_blend(instance).objectives.values()))
    for order in orders:
        for prices in (None, some_prices(candidates, seed)):
            seating = Seating(pricing)
            place_in_order(seating, order, aim, prices)
            assert seating.feasible
            assert 0 <= seating.value(aim) <= best + 1e-6
            assert np.isclose(seating.value(aim), np.sum(seating.values(aim)))


@FEW
@given(cohorts(limits=True))
def test_a_plan_is_known_by_its_placements_and_only_if_the_rules_allow_it(instance: Instance) -> None:
    candidates = candidates_of(instance)
    pricing = Pricing(candidates)
    for number, student in enumerate(instance.students):
        allowed = {plan for plan in every_plan(instance, student) if plan and seats_exist(instance, plan)}
        for plan in allowed:
            row = plan_of(pricing, number, plan)
            assert row is not None
            assert tuple(candidates.placement(c) for c in row if c >= 0) == plan
        single = [candidates.placement(c) for c in candidates.of(number)]
        for first in single:
            for second in single:
                pair = tuple(sorted({first, second}, key=lambda placed: placed.start))
                assert (plan_of(pricing, number, pair) is not None) == (pair in allowed)
