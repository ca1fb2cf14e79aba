"""Explanations: the words, and that every change they name does place the student there."""

import copy
import hashlib
import json
import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings

from openrotations.placements.planner.ranked.explain import (
    Explainer,
    Explanation,
    NotTheResult,
    UnknownStudent,
)
from openrotations.placements.planner.ranked.formats import Solution, instance_from
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.planner.ranked.tests.markets import Raw, match_of, round_of, rounds
from openrotations.placements.planner.ranked.trials import Remedy

SEED = 1


def explained(raw: Raw, student: str) -> list[Explanation]:
    instance = instance_from(raw)
    return Explainer(instance, match_round(instance, seed=SEED)).student(student)


def strict(tiers: list[str | list[str]], *whose: str) -> list[str]:
    """A list with its ties broken as published, written out again for the tests."""

    def number(tied: str) -> str:
        return hashlib.sha256(":".join((str(SEED), *whose, tied)).encode()).hexdigest()

    groups = [[tier] if isinstance(tier, str) else sorted(tier, key=number) for tier in tiers]
    return [given for group in groups for given in group]


def changed(raw: Raw, student: str, offering: str, remedy: Remedy) -> Raw:
    """The round in which a remedy has been carried out by hand."""
    result = copy.deepcopy(raw)
    there = next(entry for entry in result["offerings"] if entry["id"] == offering)
    own = next(entry for entry in result["students"] if entry["id"] == student)
    if remedy.seats is not None:
        there["capacity"] = remedy.seats
    if remedy.lower is not None:
        there["lower"] = remedy.lower
    if remedy.place is not None:
        order = [given for given in strict(there["priority"]) if given != student]
        order.insert(remedy.place - 1, student)
        there["priority"] = order
    if remedy.ranked_above is not None:
        listed = [given for given in strict(own["prefs"], student) if given != offering]
        listed.insert(listed.index(remedy.ranked_above), offering)
        own["prefs"] = listed
    return result


def lands(raw: Raw, student: str, offering: str, remedy: Remedy) -> bool:
    return match_of(changed(raw, student, offering, remedy), SEED)[student] == offering


@dataclass(frozen=True)
class Golden:
    """A round, the student and choice to explain, and what the explanation must say."""

    raw: Raw
    student: str
    offering: str
    reason: str
    detail: str
    would_change: str


FULL = "All its seats are taken (1). The last place admitted is {}. Yours is {}."
BEFORE = "You have a placement that comes before it in your list."
LEFT_OUT = "Its order of priority does not include you, so it cannot take you."
LOSER = strict([["S1", "S2"]])[1]
FIRST, SECOND = strict([["O1", "O2"]], "S1")

GOLDEN = {
    "one seat, two students": Golden(
        round_of({"O1": (1, ["S1", "S2"])}, {"S1": ["O1"], "S2": ["O1"]}), "S2", "O1", "seats",
        FULL.format(1, 2), "You are placed here with place 1 in its order, or with 2 seats.",
    ),
    "two more seats are needed": Golden(
        round_of({"O1": (1, ["S1", "S2", "S3"])}, {"S1": ["O1"], "S2": ["O1"], "S3": ["O1"]}),
        "S3", "O1", "seats",
        FULL.format(1, 3), "You are placed here with place 1 in its order, or with 3 seats.",
    ),
    "the place of the last admitted is not enough, since the one let go sets off a chain": Golden(
        round_of(
            {"O1": (1, ["S1", "S2", "S3"]), "O2": (1, ["S2", "S1"])},
            {"S1": ["O2", "O1"], "S2": ["O1", "O2"], "S3": ["O1"]},
        ), "S3", "O1", "seats",
        FULL.format(2, 3), "You are placed here with place 1 in its order, or with 2 seats.",
    ),
    "no seats at all": Golden(
        round_of({"O1": (0, ["S1"])}, {"S1": ["O1"]}), "S1", "O1", "seats",
        "It has no seats in this round.", "You are placed here with 1 seat.",
    ),
    "the lottery decided": Golden(
        round_of({"O1": (1, [["S1", "S2"]])}, {"S1": ["O1"], "S2": ["O1"]}), LOSER, "O1", "seats",
        FULL.format(1, 2) + " You and the last one admitted have equal priority: the lottery decided.",
        "You are placed here with place 1 in its order, or with 2 seats.",
    ),
    "left out of a full order": Golden(
        round_of({"O1": (1, ["S2"])}, {"S1": ["O1"], "S2": ["O1"]}), "S1", "O1", "rule",
        LEFT_OUT, "You are placed here with place 1 in its order.",
    ),
    "left out though a seat is free": Golden(
        round_of({"O1": (2, ["S2"])}, {"S1": ["O1"], "S2": ["O1"]}), "S1", "O1", "rule",
        LEFT_OUT, "You are placed here with place 2 in its order.",
    ),
    "left out of an offering without seats": Golden(
        round_of({"O1": (0, [])}, {"S1": ["O1"]}), "S1", "O1", "rule",
        LEFT_OUT, "No change to this choice alone places you here.",
    ),
    "closed for too few": Golden(
        round_of({"O1": (3, ["S1", "S2"])}, {"S1": ["O1"], "S2": ["O1"]}, {"O1": 3}), "S1", "O1", "rule",
        "It does not open. It needs at least 3 and has 2.", "You are placed here with a minimum of 2.",
    ),
    "closed, and would have opened for this student": Golden(
        round_of(
            {"O1": (1, ["S1"]), "O2": (2, ["S1", "S2"])}, {"S1": ["O1", "O2"], "S2": ["O2"]}, {"O2": 2}
        ), "S1", "O2", "rule",
        "It does not open. It needs at least 2 and has 1.",
        "You are placed here with this choice ranked above O1.",
    ),
    "closed, and ranked lower": Golden(
        round_of(
            {"O1": (1, ["S1"]), "O2": (3, ["S1", "S2"])}, {"S1": ["O1", "O2"], "S2": ["O2"]}, {"O2": 3}
        ), "S1", "O2", "rule",
        "It does not open. It needs at least 3 and has 1.",
        "You are placed here with this choice ranked above O1 and a minimum of 2.",
    ),
    "a better choice came through": Golden(
        round_of({"O1": (1, ["S1"]), "O2": (1, ["S1"])}, {"S1": ["O1", "O2"]}), "S1", "O2", "plan",
        BEFORE, "You are placed here with this choice ranked above O1.",
    ),
    "a better choice came through and this one is full": Golden(
        round_of({"O1": (1, ["S1"]), "O2": (1, ["S2", "S1"])}, {"S1": ["O1", "O2"], "S2": ["O2"]}),
        "S1", "O2", "plan", BEFORE,
        "You are placed here with this choice ranked above O1 and place 1 in its order, "
        "or with this choice ranked above O1 and 2 seats.",
    ),
    "two choices ranked equal": Golden(
        round_of({"O1": (1, ["S1"]), "O2": (1, ["S1"])}, {"S1": [["O1", "O2"]]}), "S1", SECOND, "plan",
        BEFORE + " You rank the two equal: the lottery decided.",
        f"You are placed here with this choice ranked above {FIRST}.",
    ),
    "placed": Golden(
        round_of({"O1": (1, ["S1"])}, {"S1": ["O1"]}), "S1", "O1", "placed",
        "You are placed here, from place 1 in its order of priority.", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("golden", GOLDEN.values(), ids=GOLDEN)
def test_an_explanation_says_this_and_is_true_when_the_round_is_placed_again(golden: Golden) -> None:
    choice = next(one for one in explained(golden.raw, golden.student) if one.offering == golden.offering)
    assert (choice.reason, choice.detail, choice.would_change) == (
        golden.reason,
        golden.detail,
        golden.would_change,
    )
    assert lands(golden.raw, golden.student, golden.offering, Remedy()) == (golden.reason == "placed")
    for remedy in choice.remedies:
        assert lands(golden.raw, golden.student, golden.offering, remedy)
        for less in weaker(remedy, golden.raw, golden.offering):
            assert not lands(golden.raw, golden.student, golden.offering, less)


def weaker(remedy: Remedy, raw: Raw, offering: str) -> list[Remedy]:
    """The same remedy with a little less of each change in it."""
    last = len(strict(next(entry for entry in raw["offerings"] if entry["id"] == offering)["priority"]))
    less = []
    if remedy.ranked_above is not None:
        less.append(replace(remedy, ranked_above=None))
    if remedy.lower is not None:
        less.append(replace(remedy, lower=remedy.lower + 1))
    if remedy.seats is not None:
        less.append(replace(remedy, seats=remedy.seats - 1))
    if remedy.place is not None and remedy.place < last:
        less.append(replace(remedy, place=remedy.place + 1))
    return less


@settings(max_examples=300, deadline=None, database=None)
@given(rounds(ties=True, lower=True, most=5))
def test_every_remedy_works_and_no_other_student_is_named(raw: Raw) -> None:
    instance = instance_from(raw)
    solution = match_round(instance, seed=SEED)
    explainer = Explainer(instance, solution)
    for student in solution.match:
        choices = explainer.student(student)
        assert [choice.offering for choice in choices if choice.reason == "placed"] == [
            offering for offering in [solution.match[student]] if offering
        ]
        for choice in choices:
            assert choice.reason == "placed" or not lands(raw, student, choice.offering, Remedy())
            assert all(lands(raw, student, choice.offering, remedy) for remedy in choice.remedies)
        named = re.findall(r"S\d+", json.dumps([choice.as_json() for choice in choices]))
        assert set(named) <= {student}
    assert not re.search(r"S\d", str(explainer.cutoffs()))


@settings(max_examples=200, deadline=None, database=None)
@given(rounds(most=6))
def test_without_minimums_place_and_seats_are_exact(raw: Raw) -> None:
    instance = instance_from(raw)
    explainer = Explainer(instance, match_round(instance, seed=SEED))
    for student in (entry["id"] for entry in raw["students"]):
        for choice in explainer.student(student):
            for remedy in choice.remedies:
                for less in weaker(remedy, raw, choice.offering):
                    assert not lands(raw, student, choice.offering, less)


def test_a_cutoff_gives_the_last_place_and_group_admitted() -> None:
    raw = round_of(
        {"O1": (2, ["S4", ["S1", "S2"], "S3"]), "O2": (3, ["S4"])},
        {"S1": ["O1"], "S2": ["O1"], "S3": ["O1"], "S4": ["O2"]},
    )
    instance = instance_from(raw)
    one, two = Explainer(instance, match_round(instance)).cutoffs()
    assert (one.admitted, one.full, one.last_place, one.last_group) == (2, True, 3, 2)
    assert (two.admitted, two.full, two.last_place, two.last_group) == (1, False, 1, 1)


def test_a_student_without_choices_has_nothing_to_explain() -> None:
    assert explained(round_of({"O1": (1, [])}, {"S1": []}), "S1") == []


def test_an_unknown_student_is_refused() -> None:
    with pytest.raises(UnknownStudent):
        explained(round_of({}, {}), "S1")


@pytest.mark.parametrize("match", [{"S1": "O2"}, {"S1": None}, {"S1": "O9"}, {"S9": "O1"}])
def test_another_result_than_the_rounds_own_is_not_explained(match: dict[str, str | None]) -> None:
    instance = instance_from(round_of({"O1": (1, ["S1"]), "O2": (1, ["S1"])}, {"S1": ["O1", "O2"]}))
    with pytest.raises(NotTheResult):
        Explainer(instance, Solution(instance="small", match=match)).student("S1")
