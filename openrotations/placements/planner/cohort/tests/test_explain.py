"""Why a student got or did not get each choice: derived from the solution, and every remedy tried."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import (
    Instance,
    Offering,
    Placed,
    Solution,
    Student,
    instance_from,
    solution_json,
)
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.reasons.alone import Alone
from openrotations.placements.planner.cohort.reasons.explain import Explainer, Explanation, NotTheResult, UnknownStudent
from openrotations.placements.planner.cohort.reasons.remedies import Remedy, is_enough
from openrotations.placements.planner.cohort.search.solve import plan_cohort
from openrotations.placements.planner.cohort.tests.small import (
    blend_of,
    brute_force_blend,
    cohorts,
    every_plan,
    totals_of,
)

type Raw = dict[str, Any]
OFFERING: Raw = {"city": "Alder City", "price_week": 100, "requires": [], "min_score": 0, "capacity": [1] * 12}
STUDENT: Raw = {
    "windows": [[0, 8]], "weeks_needed": 4, "min_weeks": 1, "max_moves": 3, "max_rotations": 3, "budget": 5000,
    "score": 50, "facts": [],
}  # fmt: skip


def cohort(offerings: dict[str, Raw], students: dict[str, Raw], **more: Any) -> Instance:
    return instance_from(
        {
            "format": "placement-instance/1",
            "name": "by hand",
            "weeks": 12,
            "offerings": [{**OFFERING, "id": key, "blocks": [[0, 4], [4, 4]], **raw} for key, raw in offerings.items()],
            "students": [{**STUDENT, "id": key, **raw} for key, raw in students.items()],
            **more,
        }
    )


def explained(
    instance: Instance, plans: dict[str, list[tuple[str, int, int]]], student: str = "s"
) -> list[Explanation]:
    placed = {key: tuple(Placed(*each) for each in plan) for key, plan in plans.items()}
    return Explainer(instance, Solution(instance=instance.name, plans=placed)).student(student)


def told(instance: Instance, plans: dict[str, list[tuple[str, int, int]]]) -> tuple[str, Raw, list[str]]:
    """The reason, detail and kinds of remedy of the first choice that was not given."""
    first = next(each for each in explained(instance, plans) if each.reason != "placed")
    return first.reason, first.detail, [remedy.kind for remedy in first.would_change]


def test_a_choice_that_was_given_says_when() -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]]}})
    (only,) = explained(instance, {"s": [("a", 4, 4)]})
    assert (only.reason, only.detail) == ("placed", {"start": 4, "length": 4, "rank": 1})


def test_a_missing_fact_is_named_and_having_it_is_enough() -> None:
    instance = cohort({"a": {"requires": ["step1"], "min_score": 60}}, {"s": {"prefs": [["a", 1, 0]]}})
    reason, detail, kinds = told(instance, {"s": []})
    assert (reason, detail, kinds) == ("requirement", {"missing": ["step1"], "score_short": 10}, ["requirement"])


def test_dates_outside_the_window_say_how_many_weeks_are_missing() -> None:
    instance = cohort({"a": {"blocks": [[6, 4]]}}, {"s": {"prefs": [["a", 1, 0]]}})
    reason, detail, kinds = told(instance, {"s": []})
    assert (reason, detail, kinds) == ("date", {"weeks_missing": 2}, ["window"])


def test_a_block_longer_than_the_weeks_wanted_says_so() -> None:
    instance = cohort({"a": {"blocks": [[0, 6]]}}, {"s": {"prefs": [["a", 1, 0]]}})
    reason, detail, kinds = told(instance, {"s": []})
    assert (reason, detail, kinds) == ("length", {"shortest": 6, "needed": 4}, ["weeks_needed"])


def test_a_budget_too_small_says_by_how_much() -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]], "budget": 150}})
    reason, detail, kinds = told(instance, {"s": []})
    assert (reason, kinds) == ("budget", ["budget"])
    assert detail == {"price": 400, "budget": 150, "in_all": False}


def test_a_full_offering_tells_how_many_have_it_and_no_names() -> None:
    others = {name: {"prefs": [["a", 1, 0]]} for name in ("t", "u")}
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]]}, **others})
    plans = {"s": [], "t": [("a", 0, 4)], "u": [("a", 4, 4)]}
    reason, detail, kinds = told(instance, plans)
    assert (reason, kinds) == ("seats", ["seat"])
    assert detail == {"seats": 1, "holders": 2, "holders_as_keen": 2}


def test_an_offering_without_any_seat_is_full_and_not_against_several_rules() -> None:
    instance = cohort({"a": {"capacity": [0] * 12}, "b": {}}, {"s": {"prefs": [["a", 1, 0], ["b", 2, 0]]}})
    reason, detail, kinds = told(instance, {"s": [("b", 0, 4)]})
    assert (reason, detail, kinds) == ("seats", {"seats": 0, "holders": 0, "holders_as_keen": 0}, [])


def test_a_lower_choice_yields_to_a_better_plan() -> None:
    instance = cohort({"a": {}, "b": {}}, {"s": {"prefs": [["a", 1, 0], ["b", 2, 0]]}})
    reason, detail, kinds = told(instance, {"s": [("a", 0, 4)]})
    assert (reason, kinds) == ("plan", ["instead_of"])
    assert (detail["rank_cost_now"], detail["rank_cost_with"], detail["instead_of"]) == (0, 4, ["a"])


def test_a_limit_on_weeks_in_a_state_is_named() -> None:
    student = {"prefs": [["a", 1, 0]], "state_weeks": {"NY": 10}}
    limits = {"weeks_in_state": [{"state": "NY", "most_weeks": 12}]}
    instance = cohort({"a": {"state": "NY"}}, {"s": student}, limits=limits)
    assert told(instance, {"s": []}) == ("rule", {"state": "NY", "weeks_left": 2}, [])


def test_a_limit_on_students_in_a_state_is_named() -> None:
    limit = {"state": "NY", "first_week": 0, "end_week": 12, "most_students": 1}
    students = {name: {"prefs": [["a", 1, 0]]} for name in ("s", "t")}
    instance = cohort({"a": {"state": "NY"}}, students, limits={"students_in_state": [limit]})
    assert told(instance, {"s": [], "t": [("a", 0, 4)]}) == ("rule", {"state": "NY", "students": True}, [])


@pytest.mark.parametrize(
    ("student", "reason"),
    [({"max_moves": 0}, "moves"), ({"max_rotations": 1}, "rotations"), ({"budget": 700}, "budget")],
)
def test_a_rule_on_the_whole_plan_is_named(student: Raw, reason: str) -> None:
    wanted = {"prefs": [["a", 1, 0], ["b", 2, 0]], "weeks_needed": 8, "min_weeks": 8, **student}
    instance = cohort({"a": {}, "b": {"city": "Birch City"}}, {"s": wanted})
    assert told(instance, {"s": []})[0] == reason


def test_a_plan_that_would_be_too_short_says_so() -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]], "weeks_needed": 8, "min_weeks": 6}})
    assert told(instance, {"s": []}) == ("weeks", {"weeks": 4, "least": 6}, ["fewer_weeks"])


def test_two_rules_at_once_are_both_named() -> None:
    limit = {"state": "NY", "first_week": 0, "end_week": 12, "most_students": 1}
    students: dict[str, Raw] = {name: {"prefs": [["a", 1, 0]]} for name in ("s", "t")}
    students["s"] |= {"weeks_needed": 8, "min_weeks": 6}
    instance = cohort({"a": {"state": "NY"}}, students, limits={"students_in_state": [limit]})
    reason, detail, kinds = told(instance, {"s": [], "t": [("a", 0, 4)]})
    assert (reason, detail, kinds) == ("several", {"rules": ["weeks", "students"]}, [])


def test_unknown_students_and_foreign_plans_are_refused() -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": []}})
    with pytest.raises(UnknownStudent):
        explained(instance, {}, student="nobody")
    with pytest.raises(NotTheResult):
        explained(instance, {"s": [("a", 0, 4)]})
    with pytest.raises(NotTheResult):
        explained(instance, {"s": [("z", 0, 4)]})


def best_alone(instance: Instance, solution: Solution, student: Student) -> tuple[Placed, ...]:
    """By brute force: the student's best plan, sound by the checker, with everybody else where they are."""
    students = tuple(student if each.id == student.id else each for each in instance.students)
    changed = instance.model_copy(update={"students": students}).model_dump(mode="json")

    def is_sound(plan: tuple[Placed, ...]) -> bool:
        plans = {**solution.plans, student.id: plan}
        return check_plan(changed, solution_json(Solution(instance=instance.name, plans=plans))).is_sound

    def value(plan: tuple[Placed, ...]) -> float:
        return blend_of(instance, totals_of(instance, student, plan))

    return next(plan for plan in sorted(every_plan(instance, student), key=value, reverse=True) if is_sound(plan))


def one_more_seat(instance: Instance, offering: str) -> Instance:
    more = [
        each.model_copy(update={"capacity": tuple(seats + 1 for seats in each.capacity)})
        if each.id == offering
        else each
        for each in instance.offerings
    ]
    return instance.model_copy(update={"offerings": tuple(more)})


def confirm(instance: Instance, solution: Solution, student: Student, told: Explanation) -> None:
    """Change exactly what each remedy names, plan the student again by brute force, and find the choice there."""
    for remedy in told.would_change:
        if remedy.kind == "instead_of":
            continue
        changed = one_more_seat(instance, told.offering) if remedy.kind == "seat" else instance
        plan = best_alone(changed, solution, remedy.changed(student))
        assert any(placed.offering == told.offering for placed in plan), (remedy, plan)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cohorts())
def test_what_a_remedy_names_and_nothing_else_gives_the_choice(instance: Instance) -> None:
    solution = brute_force_blend(instance).solution
    explainer = Explainer(instance, solution)
    for student in instance.students:
        given_here = {placed.offering for placed in solution.plans.get(student.id, ())}
        choices = explainer.student(student.id)
        assert {each.offering for each in choices} == {wish.offering for wish in student.prefs}
        assert {each.offering for each in choices if each.reason == "placed"} == given_here
        for each in choices:
            confirm(instance, solution, student, each)


@pytest.mark.parametrize("seed", range(10))
def test_ten_cohorts_are_explained_and_every_remedy_holds_when_planned_again(seed: int) -> None:
    instance = cohort_to_try(students=8, offerings=6, seed=seed, tightness=1.5, choices=4, states=2)
    solution = plan_cohort(instance, seconds=2, seed=seed).solution
    explainer = Explainer(instance, solution)
    for student in instance.students:
        for each in explainer.student(student.id):
            confirm(instance, solution, student, each)


def test_a_remedy_that_is_not_enough_is_not_told() -> None:
    """The twin: a change that does not give the choice is found out."""
    instance = cohort({"a": {}, "b": {}}, {"s": {"prefs": [["a", 1, 0], ["b", 2, 0]]}})
    seats = {offering.id: np.array(offering.capacity) for offering in instance.offerings}
    alone = Alone(instance, instance.students[0], seats, np.zeros(0, int))
    assert not is_enough(alone, "b", Remedy("budget", more=1000))
    assert is_enough(alone, "a", Remedy("budget", more=1000))


def test_nothing_is_promised_where_another_choice_would_do_as_well() -> None:
    instance = cohort({"a": {}, "b": {}}, {"s": {"prefs": [["a", 1, 0], ["b", 1, 0]]}})
    seats = {offering.id: np.array(offering.capacity) for offering in instance.offerings}
    alone = Alone(instance, instance.students[0], seats, np.zeros(0, int))
    assert not any(is_enough(alone, choice, Remedy("budget", more=1000)) for choice in ("a", "b"))


def test_offerings_of_an_explained_cohort_are_not_changed() -> None:
    instance = cohort_to_try(students=5, offerings=4, seed=3)
    before: tuple[Offering, ...] = instance.offerings
    explained(instance, {}, student=instance.students[0].id)
    assert instance.offerings == before
