"""The best plans of one student now, against every plan that fits; what is taken, reserved, scarce."""

import random
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort import rolling as module
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import (
    LEVELS,
    Instance,
    Placed,
    Solution,
    Student,
    instance_from,
    solution_json,
)
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.repair.changing import in_order
from openrotations.placements.planner.cohort.repair.standing import counts_for, seats_of
from openrotations.placements.planner.cohort.rolling import Rolling, Seats, best_now, shadow_prices
from openrotations.placements.planner.cohort.tests.small import Plan, blend_of, cohorts, every_plan, totals_of

TINY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

type Raw = dict[str, Any]
STUDENT: Raw = {
    "id": "s", "windows": [[0, 8]], "weeks_needed": 4, "min_weeks": 1, "max_moves": 3, "max_rotations": 3,
    "budget": 5000, "score": 50, "facts": [],
}  # fmt: skip


def cohort(*offerings: str, **student: Any) -> Instance:
    """One student who likes the offerings in this order, each with one seat and two blocks."""
    places = [
        {
            "id": name, "city": "Alder City", "price_week": 100, "requires": [], "min_score": 0, "capacity": [1] * 8,
            "blocks": [[0, 4], [4, 4]], "state": "State A",
        }
        for name in offerings
    ]  # fmt: skip
    wishes = [[name, rank, 0] for rank, name in enumerate(offerings, 1)]
    raw: Raw = {"format": "placement-instance/1", "name": "by hand", "weeks": 8, "offerings": places}
    raw["limits"] = student.pop("limits", {})
    return instance_from(raw | {"students": [{**STUDENT, "prefs": wishes, **student}]})


def fitting(instance: Instance, student: Student, taken: Seats, counted: list[int]) -> list[float]:
    """What every plan that finds its seats free is worth, best first; those worth nothing left out."""
    offerings = {offering.id: offering for offering in instance.offerings}
    limits = instance.limits.students_in_state

    def fits(plan: Plan) -> bool:
        seats = all(offerings[o].capacity[week] > taken.get((o, week), 0) for o, week in seats_of(plan))
        return seats and all(
            count < limit.most_students or not counts_for(limit, offerings, student, plan)
            for limit, count in zip(limits, counted, strict=True)
        )

    values = [blend_of(instance, totals_of(instance, student, p)) for p in every_plan(instance, student) if fits(p)]
    return sorted((value for value in values if value > 0), reverse=True)


@TINY
@given(cohorts(limits=True), st.integers(0, 10**6), st.sampled_from([4, 1]), st.sampled_from([50, 0]))
def test_the_best_plans_on_the_free_seats_come_best_first(
    instance: Instance, seed: int, top: int, long_list: int
) -> None:
    chance = random.Random(seed)
    taken = {(o.id, week): chance.randint(0, 1) for o in instance.offerings for week in range(instance.weeks)}
    counted = [chance.randint(0, limit.most_students) for limit in instance.limits.students_in_state]
    rolling = Rolling(instance, taken=taken, counted=counted)
    for student in instance.students:
        with patch.object(module, "LONG_LIST", long_list):
            choices = rolling.best_now(student.id, top=top)
        expected = fitting(instance, student, taken, counted)[:top]
        assert [choice.value for choice in choices] == pytest.approx(expected)
        for choice in choices:
            totals = totals_of(instance, student, in_order(choice.placed))
            assert choice.objectives == dict(zip(LEVELS, totals, strict=True))
            alone = Solution(instance=instance.name, plans={student.id: choice.placed})
            assert not check_plan(instance.model_dump(mode="json"), solution_json(alone)).faults


@given(st.integers(0, 10**6), st.sampled_from([1, 3]))
@settings(max_examples=40, deadline=None)
def test_a_long_list_of_much_the_same_offerings_loses_no_plan(seed: int, top: int) -> None:
    chance = random.Random(seed)
    instance = cohort(*"abcdefghijkl", weeks_needed=8, budget=chance.randint(500, 1800), max_moves=chance.randint(0, 1))
    offerings = tuple(
        each.model_copy(update={"price_week": chance.randint(1, 4) * 50, "city": chance.choice(["Ash", "Birch"])})
        for each in instance.offerings
    )
    wishes = tuple(wish._replace(rank=chance.randint(1, 3)) for wish in instance.students[0].prefs)
    student = instance.students[0].model_copy(update={"prefs": wishes})
    instance = instance.model_copy(update={"offerings": offerings, "students": (student,)})
    values = [choice.value for choice in Rolling(instance).best_now("s", top=top)]
    assert values == pytest.approx(fitting(instance, student, {}, [])[:top])


def test_a_seat_is_taken_and_comes_back() -> None:
    rolling = Rolling(cohort("a", windows=[[0, 4]]))
    (choice,) = rolling.best_now("s")
    assert (choice.placed, choice.price, choice.objectives["full"]) == ((Placed("a", 0, 4),), 400, 1)
    rolling.take("s", choice.placed)
    assert rolling.best_now("s") == []
    rolling.release("s", choice.placed)
    assert rolling.best_now("s") == [choice]


def test_reserved_seats_are_not_offered() -> None:
    instance = cohort("a", "b", windows=[[0, 4]])
    rolling = Rolling(instance, reserved={("a", 2): 1})
    assert [choice.placed for choice in rolling.best_now("s")] == [(Placed("b", 0, 4),)]


def test_seats_beside_a_plan_are_those_it_leaves() -> None:
    instance = cohort("a", windows=[[0, 4]])
    plan = (Placed("a", 0, 4),)
    rolling = Rolling.beside(instance, Solution(instance="by hand", plans={"s": plan}))
    assert rolling.best_now("s") == []
    rolling.release("s", plan)
    assert rolling.best_now("s")[0].placed == plan


def test_a_limit_on_students_in_a_state_closes_it() -> None:
    limit = {"state": "State A", "first_week": 0, "end_week": 8, "most_students": 1}
    instance = cohort("a", limits={"students_in_state": [limit]})
    rolling = Rolling(instance)
    other = instance.students[0].model_copy(update={"id": "other"})
    rolling.take(other, (Placed("a", 0, 4),))
    assert rolling.best_now("s") == []
    rolling.release(other, (Placed("a", 0, 4),))
    assert len(rolling.best_now("s")) == 2


def test_a_student_who_is_not_in_the_cohort_can_ask() -> None:
    instance = cohort("a")
    visitor = instance.students[0].model_copy(update={"id": "visitor", "windows": ((4, 8),)})
    assert [choice.placed for choice in best_now(instance, visitor, {})] == [(Placed("a", 4, 4),)]
    with pytest.raises(KeyError):
        best_now(instance, "visitor", {})


def test_of_equal_plans_the_one_that_others_need_less_comes_first() -> None:
    prices = np.zeros((1, 8))
    prices[0, :4] = 50.0
    choices = Rolling(cohort("a"), prices=prices).best_now("s")
    assert [(choice.placed[0].start, choice.scarcity) for choice in choices] == [(4, (0.0,)), (0, (200.0,))]


def test_regard_for_others_can_outweigh_a_better_rank() -> None:
    prices = np.array([[1.0] * 8, [0.0] * 8])
    rolling = Rolling(cohort("a", "b", windows=[[0, 4]]), prices=prices)
    assert [choice.placed[0].offering for choice in rolling.best_now("s")] == ["a", "b"]
    assert [choice.placed[0].offering for choice in rolling.best_now("s", regard=2.0)] == ["b", "a"]


def test_prices_are_high_where_more_want_a_seat_than_there_are() -> None:
    instance = cohort("a", "b", windows=[[0, 4]])
    only = tuple(wish for wish in instance.students[0].prefs if wish.offering == "a")
    crowd = tuple(instance.students[0].model_copy(update={"id": f"s{n}", "prefs": only}) for n in range(3))
    prices = shadow_prices(instance.model_copy(update={"students": crowd}))
    assert prices.shape == (2, 8)
    assert prices[0, :4].sum() > 0
    assert not prices[1].any()


def test_prices_can_start_from_a_plan() -> None:
    instance = cohort_to_try(students=40, offerings=6, seed=3, tightness=2.0)
    prices = shadow_prices(instance, Solution(instance=instance.name, plans={}), steps=20)
    assert (prices >= 0).all()
    assert prices.any()


@pytest.mark.parametrize(
    "student",
    [{"prefs": []}, {"windows": []}, {"budget": 0}, {"weeks_needed": 3}, {"max_rotations": 0}, {"weeks_needed": 0}],
)
def test_who_can_have_nothing_is_offered_nothing(student: Raw) -> None:
    instance = cohort("a", **{"min_weeks": 0, **student})
    assert best_now(instance, "s", {}) == []


def test_seats_that_are_more_than_taken_count_as_none() -> None:
    assert best_now(cohort("a", windows=[[0, 4]]), "s", {("a", 0): 5}) == []


def test_faults_in_the_question_are_told() -> None:
    instance = cohort("a")
    with pytest.raises(KeyError):
        best_now(instance, "s", {("gone", 0): 1})
    with pytest.raises(ValueError, match="at least 1"):
        best_now(instance, "s", {}, top=0)
