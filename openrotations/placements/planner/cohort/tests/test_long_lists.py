"""Students who list everything, for the whole year: found exactly where it can be, bounded honestly where not."""

import time
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import Instance, Preference, Student, solution_json
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.search.candidates import candidates_of
from openrotations.placements.planner.cohort.search.course import Progress
from openrotations.placements.planner.cohort.search.long_lists import needed_for, only_these
from openrotations.placements.planner.cohort.search.plan_search import NOTHING, search_narrow
from openrotations.placements.planner.cohort.search.pricing import Prices, Pricing, blend_of, fill_worth
from openrotations.placements.planner.cohort.search.solve import plan_cohort
from openrotations.placements.planner.cohort.tests.small import blend_of as blend_of_totals
from openrotations.placements.planner.cohort.tests.small import brute_force_blend, cohorts
from openrotations.placements.planner.cohort.tests.test_pricing import some_prices

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
GUARD = 60.0
"""Seconds of work after which a search of a few seconds is taken to hang; a busy machine does not count."""


def searched(pricing: Pricing, student: int, worth: Any, prices: Prices, most: int, floor: float) -> Any:
    """The best values of a student, found among all candidates and among those that are needed."""
    rules = pricing.rules
    to_go = np.empty((rules.weeks + 1, int(rules.needed[student]) + 1))
    found = []
    for narrow in (False, True):
        chosen = np.arange(rules.first[student], rules.first[student + 1])
        if narrow:
            enough = most + pricing.candidates.width - 1
            chosen = needed_for(rules, student, worth, BONUS, floor, to_go, enough)
        values, plans = np.empty(most), np.full((most, pricing.candidates.width), -1, np.int32)
        few = only_these(rules, student, chosen)
        kept, missed = search_narrow(
            few, 0, worth[chosen], BONUS, MOVE_PRICE, prices.limits, floor, to_go, values, plans, 10**9
        )
        assert missed == NOTHING
        found.append(values[:kept])
    return found


BONUS, MOVE_PRICE = 20000.0, 0.15


@FEW
@given(cohorts(limits=True), st.integers(0, 1000), st.sampled_from([1, 2, 5]), st.sampled_from([-1e12, 0.0, 9e3]))
def test_no_plan_asked_for_is_lost_by_leaving_candidates_out(
    instance: Instance, seed: int, most: int, floor: float
) -> None:
    candidates = candidates_of(instance)
    pricing, prices = Pricing(candidates), some_prices(candidates, seed)
    worth = np.empty(len(candidates.offering))
    everyone = np.arange(candidates.students)
    fill_worth(pricing.rules, everyone, pricing.gains, blend_of(instance.weights).numbers, prices.cells, None, worth)
    for student in everyone.tolist():
        every, few = searched(pricing, student, worth, prices, most, floor)
        assert few == pytest.approx(every)


@FEW
@given(cohorts(limits=True), st.integers(1, 30))
def test_a_search_that_ends_early_says_how_much_it_can_have_missed(instance: Instance, steps: int) -> None:
    candidates = candidates_of(instance)
    aim, free = blend_of(instance.weights), some_prices(candidates, 0)
    everyone = np.arange(candidates.students)
    whole = Pricing(candidates).best(everyone, aim, free)
    short = Pricing(candidates, patience=steps).best(everyone, aim, free)
    best = np.where(whole.counts > 0, whole.values[:, 0], 0.0)
    reached = np.where(short.counts > 0, short.values[:, 0], 0.0)
    assert np.all(np.maximum(reached, short.missed) >= best - 1e-9)
    assert np.all(reached <= best + 1e-9)


@settings(FEW, max_examples=15)
@given(cohorts(limits=True), st.integers(1, 30))
def test_what_an_impatient_search_claims_is_true(instance: Instance, steps: int) -> None:
    with patch("openrotations.placements.planner.cohort.search.solve.Pricing", lambda each: Pricing(each, steps)):
        claims = plan_cohort(instance, seconds=0.2).solution.claims
    best = brute_force_blend(instance)
    assert claims is not None
    assert claims.blend_bound is None or claims.blend_bound >= blend_of_totals(
        instance, tuple(best.objectives.values())
    )


def with_a_long_list(instance: Instance, students: int = 1, **changes: Any) -> Instance:
    """The cohort, but the first students list every offering, for the whole year."""
    wishes = tuple(Preference(each.id, rank, 50) for rank, each in enumerate(instance.offerings, 1))
    facts = tuple({fact for each in instance.offerings for fact in each.requires})
    anything: dict[str, Any] = {
        "windows": ((0, instance.weeks),), "budget": 10**6, "max_moves": 60, "max_rotations": 60, "weeks_needed": 48,
        "min_weeks": 4, "score": 100, "facts": facts, "prefs": wishes,
    }  # fmt: skip

    def changed(number: int, student: Student) -> Student:
        return student.model_copy(update=anything | changes) if number < students else student

    listed = tuple(changed(number, student) for number, student in enumerate(instance.students))
    return instance.model_copy(update={"students": listed})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"max_moves": 0},
        {"budget": 9000},
        {"min_weeks": 48, "max_rotations": 7},
        {"weeks_needed": 12, "max_moves": 1},
    ],
    ids=["anything", "one city", "little money", "all or nothing", "twelve weeks"],
)
def test_a_student_who_lists_everything_does_not_hold_up_the_others(changes: dict[str, Any]) -> None:
    instance = with_a_long_list(cohort_to_try(students=20, offerings=300, seed=3), **changes)
    began = time.process_time()
    planned = plan_cohort(instance, seconds=3)
    assert time.process_time() - began < GUARD
    assert check_plan(instance.model_dump(mode="json"), solution_json(planned.solution)).is_sound
    claims = planned.solution.claims
    assert claims is not None and claims.blend_bound is not None
    assert claims.blend_bound >= (claims.blend or 0.0)
    assert planned.solution.plans["s1"]


def test_a_word_to_stop_is_heard_while_everybody_lists_everything() -> None:
    instance = with_a_long_list(cohort_to_try(students=12, offerings=300, seed=3), students=12)
    began = time.process_time()
    heard: list[Progress] = []

    def some_times(now: Progress) -> bool:
        heard.append(now)
        return len(heard) < 5

    planned = plan_cohort(instance, seconds=3600, watch=some_times)
    assert planned.stopped
    assert time.process_time() - began < GUARD
