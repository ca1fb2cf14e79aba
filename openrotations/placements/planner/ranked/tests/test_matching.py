"""The ranked round: right, fair and the same whatever the order. Oracles share no code with it."""

import copy
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.planner.ranked.formats import Instance, instance_from, solution_json
from openrotations.placements.planner.ranked.generate import ranked_round
from openrotations.placements.planner.ranked.matching import (
    close_below_minimum,
    lottery_number,
    market_of,
    match_round,
    opening,
    propose,
)
from openrotations.placements.planner.ranked.offering_side import best_for_offerings
from openrotations.placements.planner.ranked.tests.markets import (
    Raw,
    match_of,
    rank,
    round_of,
    rounds,
    second_opinion,
    stable_matchings,
    with_seat,
    without,
)

many = settings(max_examples=500, deadline=None, database=None)
some = settings(max_examples=150, deadline=None, database=None)


@many
@given(rounds())
def test_from_the_offerings_side_it_is_the_student_worst(raw: Raw) -> None:
    stable = stable_matchings(raw)
    instance = instance_from(raw)
    result = best_for_offerings(instance, match_round(instance))
    assert result in stable
    for student in result:
        assert rank(raw, student, result[student]) == max(rank(raw, student, one[student]) for one in stable)


@some
@given(rounds(ties=True, lower=True, most=6))
def test_from_the_offerings_side_the_same_students_are_placed(raw: Raw) -> None:
    instance = instance_from(raw)
    solution = match_round(instance)
    other = best_for_offerings(instance, solution)
    assert {s for s, got in other.items() if got} == {s for s, got in solution.match.items() if got}
    assert Counter(other.values()) == Counter(solution.match.values())


@many
@given(rounds())
def test_the_result_is_the_student_best_of_all_stable_matchings(raw: Raw) -> None:
    stable = stable_matchings(raw)
    result = match_of(raw)
    assert result in stable
    for student in result:
        assert rank(raw, student, result[student]) == min(rank(raw, student, one[student]) for one in stable)


@some
@given(rounds(ties=True, most=6), st.integers(0, 99))
def test_two_independent_checkers_find_nothing_wrong(raw: Raw, seed: int) -> None:
    written = solution_json(match_round(instance_from(raw), seed=seed))
    other = second_opinion(raw, written)
    assert other["valid"] and other["blocking"] == 0
    verdict = check_solution(raw, written)
    assert verdict.is_sound
    assert (verdict.placed, verdict.first_choices) == (other["matched"], other["first"])


@pytest.mark.parametrize("groups", [0, 5])
def test_both_checkers_accept_a_round_of_a_thousand(groups: int) -> None:
    instance = ranked_round(students=1000, offerings=200, seed=4, priority_groups=groups, lower=4)
    raw, written = instance.model_dump(mode="json"), solution_json(match_round(instance, seed=9))
    verdict = check_solution(raw, written)
    assert verdict.is_sound
    assert second_opinion(raw, written)["valid"]
    assert second_opinion(raw, written)["blocking"] == verdict.waived_pairs


@some
@given(rounds(ties=True, lower=True, most=6), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_file_nor_of_the_proposals_matters(raw: Raw, rng: random.Random) -> None:
    before = solution_json(match_round(instance_from(raw)))
    shuffled = copy.deepcopy(raw)
    rng.shuffle(shuffled["students"])
    rng.shuffle(shuffled["offerings"])
    for entry in (*shuffled["students"], *shuffled["offerings"]):
        for tier in entry.get("prefs", entry.get("priority")):
            if isinstance(tier, list):
                rng.shuffle(tier)
    assert solution_json(match_round(instance_from(shuffled))) == before
    market = market_of(instance_from(raw), seed=1)
    order = list(range(len(market.students)))
    rng.shuffle(order)
    proposals = opening(market)
    for student in order:
        propose(proposals, [student])
    close_below_minimum(proposals)
    held = {market.students[s]: market.offerings[o] for o, all_ in enumerate(proposals.held) for _, s in all_}
    assert held == {student: got for student, got in match_of(raw).items() if got}


@some
@given(rounds())
def test_other_names_change_nothing_but_the_names(raw: Raw) -> None:
    renamed = {entry["id"]: f"x{9 - n}" for n, entry in enumerate((*raw["students"], *raw["offerings"]))}
    other = round_of(
        {renamed[o["id"]]: (o["capacity"], [renamed[given] for given in o["priority"]]) for o in raw["offerings"]},
        {renamed[s["id"]]: [renamed[given] for given in s["prefs"]] for s in raw["students"]},
    )
    assert match_of(other) == {renamed[s]: got and renamed[got] for s, got in match_of(raw).items()}


@some
@given(rounds(most=6))
def test_removing_a_student_hurts_nobody_else(raw: Raw) -> None:
    before = match_of(raw)
    for gone in before:
        for student, got in match_of(without(raw, gone)).items():
            assert rank(raw, student, got) <= rank(raw, student, before[student])


@some
@given(rounds(most=6))
def test_a_seat_more_hurts_no_student(raw: Raw) -> None:
    before = match_of(raw)
    for offering in raw["offerings"]:
        for student, got in match_of(with_seat(raw, offering["id"])).items():
            assert rank(raw, student, got) <= rank(raw, student, before[student])


@some
@given(rounds(ties=True, lower=True, most=6))
def test_closing_step_by_step_equals_starting_again_each_time(raw: Raw) -> None:
    result = match_round(instance_from(raw))
    seats, closed = copy.deepcopy(raw), []
    while True:
        for offering in seats["offerings"]:
            offering["capacity"] = 0 if offering["id"] in closed else offering["capacity"]
            offering["lower"] = 0
        match = match_of(seats)
        counts = {o["id"]: list(match.values()).count(o["id"]) for o in raw["offerings"]}
        short = [o for o in raw["offerings"] if o["id"] not in closed and counts[o["id"]] < o["lower"]]
        if not short:
            break
        closed.append(min((_demand(raw, o), lottery_number(1, o["id"]), o["id"]) for o in short)[2])
    assert [closure.offering for closure in result.closed] == closed
    assert match == result.match


def _demand(raw: Raw, offering: Raw) -> int:
    wanted = {s["id"] for s in raw["students"] if offering["id"] in str(s["prefs"])}
    return sum(student in str(offering["priority"]) for student in wanted)


def test_the_least_wanted_offering_below_its_minimum_closes_and_its_student_moves_on() -> None:
    raw = round_of(
        {"O1": (2, ["S1", "S2", "S3"]), "O2": (2, ["S1", "S2"])},
        {"S1": ["O2", "O1"], "S2": ["O1"], "S3": ["O1"]},
        {"O1": 2, "O2": 2},
    )
    result = match_round(instance_from(raw))
    assert result.match == {"S1": "O1", "S2": "O1", "S3": None}
    assert [closure.model_dump() for closure in result.closed] == [
        {"offering": "O2", "lower": 2, "placed": 1, "demand": 1}
    ]


def test_the_lottery_is_the_published_one() -> None:
    # From `printf "7:S1" | sha256sum`.
    assert lottery_number(7, "S1") == "da678bb87f77331e73b6d7f0df8930f324af67c55b5a55f1d3de80977df99793"
    raw = round_of({"O1": (1, [["S1", "S2", "S3"]])}, {s: ["O1"] for s in ("S1", "S2", "S3")})
    winners = {seed: next(s for s, got in match_of(raw, seed).items() if got) for seed in range(20)}
    assert winners == {seed: min(("S1", "S2", "S3"), key=lambda s: lottery_number(seed, s)) for seed in range(20)}
    assert len(set(winners.values())) == 3


def test_a_student_who_ranks_two_offerings_equal_gets_the_one_with_a_seat() -> None:
    for seed in range(10):
        raw = round_of({"O1": (0, ["S1"]), "O2": (1, ["S1"])}, {"S1": [["O1", "O2"]]})
        assert match_of(raw, seed) == {"S1": "O2"}


@pytest.mark.parametrize(
    ("raw", "match"),
    [
        (round_of({}, {}), {}),
        (round_of({"O1": (3, [])}, {}), {}),
        (round_of({}, {"S1": []}), {"S1": None}),
        (round_of({"O1": (0, ["S1"])}, {"S1": ["O1"]}), {"S1": None}),
        (round_of({"O1": (5, [])}, {"S1": ["O1"]}), {"S1": None}),
        (round_of({"O1": (5, ["S1"])}, {"S1": []}), {"S1": None}),
        (round_of({"S1": (1, ["S1"])}, {"S1": ["S1"]}), {"S1": "S1"}),
    ],
)
def test_a_round_with_nearly_nothing_in_it_is_solved(raw: Raw, match: dict[str, str | None]) -> None:
    assert match_of(raw) == match


def test_when_all_want_one_seat_the_first_in_its_order_gets_it() -> None:
    students = [f"S{n}" for n in range(2000)]
    result = match_of(round_of({"O1": (1, students[::-1])}, {student: ["O1"] for student in students}))
    assert [student for student, got in result.items() if got] == ["S1999"]


def test_ten_thousand_students_with_ten_choices_are_placed() -> None:
    instance: Instance = ranked_round(students=10_000, offerings=2500, seed=3)
    result = match_round(instance)
    assert sum(got is not None for got in result.match.values()) > 7000
