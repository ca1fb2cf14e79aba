"""Nobody gains by a list that is not true, and equals differ only by the published lottery."""

import copy
import itertools
from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.ranked.matching import lottery_number
from openrotations.placements.planner.ranked.tests.markets import Listed, Raw, match_of, round_of, rounds, with_prefs

some = settings(max_examples=60, deadline=None, database=None)


def weak_orders(offerings: Sequence[str]) -> Iterator[list[list[str]]]:
    """Every list a student can hand in: any of the offerings, in any order, with any ties."""
    yield []
    for size in range(1, len(offerings) + 1):
        for first in itertools.combinations(offerings, size):
            left = [offering for offering in offerings if offering not in first]
            yield from ([list(first), *rest] for rest in weak_orders(left))


def tier_of(prefs: Listed, offering: str | None) -> int:
    """The place of the offering's tier in a list; nothing, or what is not listed, comes after all."""
    tiers = [[tier] if isinstance(tier, str) else tier for tier in prefs]
    return next((place for place, tier in enumerate(tiers) if offering in tier), len(tiers))


def assert_nobody_gains(raw: Raw) -> None:
    offerings = [offering["id"] for offering in raw["offerings"]]
    truth = match_of(raw)
    for student in raw["students"]:
        own = tier_of(student["prefs"], truth[student["id"]])
        for lie in weak_orders(offerings):
            told = [tier if len(tier) > 1 else tier[0] for tier in lie]
            got = match_of(with_prefs(raw, student["id"], told))[student["id"]]
            assert tier_of(student["prefs"], got) >= own, (student, told)


def test_three_offerings_can_be_listed_in_26_ways() -> None:
    assert len({str(order) for order in weak_orders(["O1", "O2", "O3"])}) == 26


@some
@given(rounds())
def test_no_student_gains_by_handing_in_another_list(raw: Raw) -> None:
    assert_nobody_gains(raw)


@some
@given(rounds(ties=True))
def test_no_student_gains_by_handing_in_another_list_when_choices_or_priorities_are_tied(raw: Raw) -> None:
    assert_nobody_gains(raw)


@some
@given(rounds(ties=True), st.data())
def test_no_student_gains_by_another_list_where_criteria_come_before_the_lottery(raw: Raw, data: st.DataObject) -> None:
    """One order of groups for every offering, as the desk makes it from facts about the students."""
    standing = {
        student["id"]: data.draw(st.tuples(st.integers(0, 1), st.integers(0, 2))) for student in raw["students"]
    }
    for offering in raw["offerings"]:
        listed = [student for tier in offering["priority"] for student in ([tier] if isinstance(tier, str) else tier)]
        groups = sorted({standing[student] for student in listed})
        offering["priority"] = [[student for student in listed if standing[student] == group] for group in groups]
    assert_nobody_gains(raw)


def test_with_minimum_numbers_a_shorter_list_can_keep_an_offering_open() -> None:
    """The limit of the promise, as the planner states it: lists decide what closes."""
    raw = round_of(
        {"O1": (2, ["S1", "S2"]), "O2": (2, ["S1", "S2"])},
        {"S1": ["O1", "O2"], "S2": ["O2", "O1"]},
        {"O1": 2, "O2": 2},
    )
    seed = next(seed for seed in range(99) if lottery_number(seed, "O1") < lottery_number(seed, "O2"))
    assert match_of(raw, seed) == {"S1": "O2", "S2": "O2"}
    assert match_of(with_prefs(raw, "S1", ["O1"]), seed) == {"S1": "O1", "S2": "O1"}


@settings(max_examples=150, deadline=None, database=None)
@given(rounds(ties=True, most=5), st.integers(0, 99))
def test_of_two_equal_students_the_one_first_in_the_lottery_does_at_least_as_well(raw: Raw, seed: int) -> None:
    if not raw["students"]:
        return
    first = raw["students"][0]
    twins = copy.deepcopy(raw)
    twins["students"].append({"id": "twin", "prefs": copy.deepcopy(first["prefs"])})
    for offering in twins["offerings"]:
        tiers = [[tier] if isinstance(tier, str) else tier for tier in offering["priority"]]
        offering["priority"] = [[*tier, "twin"] if first["id"] in tier else tier for tier in tiers]
    match = match_of(twins, seed)
    winner, loser = sorted((first["id"], "twin"), key=lambda student: lottery_number(seed, student))
    assert tier_of(first["prefs"], match[winner]) <= tier_of(first["prefs"], match[loser])
