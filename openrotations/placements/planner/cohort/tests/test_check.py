"""The checker goes red on a plan that breaks any hard rule, one small step away from a plan that breaks none."""

import copy
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort.check import Exchange, Verdict, check_plan
from openrotations.placements.planner.cohort.files.formats import LEVELS, Instance, instance_from, solution_json
from openrotations.placements.planner.cohort.tests.small import Raw, blend_of, brute_force, cohorts


def offering(name: str, city: str, **given: object) -> Raw:
    plain: Raw = {"id": name, "city": city, "price_week": 100, "requires": [], "min_score": 0}
    plain |= {"capacity": [1] * 12, "blocks": [[start, length] for length in (2, 4) for start in range(0, 12, 2)][:-1]}
    return plain | given


def student(name: str, prefs: list[list[object]], **given: object) -> Raw:
    plain: Raw = {"id": name, "windows": [[0, 12]], "weeks_needed": 6, "min_weeks": 2, "max_moves": 1}
    plain |= {"max_rotations": 2, "budget": 600, "score": 50, "facts": ["step1"], "prefs": prefs}
    return plain | given


RAW: Raw = {
    "format": "placement-instance/1",
    "name": "small",
    "weeks": 12,
    "offerings": [
        offering("o1", "Ash", state="ZA", requires=["step1"], min_score=50),
        offering("o2", "Birch", state="ZA"),
        offering("o3", "Ash"),
        offering("o4", "Cedar"),
    ],
    "students": [
        student("s1", [["o1", 1, 9], ["o2", 3, 5], ["o3", 4, 1]], school="North", state_weeks={"ZA": 1}),
        student("s2", [["o2", 1, 7], ["o3", 2, 2], ["o1", 4, 3]], school="North"),
        student("s3", [["o2", 1, 8], ["o4", 1, 0]]),
    ],
    "limits": {
        "weeks_in_state": [{"state": "ZA", "most_weeks": 7}],
        "students_in_state": [
            {"state": "ZA", "school": "North", "first_week": 0, "end_week": 8, "most_students": 1},
            {"state": "ZA", "first_week": 0, "end_week": 12, "most_students": 2},
        ],
    },
}
PLAN: Raw = {
    "format": "placement-solution/1",
    "instance": "small",
    "plans": {"s1": [["o1", 0, 4], ["o2", 4, 2]], "s2": [["o3", 0, 4], ["o2", 8, 2]], "s3": []},
}

type Change = Callable[[Raw, Raw], object]


def verdict_of(change: Change = lambda raw, solution: None) -> Verdict:
    raw, solution = copy.deepcopy(RAW), copy.deepcopy(PLAN)
    change(raw, solution)
    instance_from(raw)
    return check_plan(raw, solution)


def with_plan(name: str, plan: list[list[object]]) -> Change:
    return lambda raw, solution: solution["plans"].update({name: plan})


def with_student(at: int, **given: object) -> Change:
    return lambda raw, solution: raw["students"][at].update(given)


def with_offering(at: int, **given: object) -> Change:
    return lambda raw, solution: raw["offerings"][at].update(given)


def with_limit(kind: str, at: int, **given: object) -> Change:
    return lambda raw, solution: raw["limits"][kind][at].update(given)


def with_claims(**claims: object) -> Change:
    return lambda raw, solution: solution.update(claims=claims)


def test_a_sound_plan_is_recounted() -> None:
    verdict = verdict_of()
    assert verdict.is_sound, verdict.faults
    assert verdict.objectives == {"full": 2, "weeks": 12, "rank_cost": 12, "host": 68, "money": 1800}
    assert verdict.blend == pytest.approx(40_000 + 12_000 - 12 + 0.68 - 0.9)
    assert (verdict.students, verdict.placed, verdict.weeks_by_rank) == (3, 2, {1: 6, 2: 4, 3: 2})


def test_a_plan_that_is_not_full_is_not_counted_as_full() -> None:
    verdict = verdict_of(with_plan("s3", [["o4", 0, 4]]))
    assert (verdict.objectives["full"], verdict.objectives["weeks"], verdict.placed) == (2, 16, 3)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda raw, solution: solution.update(instance="other"), "the solution names another cohort"),
        (with_plan("s9", []), "student s9 is not in the cohort"),
        (with_plan("s3", [["o9", 0, 4]]), "student s3: o9 is not in the cohort"),
        (with_plan("s3", [["o3", 4, 4]]), "student s3: o3 is not on their list"),
        (with_plan("s3", [["o4", 1, 4]]), "student s3: o4 has no block of 4 weeks from week 1"),
        (with_plan("s3", [["o4", 10, 4]]), "student s3: o4 has no block of 4 weeks from week 10"),
        (with_plan("s3", [["o4", 0, 3]]), "student s3: o4 has no block of 3 weeks from week 0"),
        (with_student(0, windows=[[0, 5], [5, 12]]), "s1: o2 from week 4 for 2 weeks is outside their windows"),
        (with_student(0, windows=[[1, 12]]), "s1: o1 from week 0 for 4 weeks is outside their windows"),
        (with_student(0, facts=["visa"]), "student s1: o1 requires step1"),
        (with_student(0, score=49), "student s1: o1 requires a score of 50, not 49"),
        (with_plan("s1", [["o1", 0, 4], ["o3", 2, 2]]), "student s1: o1 and o3 overlap in week 2"),
        (with_plan("s1", [["o1", 0, 2], ["o1", 4, 2]]), "student s1: o1 stands 2 times"),
        (with_student(0, weeks_needed=5), "student s1: has 6 weeks, not 2 to 5"),
        (with_student(0, weeks_needed=8, min_weeks=7), "student s1: has 6 weeks, not 7 to 8"),
        (with_student(0, budget=599), "student s1: pays 600 of a budget of 599"),
        (with_student(0, max_moves=0), "student s1: changes city 1 times, not at most 0"),
        (with_student(0, max_rotations=1), "student s1: has 2 rotations, not at most 1"),
        (with_student(0, state_weeks={"ZA": 2}), "student s1: spends 8 weeks in ZA, not at most 7"),
        (with_limit("weeks_in_state", 0, most_weeks=6), "student s1: spends 7 weeks in ZA, not at most 6"),
        (with_offering(1, capacity=[1] * 5 + [0] + [1] * 6), "o2 holds 1 students on 0 seats in week 5"),
        (with_plan("s3", [["o2", 8, 4]]), "o2 holds 2 students on 1 seats in week 9"),
        (with_limit("students_in_state", 0, end_week=9), "ZA has 2 students of North, not at most 1"),
        (with_plan("s3", [["o2", 6, 2]]), "ZA has 3 students, not at most 2"),
        (with_limit("students_in_state", 1, most_students=1), "ZA has 2 students, not at most 1"),
        (with_claims(objectives={"full": 3}), "claims full of 3, recounted 2"),
        (with_claims(bounds={"weeks": 11.5}), "weeks of 12 is better than its own bound of 11.5"),
        (with_claims(bounds={"rank_cost": 12.5}), "rank_cost of 12 is better than its own bound of 12.5"),
        (with_claims(bounds={"full": 3.2}, proven=["full"]), "full is claimed as proven, but its bound is 3.2"),
        (with_claims(bounds={"money": 1799.0}, proven=["money"]), "money is claimed as proven"),
        (with_claims(proven=["host"]), "host is claimed as proven, but its bound is None"),
        (with_claims(blend=52_000.0), "claims a blend of 52000.0"),
        (with_claims(blend_bound=51_000.0), "is better than its own bound of 51000.0"),
    ],
)
def test_a_broken_rule_is_a_fault(change: Change, fault: str) -> None:
    verdict = verdict_of(change)
    assert any(fault in found for found in verdict.faults)
    assert not verdict.is_sound
    assert len(verdict.faults) <= 4


@pytest.mark.parametrize(
    "change",
    [
        with_student(0, windows=[[0, 4], [4, 6]]),
        with_student(0, weeks_needed=6, min_weeks=6),
        with_student(0, state_weeks={}),
        with_student(2, state_weeks={"ZA": 40}),
        with_limit("students_in_state", 0, most_students=2, end_week=12),
        with_limit("students_in_state", 0, first_week=5),
        with_plan("s3", [["o4", 0, 4]]),
        with_claims(
            objectives={"full": 2, "weeks": 12, "rank_cost": 12, "host": 68, "money": 1800},
            bounds={"full": 2.9, "weeks": 12.0, "rank_cost": 11.1, "host": None},
            proven=["full", "weeks", "rank_cost"],
            blend=51_987.78,
            blend_bound=51_987.78,
        ),
        lambda raw, solution: solution["plans"].pop("s3"),
        lambda raw, solution: solution.update(claims=None),
        lambda raw, solution: raw.pop("limits"),
    ],
)
def test_what_is_just_allowed_is_no_fault(change: Change) -> None:
    assert verdict_of(change).faults == ()


def test_a_free_seat_that_would_be_better_is_reported() -> None:
    verdict = verdict_of(with_plan("s1", [["o3", 4, 4]]))
    assert verdict.free_seats == (Exchange("s1", "o3", "o1", 4, 4), Exchange("s1", "o3", "o2", 4, 4))


@pytest.mark.parametrize(
    "change",
    [
        with_student(0, facts=[]),
        with_student(0, score=49),
        with_student(0, state_weeks={"ZA": 4}),
        with_student(0, budget=400),
        with_limit("students_in_state", 1, most_students=1),
        with_limit("students_in_state", 0, first_week=4, end_week=12),
    ],
)
def test_an_exchange_that_breaks_a_rule_is_not_reported(change: Change) -> None:
    def both(raw: Raw, solution: Raw) -> None:
        raw["offerings"][0]["price_week"] = raw["offerings"][1]["price_week"] + 1
        raw["offerings"][1]["capacity"] = [0] * 8 + [1] * 4
        solution["plans"]["s1"] = [["o3", 4, 4]]
        change(raw, solution)

    verdict = verdict_of(both)
    assert (verdict.faults, verdict.free_seats) == ((), ())


def test_a_seat_held_by_somebody_whom_the_host_scores_lower_is_reported() -> None:
    verdict = verdict_of(held_by_another)
    assert Exchange("s1", "o3", "o1", 4, 4) in verdict.host_prefers


def held_by_another(raw: Raw, solution: Raw) -> None:
    del raw["limits"]
    solution["plans"] = {"s1": [["o3", 4, 4]], "s2": [["o1", 4, 4]], "s3": [["o2", 4, 4]]}


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw["students"][0]["prefs"][0].__setitem__(2, 3),
        lambda raw: raw["students"][0]["prefs"][0].__setitem__(1, 4),
    ],
)
def test_the_same_score_or_the_same_rank_is_no_reason_for_an_exchange(change: Callable[[Raw], object]) -> None:
    def equal(raw: Raw, solution: Raw) -> None:
        held_by_another(raw, solution)
        change(raw)

    assert not [found for found in verdict_of(equal).host_prefers if (found.student, found.wanted) == ("s1", "o1")]


@given(cohorts(limits=True, any_order=True))
@settings(max_examples=40, deadline=None)
def test_what_the_oracle_finds_is_sound_and_counted_alike(instance: Instance) -> None:
    best = brute_force(instance)
    verdict = check_plan(instance.model_dump(mode="json"), solution_json(best.solution))
    assert (verdict.faults, verdict.objectives) == ((), best.objectives)
    assert verdict.blend == pytest.approx(blend_of(instance, tuple(best.objectives[level] for level in LEVELS)))


@given(cohorts(limits=True), st.data())
@settings(max_examples=40, deadline=None)
def test_one_week_or_one_seat_less_is_noticed(instance: Instance, data: st.DataObject) -> None:
    best = brute_force(instance).solution
    raw, solution = instance.model_dump(mode="json"), solution_json(best)
    placed = [entry for plan in best.plans.values() for entry in plan]
    if not placed:
        return
    name, start, length = data.draw(st.sampled_from(placed))
    found = next(offering for offering in raw["offerings"] if offering["id"] == name)
    found["capacity"][start + length - 1] = 0
    assert any(f"{name} holds" in fault for fault in check_plan(raw, solution).faults)
    found["blocks"] = []
    assert any(f"{name} has no block" in fault for fault in check_plan(raw, solution).faults)
