"""Why students have no full plan, and where one more seat helps: each claim tried by brute force."""

from hypothesis import HealthCheck, given, settings

from openrotations.placements.planner.cohort.files.formats import Instance, Limits, Placed, Solution, Student
from openrotations.placements.planner.cohort.reasons.fully import MoreSeat, NotFull, Summary, summary_of
from openrotations.placements.planner.cohort.reasons.relaxing import RelaxedRule, relaxed_cohorts
from openrotations.placements.planner.cohort.tests.small import brute_force, brute_force_blend, cohorts
from openrotations.placements.planner.cohort.tests.test_explain import cohort, one_more_seat
from openrotations.placements.planner.cohort.tests.test_offerings import sound_plans

OWN_RULES: tuple[RelaxedRule, ...] = ("budget", "moves", "rotations", "window", "requirement", "state")


def reasons_of(summary: Summary) -> dict[str, NotFull]:
    return {student: group.reason for group in summary.without_full for student in group.students}


def summary(instance: Instance, plans: dict[str, list[tuple[str, int, int]]]) -> Summary:
    placed = {key: tuple(Placed(*each) for each in plan) for key, plan in plans.items()}
    return summary_of(instance, Solution(instance=instance.name, plans=placed))


def test_students_are_grouped_by_what_stands_in_their_way() -> None:
    wants = {"weeks_needed": 8, "min_weeks": 4, "prefs": [["a", 1, 0], ["b", 2, 0]]}
    instance = cohort(
        {"a": {}, "b": {}},
        {
            "has": wants, "late": wants, "poor": {**wants, "budget": 500}, "short": {**wants, "windows": [[0, 7]]},
            "one": {**wants, "prefs": [["a", 1, 0]]}, "none": {**wants, "prefs": []},
        },
    )  # fmt: skip
    plans = {"has": [("a", 0, 4), ("b", 4, 4)], "poor": [("b", 0, 4)], "one": [("a", 4, 4)]}
    told = reasons_of(summary(instance, plans))
    assert told == {
        "late": "seats", "poor": "budget", "short": "window", "one": "choices", "none": "nothing listed",
    }  # fmt: skip


def test_a_plan_that_could_be_had_is_not_called_a_lack_of_seats() -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]]}})
    assert reasons_of(summary(instance, {"s": []})) == {"s": "order"}


def test_a_limit_on_students_in_a_state_is_told_as_such() -> None:
    limit = {"state": "NY", "first_week": 0, "end_week": 12, "most_students": 1}
    students = {name: {"prefs": [["a", 1, 0]]} for name in ("s", "t")}
    instance = cohort({"a": {"state": "NY"}}, students, limits={"students_in_state": [limit]})
    assert reasons_of(summary(instance, {"t": [("a", 0, 4)]})) == {"s": "limits"}


def test_one_more_seat_is_told_with_how_many_it_places() -> None:
    students = {name: {"prefs": [["a", 1, 0]], "windows": [[0, 4]]} for name in ("s", "t", "u")}
    told = summary(cohort({"a": {}}, students), {"s": [("a", 0, 4)]})
    assert told.more_seats == (MoreSeat("a", 1),)
    students["u"]["windows"] = [[4, 8]]
    students["v"] = students["u"]
    told = summary(cohort({"a": {}}, students), {"s": [("a", 0, 4)], "u": [("a", 4, 4)]})
    assert told.more_seats == (MoreSeat("a", 2),)


def has_full(instance: Instance, solution: Solution, student: Student) -> bool:
    """By brute force: whether the student has a full plan with everybody else where they are."""
    plans = sound_plans(instance, solution, student)
    return any(plan and sum(each.length for each in plan) == student.weeks_needed for plan in plans)


def full_alone(instance: Instance) -> bool:
    return has_full(instance, Solution(instance=instance.name, plans={}), instance.students[0])


def expected(instance: Instance, solution: Solution, student: Student) -> NotFull:
    """The main reason, by the definition and nothing else."""
    alone = instance.model_copy(update={"students": (student,)})
    if not student.prefs:
        return "nothing listed"
    if has_full(instance, solution, student):
        return "order"
    limits = Limits(
        weeks_in_state=instance.limits.weeks_in_state, placements_in_state=instance.limits.placements_in_state
    )
    if has_full(instance.model_copy(update={"limits": limits}), solution, student):
        return "limits"
    if full_alone(alone):
        return "seats"
    for rule, relaxed in relaxed_cohorts(alone):
        if rule != "seat" and full_alone(relaxed):
            return rule
    for own in OWN_RULES:
        alone = dict(relaxed_cohorts(alone)).get(own, alone)
    return "several" if full_alone(alone) else "choices"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cohorts(limits=True, most_students=4))
def test_the_main_reason_of_every_student_is_borne_out(instance: Instance) -> None:
    solution = brute_force_blend(instance).solution
    told = reasons_of(summary_of(instance, solution))
    weeks = {key: sum(each.length for each in plan) for key, plan in solution.plans.items()}
    without = [each for each in instance.students if each.weeks_needed and weeks.get(each.id) != each.weeks_needed]
    assert told == {student.id: expected(instance, solution, student) for student in without}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cohorts(most_students=4))
def test_one_more_seat_places_at_least_as_many_as_told(instance: Instance) -> None:
    first = instance.model_copy(update={"objectives": ("full",)})
    best = brute_force(first)
    for more in summary_of(instance, best.solution).more_seats:
        seats = one_more_seat(first, more.offering)
        assert brute_force(seats).objectives["full"] - best.objectives["full"] >= more.students >= 1
