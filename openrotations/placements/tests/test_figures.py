"""Figures of a plan, gaps and proofs in words, limits in weeks, and sentences for every reason."""

from datetime import date
from typing import Any, get_args

import pytest

from openrotations.placements.planner.cohort.reasons.explain import Reason
from openrotations.placements.planner.cohort.reasons.remedies import Kind
from openrotations.placements.plans.figures import Share, by_group, figures_of, worst_off
from openrotations.placements.plans.limits import limits_in_words, planner_limits
from openrotations.placements.plans.objectives import LEVELS, PRESETS, gap_in_words, gap_of, proofs, weights_for
from openrotations.placements.plans.reasons import sentences
from openrotations.placements.plans.weeks import Calendar

SHARES = [
    Share("a", 8, ((1, 4), (3, 4))),
    Share("b", 8, ((2, 4),)),
    Share("c", 4, ()),
]


def test_figures_count_students_weeks_and_choices() -> None:
    found = figures_of(SHARES)
    assert (found.students, found.placed, found.full, found.weeks, found.wanted) == (3, 2, 1, 12, 20)
    assert (found.first_choices, found.mean_rank) == (1, 2.0)
    assert figures_of([]).mean_rank is None and figures_of([]).weeks_share == 0


def test_the_worst_off_tenth_is_who_got_least_of_what_they_want() -> None:
    assert [share.student for share in worst_off(SHARES)] == ["c"]
    many = [Share(f"s{number}", 8, ((number, 8),)) for number in range(1, 21)]
    assert [share.student for share in worst_off(many)] == ["s20", "s19"]


def test_groups_come_largest_first() -> None:
    found = by_group(SHARES, {"a": "Ruritania", "b": "Freedonia", "c": "Ruritania"})
    assert [(group, figures.students, figures.full) for group, figures in found] == [
        ("Ruritania", 2, 1),
        ("Freedonia", 1, 0),
    ]


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (None, ""),
        (0.0, "the best possible"),
        (0.00003, "within 0.01 % of the best possible"),
        (0.00021, "within 0.03 % of the best possible"),
        (0.0030, "within 0.30 % of the best possible"),
        (0.0312, "within 3.2 % of the best possible"),
    ],
)
def test_a_gap_is_told_in_words_and_never_made_smaller(gap: float | None, words: str) -> None:
    assert gap_in_words(gap) == words


def test_a_gap_is_a_part_of_the_bound() -> None:
    assert gap_of(90.0, 100.0) == pytest.approx(0.1)
    assert gap_of(-110.0, -100.0) == pytest.approx(0.1)
    assert gap_of(None, 1.0) is None and gap_of(0.0, 0.0) == 0


def test_proofs_are_told_in_order_until_the_first_that_is_open() -> None:
    order = PRESETS["complete"]
    assert proofs({"proven": ["full", "rank_cost"]}, order) == ["No plan gives more students all their weeks."]
    assert len(proofs({"proven": list(LEVELS)}, order)) == 5
    assert proofs({"proven": ["weeks"]}, PRESETS["weeks"]) == ["No plan places more weeks."]
    assert proofs(None, order) == []


def test_the_usual_order_has_the_usual_weights() -> None:
    assert weights_for(PRESETS["complete"]) == {
        "full": 20000, "weeks": 1000, "rank_cost": 1, "host": 0.01, "money": 0.0005,
    }  # fmt: skip
    assert weights_for(PRESETS["weeks"])["weeks"] > weights_for(PRESETS["weeks"])["full"]


def test_students_who_are_there_already_count_towards_a_limit() -> None:
    calendar = Calendar(date(2027, 1, 4), 10)
    limit = {"state": "FL", "each_school": True, "most_students": 3, "first_on": "2027-01-01", "last_on": "2027-01-31"}
    there: dict[tuple[str, str], list[list[date]]] = {
        ("one", "FL"): [[date(2027, 1, 4), date(2027, 1, 18)], [date(2026, 1, 4)]],
        ("two", "NY"): [[]],
    }
    found = planner_limits({"students_in_state": [limit]}, calendar, {"one", "two"}, there)["students_in_state"]
    assert [(each["school"], each["most_students"]) for each in found] == [("one", 2), ("two", 3)]
    assert (found[0]["first_week"], found[0]["end_week"]) == (0, 4)
    together = planner_limits({"students_in_state": [{**limit, "each_school": False}]}, calendar, {"one"}, there)
    assert [(each["school"], each["most_students"]) for each in together["students_in_state"]] == [("", 2)]
    past = {**limit, "first_on": "2026-01-01", "last_on": "2026-01-31"}
    assert planner_limits({"students_in_state": [past]}, calendar, {"one"}, there)["students_in_state"] == []


DETAILS: dict[str, dict[str, Any]] = {
    "placed": {"start": 1, "length": 4, "rank": 1},
    "requirement": {"missing": ["step1"], "score_short": 3},
    "date": {"weeks_missing": 2},
    "length": {"shortest": 6, "needed": 4},
    "budget": {"price": 4000, "budget": 3000, "in_all": True},
    "rule": {"state": "NY", "weeks_left": 2},
    "seats": {"seats": 2, "holders": 2, "holders_as_keen": 1},
    "moves": {"moves": 2, "most": 1},
    "rotations": {"rotations": 3, "most": 2},
    "weeks": {"weeks": 2, "least": 4},
    "several": {"rules": ["budget", "moves"]},
    "plan": {
        "weeks_now": 8, "weeks_with": 4, "rank_cost_now": 1, "rank_cost_with": 1, "price_now": 1, "price_with": 1,
        "instead_of": ["o1"], "is_full": True,
    },
    "together": {"weeks_now": 4, "weeks_with": 0},
}  # fmt: skip


@pytest.mark.parametrize("to_student", [True, False])
def test_every_reason_has_a_sentence_for_the_student_and_for_the_office(to_student: bool) -> None:
    assert DETAILS.keys() == set(get_args(Reason.__value__))
    for reason, detail in DETAILS.items():
        told = sentences({"reason": reason, "detail": detail, "would_change": []}, to_student=to_student)
        assert told and all(text.endswith(".") and "%(" not in text for text in told)


def test_limits_are_told_in_words_as_they_were_set() -> None:
    weeks = {"weeks_in_state": [{"state": "NY", "most_weeks": 12}]}
    span = {"first_on": "2027-01-01", "last_on": "2027-12-31", "state": "FL", "most_students": 3}
    students = {"students_in_state": [{**span, "each_school": True}, {**span, "each_school": False}]}
    assert list(limits_in_words(weeks)) == ["At most 12 weeks of each student in New York."]
    assert list(limits_in_words(students)) == [
        "At most 3 students of each school in Florida, 1 Jan – 31 Dec 2027.",
        "At most 3 students in Florida, 1 Jan – 31 Dec 2027.",
    ]
    assert list(limits_in_words({})) == []


def test_a_later_goal_is_proven_with_those_before_it() -> None:
    claims = {"proven": ["weeks", "full"]}
    assert proofs(claims, ["weeks", "full"]) == [
        "No plan places more weeks.",
        "With that, no plan gives more students all their weeks.",
    ]
    assert proofs(claims, ["full", "weeks"])[0] == "No plan gives more students all their weeks."


def test_every_remedy_has_a_sentence() -> None:
    for kind in get_args(Kind.__value__):
        remedy = {"kind": kind, "more": 2, "of": 0, "earlier": 1, "later": 1, "facts": [], "offerings": ["o1"]}
        kept = {"reason": "date", "detail": DETAILS["date"], "would_change": [remedy]}
        assert len(sentences(kept, to_student=True)) == 2
