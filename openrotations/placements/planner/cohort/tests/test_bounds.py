"""Prices, the linear program and what they prove; exchange and the last pass keep what they promise."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import LEVELS, Instance, Solution, solution_json
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.search.candidates import candidates_of
from openrotations.placements.planner.cohort.search.course import Course, Progress
from openrotations.placements.planner.cohort.search.exchange import exchange
from openrotations.placements.planner.cohort.search.greedy import hardest_first, place_in_order
from openrotations.placements.planner.cohort.search.growth import columns_within, grow
from openrotations.placements.planner.cohort.search.levels import floors_of, level_aim
from openrotations.placements.planner.cohort.search.master import Master
from openrotations.placements.planner.cohort.search.neighbourhoods import improve_around
from openrotations.placements.planner.cohort.search.prices import PriceSearch, regrets_at, safe_bound
from openrotations.placements.planner.cohort.search.pricing import Pricing, blend_of
from openrotations.placements.planner.cohort.search.rows import scarce_cells
from openrotations.placements.planner.cohort.search.seating import Seating, seating_of
from openrotations.placements.planner.cohort.search.tidy import SIGNS, tidy
from openrotations.placements.planner.cohort.tests.small import blend_of as blend_of_totals
from openrotations.placements.planner.cohort.tests.small import brute_force, brute_force_blend, cohorts

SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def placed_greedily(instance: Instance) -> Seating:
    pricing = Pricing(candidates_of(instance))
    seating = Seating(pricing)
    place_in_order(seating, hardest_first(pricing), blend_of(instance.weights))
    return seating


def course_of(seating: Seating, instance: Instance) -> Course:
    return Course(seating, blend_of(instance.weights), 20, None)


@SOME
@given(cohorts(limits=True))
def test_no_prices_give_a_bound_below_the_best(instance: Instance) -> None:
    best = blend_of_totals(instance, tuple(brute_force_blend(instance).objectives.values()))
    seating = placed_greedily(instance)
    search = PriceSearch(seating.pricing, blend_of(instance.weights))
    for _ in range(15):
        assert search.step(seating.value(blend_of(instance.weights))) >= best
    regrets = regrets_at(seating.pricing, blend_of(instance.weights), search.prices, search.gains, seating.plans)
    assert np.all(regrets >= -1e-6)


@SOME
@given(cohorts(limits=True))
def test_the_linear_program_bounds_each_level_given_the_earlier_ones(instance: Instance) -> None:
    best = brute_force(instance)
    pricing = Pricing(candidates_of(instance))
    seating = seating_of(pricing, best.solution)
    master = Master(pricing)
    course = course_of(seating, instance)
    master.pool.add(np.arange(len(seating.plans)), seating.plans)
    for place, level in enumerate(LEVELS):
        proof, _ = grow(master, course, level_aim(level), floors_of(seating, LEVELS[:place]), enough=-np.inf, near=1e-4)
        assert proof is not None
        assert proof.bound >= SIGNS[place] * best.objectives[level]


@SOME
@given(cohorts(limits=True))
def test_the_best_plan_is_among_the_columns_that_matter(instance: Instance) -> None:
    aim, seating = blend_of(instance.weights), placed_greedily(instance)
    best = brute_force_blend(instance)
    course, master = course_of(seating, instance), Master(seating.pricing)
    proof, _ = grow(master, course, aim, [], enough=-np.inf, near=1e-6)
    assert proof is not None
    columns, complete = columns_within(master, proof, proof.bound - course.value)
    assert complete
    columns.add(np.arange(len(seating.plans)), seating.plans)
    plans, _ = master.choose(columns, aim, [], course, seating.plans, seconds=5)
    assert plans is not None
    chosen = Seating(seating.pricing)
    chosen.put(np.arange(len(plans)), plans)
    assert chosen.feasible
    assert chosen.value(aim) == pytest.approx(blend_of_totals(instance, tuple(best.objectives.values())))


@SOME
@given(cohorts(), st.integers(0, 1000))
def test_what_fits_the_scarce_cells_fits_all(instance: Instance, seed: int) -> None:
    pricing = Pricing(candidates_of(instance))
    scarce = scarce_cells(pricing.candidates)
    draw = np.random.default_rng(seed)
    for _ in range(5):
        seating = Seating(pricing)
        for student in range(pricing.candidates.students):
            if own := pricing.candidates.of(student):
                plan = np.full((1, pricing.candidates.width), -1, np.int32)
                plan[0, 0] = draw.choice(own)
                seating.put(np.array([student]), plan)
        assert (seating.free.min(initial=0) < 0) == (seating.free[scarce].min(initial=0) < 0)


def test_a_bound_is_raised_by_what_adding_floats_can_lose() -> None:
    gains = np.full(10_000, 0.1)
    assert safe_bound(gains, 0.0) >= sum(gains.tolist())
    assert safe_bound(gains, -1e3) - (gains.sum() - 1e3) > 1e-8


@pytest.mark.parametrize("warmth", [0.0, 300.0])
def test_an_exchange_keeps_seats_and_never_loses_when_cold(warmth: float) -> None:
    instance = cohort_to_try(students=40, offerings=10, seed=4, tightness=2.0, states=2)
    seating, aim = placed_greedily(instance), blend_of(instance.weights)
    search = PriceSearch(seating.pricing, aim)
    for _ in range(20):
        search.step(seating.value(aim))
    regrets = regrets_at(seating.pricing, aim, search.prices, search.gains, seating.plans)
    before = seating.value(aim)
    exchange(seating, aim, search.prices, regrets, 800, 1, warmth)
    recounted = Seating(seating.pricing)
    recounted.put(np.arange(len(seating.plans)), seating.plans)
    assert seating.feasible
    assert np.array_equal(recounted.free, seating.free)
    assert np.array_equal(recounted.limits_left, seating.limits_left)
    assert warmth > 0 or seating.value(aim) > before


def test_a_group_placed_anew_keeps_the_rules_and_never_loses() -> None:
    instance = cohort_to_try(students=60, offerings=15, seed=9, tightness=1.2)
    seating = placed_greedily(instance)
    course, search = course_of(seating, instance), PriceSearch(seating.pricing, blend_of(instance.weights))
    for _ in range(20):
        search.step(course.value)
    rows, draw, before = Master(seating.pricing), np.random.default_rng(1), course.value
    better = [improve_around(course, rows, search, draw) for _ in range(4)]
    assert any(better)
    assert course.value > before
    recounted = Seating(seating.pricing)
    recounted.put(np.arange(len(seating.plans)), course.best.plans)
    assert recounted.feasible


def test_after_the_last_pass_no_free_seat_is_better_for_anybody() -> None:
    instance = cohort_to_try(students=40, offerings=10, seed=6, states=2)
    seating = placed_greedily(instance)
    seating.empty(np.arange(10))
    before = seating.measures().sum(axis=0)
    assert tidy(seating, instance.objectives) > 0
    assert tidy(seating, instance.objectives) == 0
    after = seating.measures().sum(axis=0)
    assert tuple(np.array(SIGNS) * after) > tuple(np.array(SIGNS) * before)
    plans = {student.id: seating.placed(number) for number, student in enumerate(instance.students)}
    solution = solution_json(Solution(instance=instance.name, plans=plans))
    verdict = check_plan(instance.model_dump(mode="json"), solution)
    assert (verdict.faults, verdict.free_seats) == ((), ())


def test_a_course_keeps_the_best_and_ends_at_the_watchers_word() -> None:
    instance = cohort_to_try(students=5, offerings=3, seed=1)
    seating = placed_greedily(instance)
    heard: list[Progress] = []

    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) < 2

    course = Course(seating, blend_of(instance.weights), 20, watch)
    assert course.gap == 1.0
    assert course.going("one")
    course.bounded(course.value)
    course.bounded(course.value + 1)
    assert course.gap == 0.0
    worse = seating.copy()
    worse.empty(np.arange(5))
    assert not course.offer(worse)
    assert not course.going("two")
    assert not course.going("three")
    assert (course.left, course.stopped, len(heard)) == (0.0, True, 2)
