"""Friends who wish to go together get what they wish as far as seats allow, at nobody's cost but their own."""

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import (
    Instance,
    Placed,
    Solution,
    Student,
    instance_from,
    solution_json,
)
from openrotations.placements.planner.cohort.files.tables import read_tables, write_tables
from openrotations.placements.planner.cohort.reasons.explain import Explainer
from openrotations.placements.planner.cohort.search import solve
from openrotations.placements.planner.cohort.search.candidates import candidates_of
from openrotations.placements.planner.cohort.search.pricing import Pricing
from openrotations.placements.planner.cohort.search.seating import seating_of
from openrotations.placements.planner.cohort.search.solve import plan_cohort
from openrotations.placements.planner.cohort.search.together import bring_together, cities_of
from openrotations.placements.planner.cohort.tests.small import Plan, Raw, blend_of, cohorts, every_plan, totals_of
from openrotations.placements.planner.reading import BadInstance

CITY = {"o1": "Ash", "o2": "Birch", "o3": "Ash", "o4": "Birch"}


def two_friends(**values: object) -> Instance:
    """Each prefers another city; both could be in Ash, or both in Birch."""
    offering = {"price_week": 0, "requires": [], "min_score": 0, "capacity": [1] * 4, "blocks": [[0, 4]]}
    student = {
        "windows": [[0, 4]], "weeks_needed": 4, "min_weeks": 4, "max_moves": 0, "max_rotations": 1, "budget": 0,
        "score": 0, "facts": [],
    }  # fmt: skip
    raw: Raw = {
        "format": "placement-instance/1",
        "weeks": 4,
        "offerings": [{**offering, "id": name, "city": city} for name, city in CITY.items()],
        "students": [
            {**student, "id": "s1", "prefs": [["o1", 1, 0], ["o2", 2, 0]]},
            {**student, "id": "s2", "prefs": [["o4", 1, 0], ["o3", 2, 0]]},
        ],
        "together": [["s1", "s2"]],
        **values,
    }
    return instance_from(raw)


def shared(instance: Instance, one: Plan, other: Plan) -> int:
    city = {offering.id: offering.city for offering in instance.offerings}

    def weeks(plan: Plan) -> set[tuple[int, str]]:
        return {
            (week, city[p.offering]) for p in plan for week in range(p.start, p.start + p.length) if city[p.offering]
        }

    return len(weeks(one) & weeks(other))


def test_friends_share_a_city_when_that_is_worth_the_lower_choice_to_them() -> None:
    planned = plan_cohort(two_friends(), seconds=5).solution
    assert shared(two_friends(), planned.plans["s1"], planned.plans["s2"]) == 4
    verdict = check_plan(two_friends().model_dump(mode="json"), solution_json(planned))
    assert verdict.faults == ()
    assert verdict.weeks_together == (("s1", "s2", 4),)


def test_a_choice_given_up_for_a_friend_says_so() -> None:
    instance = two_friends()
    planned = plan_cohort(instance, seconds=5).solution
    first = {"s1": "o1", "s2": "o4"}
    told = {s: {each.offering: each for each in Explainer(instance, planned).student(s)} for s in first}
    (parted,) = [told[s][choice] for s, choice in first.items() if told[s][choice].reason != "placed"]
    assert (parted.reason, parted.detail) == ("together", {"weeks_now": 4, "weeks_with": 0})


def test_who_does_not_wish_it_gets_the_first_choice() -> None:
    planned = plan_cohort(two_friends(together=[]), seconds=5).solution
    assert {each for plan in planned.plans.values() for each in plan} == {Placed("o1", 0, 4), Placed("o4", 0, 4)}


def test_friends_do_not_go_together_at_any_price_in_ranks() -> None:
    far = two_friends().model_dump(mode="json")
    for student, (first, last) in zip(far["students"], (("o1", "o2"), ("o4", "o3")), strict=True):
        student["prefs"] = [[first, 1, 0], [last, 9, 0]]
    planned = plan_cohort(instance_from(far), seconds=5).solution
    assert shared(instance_from(far), planned.plans["s1"], planned.plans["s2"]) == 0


def test_what_is_proven_stays_true_when_friends_gave_up_a_choice() -> None:
    claims = plan_cohort(two_friends(), seconds=5).solution.claims
    assert claims is not None
    assert claims.proven == ("full", "weeks")
    assert claims.objectives["rank_cost"] == 4
    assert claims.bounds["rank_cost"] == 0


def liked_at_their_second_choices() -> Instance:
    """Whoever gives up the first choice for a friend comes where the host likes them more."""
    liked = two_friends().model_dump(mode="json")
    for student, (first, last) in zip(liked["students"], (("o1", "o2"), ("o4", "o3")), strict=True):
        student["prefs"] = [[first, 1, 0], [last, 2, 9]]
    return instance_from(liked)


def faults_of_plan(instance: Instance, *, seconds: float = 5) -> tuple[str, ...]:
    planned = plan_cohort(instance, seconds=seconds).solution
    return check_plan(instance.model_dump(mode="json"), solution_json(planned)).faults


def test_a_bound_that_holds_only_beside_the_choice_given_up_is_not_claimed() -> None:
    instance = liked_at_their_second_choices()
    claims = plan_cohort(instance, seconds=5).solution.claims
    assert claims is not None
    assert claims.objectives["rank_cost"] > 0
    assert claims.bounds["rank_cost"] == 0
    assert set(claims.bounds) == {"full", "weeks", "rank_cost"}
    assert faults_of_plan(instance) == ()


def test_without_looking_at_bounds_again_the_checker_refuses_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: as certificates stood before friends met."""
    monkeypatch.setattr(solve, "still_true", lambda certificates, _seating: certificates)
    said = faults_of_plan(liked_at_their_second_choices())
    assert any("is better than its own bound" in fault for fault in said)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(cohorts(limits=True, any_order=True), st.sampled_from([5, 0.02, 0.0]))
def test_whatever_order_friends_and_time_every_claim_holds(instance: Instance, seconds: float) -> None:
    ids = [student.id for student in instance.students]
    pairs = tuple(zip(ids[::2], ids[1::2], strict=False))
    assert faults_of_plan(instance.model_copy(update={"together": pairs}), seconds=seconds) == ()


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(cohorts(limits=True))
def test_friends_get_the_best_pair_of_plans_that_the_free_seats_allow(instance: Instance) -> None:
    if len(instance.students) < 2:
        return
    before = plan_cohort(instance, seconds=5).solution
    seating = seating_of(Pricing(candidates_of(instance)), before)
    bring_together(seating, [(0, 1)], instance.weights, cities_of([each.city for each in instance.offerings]))
    plans = {each.id: seating.placed(at) for at, each in enumerate(instance.students)}
    assert {s: plans[s] for s in list(plans)[2:]} == {s.id: before.plans[s.id] for s in instance.students[2:]}
    solution = Solution(instance=instance.name, plans=plans)
    assert check_plan(instance.model_dump(mode="json"), solution_json(solution)).faults == ()
    one, other = instance.students[:2]
    reached = worth(instance, plans[one.id], plans[other.id])
    assert reached == pytest.approx(max(worth(instance, *pair) for pair in possible_pairs(instance, before)))


def worth(instance: Instance, mine: Plan, theirs: Plan) -> float:
    one, other = instance.students[:2]
    own = blend_of(instance, totals_of(instance, one, mine)) + blend_of(instance, totals_of(instance, other, theirs))
    return own + instance.weights.rank_cost * instance.weights.together * shared(instance, mine, theirs)


def possible_pairs(instance: Instance, before: Solution) -> Iterator[tuple[Plan, Plan]]:
    """Every pair of plans in which both keep their weeks, beside what all others have."""
    one, other = instance.students[:2]
    for mine, theirs in itertools.product(no_worse(instance, one, before), no_worse(instance, other, before)):
        plans = {**before.plans, one.id: mine, other.id: theirs}
        solution = Solution(instance=instance.name, plans=plans)
        if is_seated(instance, plans) and not check_plan(_json(instance), solution_json(solution)).faults:
            yield mine, theirs


def no_worse(instance: Instance, student: Student, before: Solution) -> list[Plan]:
    held = totals_of(instance, student, before.plans[student.id])[:2]
    return [
        plan
        for plan in every_plan(instance, student)
        if all(now >= then for now, then in zip(totals_of(instance, student, plan)[:2], held, strict=True))
    ]


def is_seated(instance: Instance, plans: dict[str, Plan]) -> bool:
    used = Counter(
        (p.offering, week) for plan in plans.values() for p in plan for week in range(p.start, p.start + p.length)
    )
    seats = {each.id: each.capacity for each in instance.offerings}
    return all(count <= seats[offering][week] for (offering, week), count in used.items())


def _json(instance: Instance) -> Raw:
    written: Raw = instance.model_dump(mode="json")
    return written


def test_friends_are_written_as_tables_and_read_again(tmp_path: Path) -> None:
    write_tables(two_friends(), tmp_path)
    assert read_tables(tmp_path) == two_friends()
    (tmp_path / "together.csv").write_text("student,friend\ns1,s9\n", encoding="utf-8")
    with pytest.raises(BadInstance) as bad:
        read_tables(tmp_path)
    assert [str(fault.place) for fault in bad.value.faults] == ["together.csv, line 2, friend"]


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([["s1", "s9"]], 'together[0][1]: "s9" is not an id in this cohort'),
        ([["s1", "s1"]], "together[0]: names one student twice"),
        ([["s1", "s2"], ["s2", "s1"]], "together[1]: is listed twice"),
        ([["s1"]], "together[0]"),
        ([["s1", 2]], "together[0][1]"),
        ("s1", "together"),
    ],
)
def test_a_pair_that_is_none_is_named(pairs: object, told: str) -> None:
    with pytest.raises(BadInstance) as bad:
        two_friends(together=pairs)
    assert any(told in f"{fault.place}: {fault.message}" for fault in bad.value.faults)
