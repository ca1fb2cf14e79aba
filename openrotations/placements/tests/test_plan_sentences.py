"""A plan with another choice is never called no better where it is better, as after a change by hand."""

import pytest

from openrotations.placements.plans.reasons import sentences

NOW = {"weeks_now": 8, "rank_cost_now": 20, "price_now": 3200, "is_full": False}


@pytest.mark.parametrize(
    ("weeks", "rank_cost", "price", "told"),
    [
        (8, 4, 4400, ["A plan with it has higher choices.", "It costs more, and the office chose this one."]),
        (8, 4, 3200, ["A plan with it has higher choices.", "The office chose this one."]),
        (9, 36, 3200, ["A plan with it has more weeks.", "The office chose this one."]),
        (4, 0, 1600, ["A plan with it has 4 weeks. This one has 8."]),
        (8, 36, 3200, ["A plan with it has lower choices in the other weeks."]),
        (8, 20, 4400, ["A plan with it costs more, and is no better otherwise."]),
        (8, 20, 3200, ["A plan with it is no better than this one."]),
    ],
)
def test_what_a_plan_with_another_choice_would_be_is_told_as_it_is(
    weeks: int, rank_cost: int, price: int, told: list[str]
) -> None:
    detail = NOW | {"weeks_with": weeks, "rank_cost_with": rank_cost, "price_with": price}
    kept = {"reason": "plan", "detail": detail, "would_change": []}
    assert sentences(kept, to_student=True) == told


@pytest.mark.parametrize(
    ("keen", "holders", "told"),
    [
        (2, 3, "2 of the 3 students there rank it as high as you, or higher."),
        (1, 1, "The one student there ranks it as high as you, or higher."),
        (0, 1, "The one student there ranks it lower."),
    ],
)
def test_who_has_the_seats_is_told_without_names(keen: int, holders: int, told: str) -> None:
    detail = {"seats": 1, "holders": holders, "holders_as_keen": keen}
    assert sentences({"reason": "seats", "detail": detail, "would_change": []}, to_student=True)[1:] == [told]
