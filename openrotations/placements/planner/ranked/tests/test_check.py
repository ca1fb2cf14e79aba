"""The checker goes red: on every kind of wrong solution, and when a guard of the planner is taken away."""

import copy
from collections.abc import Callable

import pytest

from openrotations.placements.planner.ranked import matching
from openrotations.placements.planner.ranked.check import Verdict, check_solution
from openrotations.placements.planner.ranked.formats import Instance, instance_from, solution_json
from openrotations.placements.planner.ranked.generate import ranked_round
from openrotations.placements.planner.ranked.matching import Held, match_round
from openrotations.placements.planner.ranked.tests.markets import Raw, round_of

RAW = round_of(
    {"O1": (1, [["S1", "S2"]]), "O2": (2, ["S1", "S2", "S3"]), "O3": (2, ["S3"])},
    {"S1": ["O1", "O2"], "S2": ["O1", "O2"], "S3": ["O3", "O2"]},
    {"O3": 2},
)


def solved(instance: Instance) -> Raw:
    return dict(solution_json(match_round(instance, seed=1)))


def verdict_of(change: Callable[[Raw], object]) -> Verdict:
    solution = copy.deepcopy(solved(instance_from(RAW)))
    change(solution)
    return check_solution(RAW, solution)


def test_the_planners_own_solution_is_sound_and_the_closed_offering_is_waived() -> None:
    verdict = verdict_of(lambda solution: None)
    assert verdict.is_sound
    assert (verdict.students, verdict.placed, verdict.waived_pairs) == (3, 3, 1)


@pytest.mark.parametrize(
    ("standings", "faults"),
    [
        ({"S1": [0], "S2": [0], "S3": [1]}, []),
        ({"S1": [0, 3], "S2": [0, 3], "S3": [2, 0]}, []),
        ({"S1": [0], "S2": [1], "S3": [2]}, ["O1", "O2"]),
        ({"S1": [1], "S2": [1], "S3": [0]}, ["O2"]),
        ({"S1": [1], "S2": [1]}, []),
    ],
)
def test_the_order_of_priority_is_recounted_where_every_student_has_a_standing(
    standings: dict[str, list[int]], faults: list[str]
) -> None:
    raw = round_of(
        {"O1": (1, [["S1", "S2"]]), "O2": (2, [["S1", "S2"], "S3"])}, {name: [] for name in ("S1", "S2", "S3")}
    )
    for student in raw["students"]:
        if student["id"] in standings:
            student["standing"] = standings[student["id"]]
    found = check_solution(raw, solved(instance_from(raw))).faults
    assert list(found) == [f"{offering} does not take students by their standing" for offering in faults]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda s: s.update(instance="other"), "names another round"),
        (lambda s: s["match"].pop("S3"), "student S3 is not in the match"),
        (lambda s: s["match"].update(S9="O1"), "student S9 is not in the round"),
        (lambda s: s["match"].update(S1="O9"), "which is not in the round"),
        (lambda s: s["match"].update(S1="O3"), "which they do not list"),
        (lambda s: s["match"].update(S1="O3"), "which cannot take them"),
        (lambda s: s["match"].update(S1="O1", S2="O1"), "O1 holds 2 students on 1 seats"),
        (lambda s: s["match"].update(S3="O3"), "O3 is closed but holds 1 students"),
        (lambda s: s["closed"][0].update(offering="O9"), "O9 is closed but not in the round"),
        (lambda s: s["closed"][0].update(placed=2), "without being below its minimum"),
        (lambda s: s["closed"][0].update(lower=3), "without being below its minimum"),
        (lambda s: s["closed"][0].update(offering="O1"), "without being below its minimum"),
        (lambda s: s["closed"][0].update(demand=5), "a demand counted wrong"),
    ],
)
def test_a_broken_rule_is_a_fault(change: Callable[[Raw], object], fault: str) -> None:
    verdict = verdict_of(change)
    assert not verdict.is_sound
    assert any(fault in found for found in verdict.faults)


def test_an_empty_seat_that_somebody_wants_is_a_blocking_pair() -> None:
    assert verdict_of(lambda s: s["match"].update(S3=None)).blocking_pairs == (("S3", "O2"),)


def test_an_offering_that_opened_with_too_few_is_reported() -> None:
    verdict = verdict_of(lambda s: (s["match"].update(S3="O3"), s.update(closed=[])))
    assert verdict.below_lower == ("O3",)
    assert not verdict.is_sound


def test_a_student_who_lost_a_lottery_they_won_is_reported() -> None:
    swap = {"S1": "O1", "S2": "O2"} if solved(instance_from(RAW))["match"]["S2"] == "O1" else {"S1": "O2", "S2": "O1"}
    verdict = verdict_of(lambda s: s["match"].update(swap))
    assert verdict.lottery_pairs and not verdict.blocking_pairs
    assert not verdict.is_sound


def tied_round() -> tuple[Instance, Raw]:
    instance = ranked_round(students=60, offerings=8, seed=1, priority_groups=3)
    return instance, instance.model_dump(mode="json")


def test_without_the_capacity_guard_the_checker_goes_red(monkeypatch: pytest.MonkeyPatch) -> None:
    instance, raw = tied_round()
    assert check_solution(raw, solved(instance)).is_sound

    def always(held: Held, seats: int) -> bool:
        return True

    monkeypatch.setattr(matching, "has_free_seat", always)
    assert any("seats" in fault for fault in check_solution(raw, solved(instance)).faults)


def test_without_the_lottery_the_checker_goes_red(monkeypatch: pytest.MonkeyPatch) -> None:
    instance, raw = tied_round()

    def by_name(seed: int, *ids: str) -> str:
        return ids[-1]

    monkeypatch.setattr(matching, "lottery_number", by_name)
    verdict = check_solution(raw, solved(instance))
    assert verdict.lottery_pairs and not verdict.blocking_pairs


def test_without_priorities_the_checker_goes_red(monkeypatch: pytest.MonkeyPatch) -> None:
    instance, raw = tied_round()

    def backwards(tiers: tuple[tuple[str, ...], ...], number: Callable[[str], str]) -> list[str]:
        return [given for tier in tiers for given in tier][::-1]

    monkeypatch.setattr(matching, "untied", backwards)
    assert check_solution(raw, solved(instance)).blocking_pairs


def test_without_the_rule_on_minimum_numbers_the_checker_goes_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "close_below_minimum", lambda proposals: [])
    assert check_solution(RAW, solved(instance_from(RAW))).below_lower == ("O3",)
