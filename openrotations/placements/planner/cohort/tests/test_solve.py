"""The whole planner against an oracle that tries everything, and its promises about time and bounds."""

from collections.abc import Mapping
from itertools import count
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings

from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import (
    LEVELS,
    Instance,
    Level,
    Placed,
    Solution,
    instance_from,
    solution_json,
)
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.search import growth, prices, solve
from openrotations.placements.planner.cohort.search.course import Course, Progress, Watch
from openrotations.placements.planner.cohort.search.levels import Certificate
from openrotations.placements.planner.cohort.search.solve import Planned, objectives_of, plan_cohort
from openrotations.placements.planner.cohort.tests.small import (
    Raw,
    blend_of,
    brute_force,
    brute_force_blend,
    cohorts,
    ordered,
    second_opinion,
)

AGAINST_THE_ORACLE = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def as_totals(objectives: Mapping[Level, int]) -> tuple[int, ...]:
    return tuple(objectives.values())


def claimed(result: Planned) -> dict[Level, int]:
    assert result.solution.claims is not None
    return result.solution.claims.objectives


def assert_holds(instance: Instance, result: Planned, *, proven: bool) -> None:
    """The plan keeps every rule, and its claims are true: no bound is below what can be had."""
    raw, solution = instance.model_dump(mode="json"), solution_json(result.solution)
    verdict = check_plan(raw, solution)
    assert verdict.faults == ()
    assert second_opinion(raw, solution)["errors"] == []
    claims, best = result.solution.claims, brute_force(instance)
    assert claims is not None
    assert claims.objectives == verdict.objectives == objectives_of(instance, result.solution)
    reached = ordered(instance, as_totals(claims.objectives))
    wanted = ordered(instance, as_totals(best.objectives))
    first_gap = next((place for place in range(len(wanted)) if reached[place] != wanted[place]), len(wanted))
    assert not set(claims.proven) & set(instance.objectives[first_gap:])
    if proven:
        assert claims.proven == instance.objectives
    if first_gap < len(wanted) and (bound := claims.bounds.get(instance.objectives[first_gap])) is not None:
        assert abs(bound - claims.objectives[instance.objectives[first_gap]]) >= abs(
            wanted[first_gap] - reached[first_gap]
        )
    best_blend = blend_of(instance, as_totals(brute_force_blend(instance).objectives))
    for at in result.history:
        assert at.bound is None or at.bound >= best_blend
        assert at.value <= best_blend + 1e-6
    assert claims.blend_bound is None or claims.blend_bound >= best_blend


@AGAINST_THE_ORACLE
@given(cohorts())
def test_the_plan_is_the_best_in_all_five_levels(instance: Instance) -> None:
    assert_holds(instance, plan_cohort(instance), proven=True)


@AGAINST_THE_ORACLE
@given(cohorts(limits=True, any_order=True))
def test_limits_and_any_order_of_objectives_are_kept(instance: Instance) -> None:
    assert_holds(instance, plan_cohort(instance, seed=2), proven=True)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cohorts(limits=True))
def test_the_way_of_large_cohorts_claims_nothing_false(instance: Instance) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve, "EXACT_STUDENTS", -1)
        patch.setattr(solve, "PROGRAM_STUDENTS", -1 if len(instance.students) % 2 else 3000)
        result = plan_cohort(instance, seconds=0.05, target_gap=0.01)
    assert_holds(instance, result, proven=False)


COHORT = cohort_to_try(students=12, offerings=4, seed=3)


def tiny() -> Instance:
    """Two students who want the same seat."""
    block: Raw = {"id": "o1", "price_week": 10, "capacity": [1] * 4, "blocks": [[0, 4]], "requires": [], "min_score": 0}
    plain: Raw = {"windows": [[0, 4]], "weeks_needed": 4, "min_weeks": 4, "max_moves": 0, "max_rotations": 1}
    plain |= {"budget": 100, "score": 0, "facts": [], "prefs": [["o1", 1, 5]]}
    students = [{"id": "s1", **plain}, {"id": "s2", **plain, "prefs": [["o1", 1, 6]]}]
    return instance_from({"weeks": 4, "name": "tiny", "offerings": [block], "students": students})


@pytest.mark.parametrize("module", [prices, growth])
def test_a_bound_that_is_too_low_is_noticed(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    true_bound = prices.safe_bound
    assert_holds(tiny(), plan_cohort(tiny()), proven=True)
    monkeypatch.setattr(module, "safe_bound", lambda gains, paid: true_bound(gains, paid) - 1e5)
    with pytest.raises(AssertionError):
        assert_holds(tiny(), plan_cohort(tiny()), proven=True)


def test_a_proof_that_is_only_said_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def boast(course: Course, *rest: object) -> list[Certificate]:
        sums = course.best.measures().sum(axis=0).tolist()
        return [Certificate(level, value, True) for level, value in zip(LEVELS, sums, strict=True)]

    monkeypatch.setattr(solve, "improve", boast)
    result = plan_cohort(tiny())
    assert claimed(result)["host"] < brute_force(tiny()).objectives["host"]
    with pytest.raises(AssertionError):
        assert_holds(tiny(), result, proven=True)


def watcher_until(last: int) -> Watch:
    """A watcher who lets the run go on until it has been asked so many times."""
    turns = count(1)
    return lambda progress: next(turns) < last


def test_a_run_can_be_stopped_at_any_call_of_the_watcher() -> None:
    calls = len(plan_cohort(COHORT).history)
    for last in (1, 2, 5, calls // 2, calls - 1):
        result = plan_cohort(COHORT, watch=watcher_until(last))
        assert result.stopped
        assert len(result.history) == last
        assert check_plan(COHORT.model_dump(mode="json"), solution_json(result.solution)).faults == ()


def test_no_time_at_all_still_gives_a_plan() -> None:
    result = plan_cohort(COHORT, seconds=0)
    assert not result.stopped
    assert objectives_of(COHORT, result.solution)["weeks"] > 0
    assert check_plan(COHORT.model_dump(mode="json"), solution_json(result.solution)).faults == ()


def test_a_larger_cohort_is_proven_in_all_levels() -> None:
    instance = cohort_to_try(students=60, offerings=15, seed=5, tightness=1.5, states=3)
    result = plan_cohort(instance)
    assert result.solution.claims is not None
    assert result.solution.claims.proven == instance.objectives
    verdict = check_plan(instance.model_dump(mode="json"), solution_json(result.solution))
    assert (verdict.faults, verdict.free_seats) == ((), ())
    assert result.history[-1].gap is not None


def test_a_run_begins_from_a_plan_in_hand() -> None:
    best = plan_cohort(COHORT).solution
    again = plan_cohort(COHORT, seconds=0, start=best)
    assert again.history[0].value >= 0.999 * (best.claims.blend or 0.0) if best.claims else False


def test_what_breaks_a_rule_in_the_plan_in_hand_is_left_out() -> None:
    instance = tiny()
    both = Solution(instance="tiny", plans={given: (Placed("o1", 0, 4),) for given in ("s1", "s2")})
    assert objectives_of(instance, both)["full"] == 1
    unknown = Solution(instance="tiny", plans={"s1": (Placed("o1", 1, 3),), "s9": (Placed("o1", 0, 4),)})
    assert objectives_of(instance, unknown)["full"] == 0
    assert_holds(instance, plan_cohort(instance, start=unknown), proven=True)


def test_one_more_seat_never_makes_the_best_plan_worse() -> None:
    best = claimed(plan_cohort(COHORT))
    for offering in COHORT.offerings:
        wider = offering.model_copy(update={"capacity": tuple(seats + 1 for seats in offering.capacity)})
        offerings = tuple(wider if each.id == offering.id else each for each in COHORT.offerings)
        more = claimed(plan_cohort(COHORT.model_copy(update={"offerings": offerings})))
        assert ordered(COHORT, as_totals(more)) >= ordered(COHORT, as_totals(best))


def changed(offering: Raw, student: Raw) -> Instance:
    """`tiny` with each offering and each student changed in the same way."""
    raw = tiny().model_dump(mode="json")
    raw["offerings"] = [part | offering for part in raw["offerings"]]
    raw["students"] = [part | student for part in raw["students"]]
    return instance_from(raw)


@pytest.mark.parametrize(
    ("offering", "student", "weeks"),
    [
        ({"capacity": [0] * 4}, {}, 0),
        ({"capacity": [1, 0, 1, 1]}, {}, 0),
        ({"blocks": []}, {}, 0),
        ({}, {"windows": []}, 0),
        ({}, {"windows": [[0, 3]]}, 0),
        ({}, {"budget": 0}, 0),
        ({"price_week": 0}, {"budget": 0}, 4),
        ({}, {"max_rotations": 0}, 0),
        ({}, {"weeks_needed": 3, "min_weeks": 0}, 0),
        ({}, {"weeks_needed": 1_000_000_000}, 4),
        ({}, {"prefs": []}, 0),
        ({"capacity": [1_000_000] * 4}, {}, 8),
        ({}, {"prefs": [["o1", 400, -100_000]]}, 4),
    ],
)
def test_degenerate_cohorts_are_planned_and_proven(offering: Raw, student: Raw, weeks: int) -> None:
    instance = changed(offering, student)
    result = plan_cohort(instance)
    assert objectives_of(instance, result.solution)["weeks"] == weeks
    assert_holds(instance, result, proven=True)


@pytest.mark.parametrize("part", ["students", "offerings"])
def test_nobody_to_place_or_nowhere_is_a_proven_plan(part: str) -> None:
    empty: Raw = {"students": (), "offerings": ()}
    listed = tuple(student.model_copy(update={"prefs": ()}) for student in tiny().students)
    instance = tiny().model_copy(update={"students": listed, part: empty[part]})
    assert_holds(instance, plan_cohort(instance), proven=True)


def test_the_same_seed_gives_the_same_plan() -> None:
    assert plan_cohort(COHORT, seed=7).solution.plans == plan_cohort(COHORT, seed=7).solution.plans


def test_the_watcher_hears_of_value_and_bound() -> None:
    heard: list[Progress] = []

    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return True

    plan_cohort(COHORT, watch=watch)
    assert {"first plan", "prices", "linear program", "levels"} <= {progress.stage for progress in heard}
    assert heard[0].bound is None
    assert heard[-1].gap is not None
    assert heard[-1].students == 12
