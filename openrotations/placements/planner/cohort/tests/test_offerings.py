"""What became of an offering's seats: every count and every remedy, worked out again by brute force."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import (
    Instance,
    Offering,
    Placed,
    Solution,
    Student,
    solution_json,
)
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.reasons.explain import Explainer
from openrotations.placements.planner.cohort.reasons.filling import Filling
from openrotations.placements.planner.cohort.reasons.offerings import OfferingSide, OfferingSides
from openrotations.placements.planner.cohort.search.solve import plan_cohort
from openrotations.placements.planner.cohort.tests.small import (
    Plan,
    blend_of,
    brute_force_blend,
    cohorts,
    every_plan,
    totals_of,
)
from openrotations.placements.planner.cohort.tests.test_explain import cohort

CLOSE = 1e-6


def sides_of(instance: Instance, plans: dict[str, tuple[Placed, ...]]) -> dict[str, OfferingSide]:
    explainer = Explainer(instance, Solution(instance=instance.name, plans=plans))
    sides = OfferingSides(explainer)
    for student in instance.students:
        sides.add(student.id, explainer.student(student.id))
    return {offering.id: sides.of(offering.id) for offering in instance.offerings}


def side_of(instance: Instance, plans: dict[str, list[tuple[str, int, int]]]) -> OfferingSide:
    return sides_of(instance, {key: tuple(Placed(*each) for each in plan) for key, plan in plans.items()})["a"]


def test_an_offering_that_nobody_lists_says_so() -> None:
    side = side_of(cohort({"a": {}}, {"s": {"prefs": []}}), {})
    assert (side.seat_weeks, side.filled, side.listed, side.kept_away, side.would_fill) == (12, 0, 0, {}, ())
    assert side.empty == ((0, 12, 1),)
    assert side.no_block == 4  # its blocks end after week 8


def test_a_lower_price_that_brings_somebody_is_told() -> None:
    side = side_of(cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]], "budget": 150}}), {"s": []})
    assert side.kept_away == {"budget": 1}
    assert side.would_fill == (Filling("price", less=63, students=1),)


def test_a_later_start_that_brings_somebody_is_told() -> None:
    offering = {"capacity": [1] * 4 + [0] * 8, "blocks": [[0, 4]]}
    side = side_of(cohort({"a": offering}, {"s": {"prefs": [["a", 1, 0]], "windows": [[2, 6]]}}), {"s": []})
    assert side.kept_away == {"date": 1}
    assert [(each.kind, each.weeks) for each in side.would_fill] == [("later", 2), ("shorter", 2)]


def test_a_requirement_that_keeps_somebody_away_is_told() -> None:
    offering = {"requires": ["step1"], "min_score": 60}
    side = side_of(cohort({"a": offering}, {"s": {"prefs": [["a", 1, 0]]}}), {"s": []})
    assert side.would_fill == (Filling("requirement", facts=("step1",), score=10, students=1),)


def test_seats_that_a_plan_leaves_though_somebody_could_have_them_are_called_open() -> None:
    side = side_of(cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]]}}), {"s": []})
    assert side.kept_away == {"open": 1}


def test_a_full_offering_tells_whom_it_could_not_take() -> None:
    others = {name: {"prefs": [["a", 1, 0]]} for name in ("s", "t", "u")}
    instance = cohort({"a": {"capacity": [1] * 8 + [0] * 4}}, others)
    side = side_of(instance, {"s": [], "t": [("a", 0, 4)], "u": [("a", 4, 4)]})
    assert (side.filled, side.empty, side.kept_away, side.would_fill) == (8, (), {"full": 1}, ())


def sound_plans(instance: Instance, solution: Solution, student: Student) -> list[Plan]:
    """By brute force: every plan of the student that is sound with everybody else where they are."""
    raw: dict[str, Any] = instance.model_dump(mode="json")

    def is_sound(plan: Plan) -> bool:
        plans = {**solution.plans, student.id: plan}
        return check_plan(raw, solution_json(Solution(instance=instance.name, plans=plans))).is_sound

    return [plan for plan in every_plan(instance, student) if is_sound(plan)]


def best_values(instance: Instance, solution: Solution, student: Student, offering: str) -> tuple[float, float | None]:
    """What the student's best plan is worth, and what the best plan with the offering is worth."""
    values = [
        (blend_of(instance, totals_of(instance, student, plan)), any(each.offering == offering for each in plan))
        for plan in sound_plans(instance, solution, student)
    ]
    return max(value for value, _ in values), max((value for value, has in values if has), default=None)


def replaced(instance: Instance, offering: Offering) -> Instance:
    others = tuple(offering if each.id == offering.id else each for each in instance.offerings)
    return instance.model_copy(update={"offerings": others})


def confirm(instance: Instance, solution: Solution, side: OfferingSide) -> None:
    """Recount what is filled, and try each remedy by changing exactly what it names."""
    offering = next(each for each in instance.offerings if each.id == side.offering)
    held = [placed for plan in solution.plans.values() for placed in plan if placed.offering == side.offering]
    left = list(offering.capacity)
    for placed in held:
        for week in range(placed.start, placed.start + placed.length):
            left[week] -= 1
    assert (side.filled, side.students) == (sum(placed.length for placed in held), len(held))
    assert [seats for a, b, n in side.empty for seats in [n] * (b - a)] == [n for n in left if n]
    listing = [each for each in instance.students if any(wish.offering == side.offering for wish in each.prefs)]
    away = [each for each in listing if all(p.offering != side.offering for p in solution.plans.get(each.id, ()))]
    assert (side.listed, sum(side.kept_away.values())) == (len(listing), len(away))
    could_gain = 0
    for student in away:
        best, with_it = best_values(instance, solution, student, side.offering)
        now = blend_of(instance, totals_of(instance, student, solution.plans.get(student.id, ())))
        assert best >= now - CLOSE
        could_gain += with_it is not None and with_it > now + CLOSE
    assert side.kept_away.get("open", 0) == could_gain
    for filling in side.would_fill:
        changed = replaced(instance, filling.changed(offering))
        comes = 0
        for student in away:
            best, with_it = best_values(changed, solution, student, side.offering)
            comes += with_it is not None and with_it >= best - CLOSE
        assert comes >= filling.students >= 1, filling


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cohorts(limits=True, most_students=4))
def test_every_count_and_every_remedy_of_an_offering_holds(instance: Instance) -> None:
    solution = brute_force_blend(instance).solution
    for side in sides_of(instance, dict(solution.plans)).values():
        confirm(instance, solution, side)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cohorts(most_students=3))
def test_they_hold_for_a_plan_that_leaves_seats_which_could_be_had(instance: Instance) -> None:
    solution = Solution(instance=instance.name, plans={})
    for side in sides_of(instance, {}).values():
        confirm(instance, solution, side)


@pytest.mark.parametrize("seed", range(4))
def test_cohorts_of_eight_are_told_to_their_hosts(seed: int) -> None:
    instance = cohort_to_try(students=8, offerings=6, seed=seed, tightness=0.8, choices=4, states=2)
    solution = plan_cohort(instance, seconds=2, seed=seed).solution
    for side in sides_of(instance, dict(solution.plans)).values():
        confirm(instance, solution, side)


def test_a_remedy_that_brings_nobody_is_not_told() -> None:
    """The twin: no cut of the price is told to those whom other weeks would not bring either."""
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]], "windows": []}})
    assert side_of(instance, {"s": []}).would_fill == ()
