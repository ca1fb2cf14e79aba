"""What became of each offering of a round: every count recounted, every remedy tried by placing again."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.ranked.formats import instance_from
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.planner.ranked.offerings import OfferingRemedy, OfferingSide, offering_side
from openrotations.placements.planner.ranked.tests.markets import Raw, match_of, round_of, rounds, with_seat


def side_of(raw: Raw, offering: str, seed: int = 1) -> OfferingSide:
    instance = instance_from(raw)
    return offering_side(instance, match_round(instance, seed=seed), offering)


def test_a_full_offering_tells_whom_it_refused_and_what_one_more_seat_brings() -> None:
    raw = round_of({"O1": (1, ["S1", "S2"])}, {"S1": ["O1"], "S2": ["O1"]})
    side = side_of(raw, "O1")
    assert (side.listed, side.refused, side.elsewhere, side.cutoff.last_place) == (2, 1, 0, 1)
    assert side.remedies == (OfferingRemedy("seat", 2),)


def test_empty_seats_are_told_with_where_those_who_listed_it_went() -> None:
    raw = round_of({"O1": (2, ["S1"]), "O2": (2, ["S1", "S2"])}, {"S1": ["O2", "O1"], "S2": ["O1", "O2"]})
    side = side_of(raw, "O1")
    assert (side.cutoff.admitted, side.listed, side.elsewhere, side.not_in_order, side.refused) == (0, 2, 1, 1, 0)
    assert side.remedies == ()


def test_an_offering_that_did_not_open_tells_the_minimum_with_which_it_had() -> None:
    raw = round_of({"O1": (2, ["S1"])}, {"S1": ["O1"]}, {"O1": 2})
    side = side_of(raw, "O1")
    assert (side.lower, side.closed_with) == (2, 1)
    assert side.remedies == (OfferingRemedy("lower", 1, 1),)


def tier_of(raw: Raw, student: str, offering: str | None) -> int:
    tiers = next(each["prefs"] for each in raw["students"] if each["id"] == student)
    listed = [[tier] if isinstance(tier, str) else tier for tier in tiers]
    return next((at for at, tier in enumerate(listed) if offering in tier), len(listed))


@settings(max_examples=200, deadline=None, database=None)
@given(rounds(ties=True, lower=True), st.integers(0, 9))
def test_every_count_and_every_remedy_holds(raw: Raw, seed: int) -> None:
    match = match_of(raw, seed)
    for offering in raw["offerings"]:
        name = offering["id"]
        side = side_of(raw, name, seed)
        in_order = {s for tier in offering["priority"] for s in ([tier] if isinstance(tier, str) else tier)}
        listing = [each["id"] for each in raw["students"] if tier_of(raw, each["id"], name) < len(each["prefs"])]
        away = [student for student in listing if match[student] != name]
        assert side.listed == len(listing)
        assert side.elsewhere + side.refused + side.not_in_order == len(away)
        assert side.not_in_order == sum(student not in in_order for student in away)
        for student in away:
            if student in in_order and tier_of(raw, student, name) < tier_of(raw, student, match[student]):
                assert side.refused
        for remedy in side.remedies:
            assert sum(got == name for got in match_of(changed(raw, name, remedy), seed).values()) == remedy.students
            assert remedy.students > side.cutoff.admitted


def changed(raw: Raw, name: str, remedy: OfferingRemedy) -> Raw:
    if remedy.kind == "seat":
        return with_seat(raw, name)
    again: dict[str, Any] = copy.deepcopy(raw)
    next(each for each in again["offerings"] if each["id"] == name)["lower"] = remedy.lower
    return again
