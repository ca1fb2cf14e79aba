"""Compiled code gives the plain planner's matching, to the letter; its own check finds what is wrong."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.ranked import matching, offering_side
from openrotations.placements.planner.ranked.arrays import POSITION, Arrays, arrays_of
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.planner.ranked.check_arrays import Recount, check_arrays
from openrotations.placements.planner.ranked.formats import instance_from, solution_json
from openrotations.placements.planner.ranked.generate import ranked_round
from openrotations.placements.planner.ranked.large import best_for_offerings_large, match_large, place
from openrotations.placements.planner.ranked.matching import match_plainly, match_round
from openrotations.placements.planner.ranked.offering_side import best_for_offerings_plainly, moved_students
from openrotations.placements.planner.ranked.tests.markets import (
    Raw,
    match_of,
    round_of,
    rounds,
    second_opinion,
    solved_by_the_library,
)

many = settings(max_examples=500, deadline=None, database=None)

NONE_CLOSED = np.empty(0, dtype=POSITION)


@many
@given(rounds(ties=True, lower=True, most=6), st.integers(0, 99))
def test_compiled_and_plain_give_the_same_solution(raw: Raw, seed: int) -> None:
    instance = instance_from(raw)
    solution = match_plainly(instance, seed=seed)
    assert match_large(instance, seed=seed) == solution
    assert best_for_offerings_large(instance, solution) == best_for_offerings_plainly(instance, solution)


@many
@given(rounds(lower=True, most=6))
def test_both_checks_count_the_same(raw: Raw) -> None:
    instance = instance_from(raw)
    arrays = arrays_of(instance, seed=1)
    placed = place(arrays)
    recount = check_arrays(arrays, placed.offering, placed.closed)
    verdict = check_solution(raw, solution_json(match_large(instance, seed=1)))
    assert recount.is_sound and verdict.is_sound
    assert (recount.placed, recount.first_choices) == (verdict.placed, verdict.first_choices)
    assert recount.waived_pairs == verdict.waived_pairs


@pytest.mark.parametrize("groups", [0, 1, 7])
@pytest.mark.parametrize("lower", [0, 5])
def test_a_round_of_three_thousand_comes_out_the_same(groups: int, lower: int) -> None:
    instance = ranked_round(students=3000, offerings=400, seed=5, priority_groups=groups, lower=lower)
    solution = match_large(instance, seed=3)
    assert solution == match_plainly(instance, seed=3)
    assert bool(solution.closed) == bool(lower)
    assert best_for_offerings_large(instance, solution) == best_for_offerings_plainly(instance, solution)
    opinion = second_opinion(instance.model_dump(mode="json"), solution_json(solution))
    assert opinion["valid"] and bool(opinion["blocking"]) == bool(lower)


def test_the_matching_library_agrees_on_a_thousand_rounds() -> None:
    placed = 0
    for seed in range(1000):
        instance = ranked_round(students=4 + seed % 9, offerings=2 + seed % 4, seed=seed, choices=1 + seed % 5)
        theirs = solved_by_the_library(instance)
        for solution in (match_plainly(instance, seed=1), match_large(instance, seed=1)):
            assert {student: got for student, got in solution.match.items() if got} == theirs
        placed += len(theirs)
    assert placed > 4000


def test_from_a_size_on_the_door_leads_to_compiled_code(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = ranked_round(students=40, offerings=9, seed=2, priority_groups=2, lower=4)
    plain, moved = match_round(instance), moved_students(instance, match_round(instance))
    for module in (matching, offering_side):
        monkeypatch.setattr(module, "LARGE_ROUND", 40)
    for name in ("match_plainly", "best_for_offerings_plainly"):
        monkeypatch.delattr(matching if name.startswith("match") else offering_side, name)
    assert match_round(instance) == plain
    assert moved_students(instance, plain) == moved


@pytest.mark.parametrize(
    "raw",
    [
        round_of({}, {}),
        round_of({"O1": (3, [])}, {}),
        round_of({}, {"S1": []}),
        round_of({"O1": (0, ["S1"])}, {"S1": ["O1"]}),
        round_of({"O1": (5, [])}, {"S1": ["O1"]}),
        round_of({"O1": (1_000_000, ["S1"])}, {"S1": ["O1"]}),
        round_of({"O1": (1, [["S1", "S2"]])}, {"S1": [], "S2": []}),
    ],
)
def test_a_round_with_nearly_nothing_in_it_is_solved_and_checked(raw: Raw) -> None:
    instance = instance_from(raw)
    assert match_large(instance, seed=1).match == match_of(raw)
    placed = place(arrays_of(instance, seed=1))
    assert check_arrays(arrays_of(instance, seed=1), placed.offering, placed.closed).is_sound


def small() -> Arrays:
    """S1 and S2 want O1, which has one seat and takes S1 first; S3 wants O2, whose minimum is 1; O3 takes nobody."""
    raw = round_of(
        {"O1": (1, ["S1", "S2"]), "O2": (2, ["S3", "S2"]), "O3": (1, [])},
        {"S1": ["O1"], "S2": ["O1", "O2"], "S3": ["O2", "O3"]},
        {"O2": 1},
    )
    return arrays_of(instance_from(raw), seed=1)


@pytest.mark.parametrize(
    ("offering", "closed", "wrong"),
    [
        ([0, 1, 1], [], {}),
        ([0, 0, 1], [], {"over_full": 1}),
        ([-1, 0, 1], [], {"blocking_pairs": 1}),
        ([-1, 1, 1], [], {"blocking_pairs": 2}),
        ([0, -1, 1], [], {"blocking_pairs": 1}),
        ([1, 0, 1], [], {"not_listed": 1, "blocking_pairs": 1}),
        ([0, 1, 2], [], {"not_listed": 1, "blocking_pairs": 1}),
        ([0, -1, -1], [], {"below_lower": 1, "blocking_pairs": 2}),
        ([0, -1, -1], [1], {"waived_pairs": 2}),
        ([0, -1, 1], [1], {"over_full": 1, "waived_pairs": 1}),
        ([0, 1, 1], [2], {"wrongly_closed": 1}),
    ],
)
def test_the_check_in_arrays_goes_red(offering: list[int], closed: list[int], wrong: dict[str, int]) -> None:
    recount = check_arrays(small(), np.array(offering, dtype=POSITION), np.array(closed, dtype=POSITION))
    counted = {key: count for key, count in dataclasses.asdict(recount).items() if count}
    assert counted.keys() - {"placed", "first_choices"} == wrong.keys()
    assert {key: counted[key] for key in wrong} == wrong
    assert recount.is_sound == (not wrong.keys() - {"waived_pairs"})


def test_what_a_matching_is_made_of_is_counted() -> None:
    recount: Recount = check_arrays(small(), np.array([0, 1, 1], dtype=POSITION), NONE_CLOSED)
    assert (recount.placed, recount.first_choices) == (3, 2)
