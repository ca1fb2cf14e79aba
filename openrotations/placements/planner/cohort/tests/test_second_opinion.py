"""The checker agrees with another one, which was written by others and knows only the keys that are not optional."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort.check import Verdict, check_plan
from openrotations.placements.planner.cohort.files.formats import Instance, instance_from
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.tests.small import Raw, brute_force, cohorts, second_opinion

OFFERING_KEYS = {"id", "specialty", "city", "setting", "price_week", "requires", "min_score", "capacity", "blocks"}
OUR_KEYS = {"school", "state_weeks"}


def plain(instance: Instance) -> Raw:
    """The cohort without the keys that are this project's own, as other programs write it."""
    raw = instance.model_dump(mode="json", exclude={"limits", "objectives", "weights"})
    raw["offerings"] = [{key: part[key] for key in OFFERING_KEYS} for part in raw["offerings"]]
    raw["students"] = [{k: v for k, v in part.items() if k not in OUR_KEYS} for part in raw["students"]]
    return raw | {"mode": "cohort", "generator": {"program": "other"}}


def first_come(raw: Raw, draw: random.Random) -> dict[str, list[list[Any]]]:
    """Plans that keep every rule: one student after the other takes seats that are free, as listed."""
    offerings = {offering["id"]: offering for offering in raw["offerings"]}
    used: dict[tuple[str, int], int] = {}
    plans: dict[str, list[list[Any]]] = {}
    for student in draw.sample(raw["students"], len(raw["students"])):
        plan: list[list[Any]] = []
        for name, _, _ in draw.sample(student["prefs"], len(student["prefs"])):
            for start, length in offerings[name]["blocks"]:
                weeks = range(start, start + length)
                seats = offerings[name]["capacity"]
                longer = sorted([*plan, [name, start, length]], key=lambda entry: entry[1])
                one: Raw = {"instance": raw["name"], "plans": {student["id"]: longer}}
                if all(used.get((name, week), 0) < seats[week] for week in weeks) and _fits(raw, student, one):
                    plan = longer
                    break
        if sum(entry[2] for entry in plan) >= student["min_weeks"]:
            plans[student["id"]] = plan
            for name, start, length in plan:
                for week in range(start, start + length):
                    used[name, week] = used.get((name, week), 0) + 1
    return plans


def _fits(raw: Raw, student: Raw, solution: Raw) -> bool:
    alone = raw | {"students": [student | {"min_weeks": 0}]}
    return not second_opinion(alone, solution)["errors"]


def agree(raw: Raw, solution: Raw) -> tuple[Verdict, Raw]:
    verdict, other = check_plan(raw, solution), second_opinion(raw, solution)
    assert verdict.is_sound == other["valid"], (verdict.faults, other["errors"])
    assert verdict.objectives == other["objectives"]
    assert verdict.weeks_by_rank == other["rank_profile_weeks"]
    assert (verdict.students, verdict.placed) == (other["students"], other["placed"])
    return verdict, other


@given(cohorts())
@settings(max_examples=50, deadline=None)
def test_both_agree_on_the_best_plan_of_small_cohorts(instance: Instance) -> None:
    solution = brute_force(instance).solution.model_dump(mode="json")
    verdict, other = agree(plain(instance), solution)
    assert len(verdict.free_seats) == other["blocking_free_seat"]
    assert len(verdict.host_prefers) == other["blocking_host_prefers"]


@given(cohorts(), st.data())
@settings(max_examples=150, deadline=None)
def test_both_agree_whether_any_plan_at_all_is_sound(instance: Instance, data: st.DataObject) -> None:
    blocks = [[offering.id, *block] for offering in instance.offerings for block in offering.blocks]
    plans = {
        student.id: data.draw(st.lists(st.sampled_from(blocks), max_size=3) if blocks else st.just([]))
        for student in instance.students
    }
    agree_on_rules(plain(instance), {"instance": "small", "plans": plans})


def agree_on_rules(raw: Raw, solution: Raw) -> None:
    try:
        other = second_opinion(raw, solution)
    except KeyError:
        return  # the other one stops at a placement that is not on the student's list
    assert check_plan(raw, solution).is_sound == other["valid"], other["errors"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_agree_on_generated_cohorts(seed: int) -> None:
    raw = plain(cohort_to_try(students=40, offerings=10, seed=seed, tightness=2.0))
    assert instance_from(raw).limits.weeks_in_state == ()
    plans = first_come(raw, random.Random(seed))
    verdict, other = agree(raw, {"instance": raw["name"], "plans": plans})
    assert verdict.is_sound and verdict.placed > 15
    assert len(verdict.free_seats) == other["blocking_free_seat"] > 0
    assert len(verdict.host_prefers) == other["blocking_host_prefers"]
