"""Tiny cohorts for the tests, and an oracle that plans them by trying everything."""

import itertools
import runpy
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from openrotations.placements.planner.cohort.files.formats import (
    LEVELS,
    Instance,
    Level,
    Offering,
    Placed,
    Solution,
    StateLimit,
    Student,
    instance_from,
)

type Raw = dict[str, Any]
type Totals = tuple[int, ...]
"""The five objectives in the order of LEVELS."""
type Plan = tuple[Placed, ...]
type Used = tuple[tuple[object, int], ...]

SIGNS = {"full": 1, "weeks": 1, "rank_cost": -1, "host": 1, "money": -1}
SECOND_OPINION = Path(__file__).parents[5] / "tests" / "second_opinion" / "verify.py"
second_opinion = runpy.run_path(str(SECOND_OPINION))["check_cohort"]


class Best(NamedTuple):
    """The best that can be had: the objectives of one best solution, and that solution."""

    objectives: dict[Level, int]
    solution: Solution


def brute_force(instance: Instance) -> Best:
    """The best solution in the cohort's own order of objectives. Meant for a handful of students."""
    return _best(instance, lambda totals: ordered(instance, totals))


def brute_force_blend(instance: Instance) -> Best:
    """The solution with the largest blend of all five objectives."""
    return _best(instance, lambda totals: blend_of(instance, totals))


def ordered(instance: Instance, totals: Totals) -> Totals:
    """The objectives in the cohort's own order, each so that more is better: compare two of these."""
    by_level = dict(zip(LEVELS, totals, strict=True))
    return tuple(SIGNS[level] * by_level[level] for level in instance.objectives)


def blend_of(instance: Instance, totals: Totals) -> float:
    """The weighted sum of the objectives."""
    weights = instance.weights.model_dump()
    return float(sum(SIGNS[level] * weights[level] * total for level, total in zip(LEVELS, totals, strict=True)))


def every_plan(instance: Instance, student: Student) -> list[Plan]:
    """All the plans that the rules of one student allow, the empty one first."""
    offerings = {offering.id: offering for offering in instance.offerings}
    single = sorted(_allowed(student, offerings), key=lambda placed: (placed.start, placed))
    plans: list[Plan] = [()]
    for size in range(1, student.max_rotations + 1):
        found = [p for p in itertools.combinations(single, size) if _is_sequence(p)]
        if not found:
            break
        plans += [plan for plan in found if _keeps_rules(instance, student, plan, offerings)]
    return plans


def totals_of(instance: Instance, student: Student, plan: Plan) -> Totals:
    """What one student's plan adds to the objectives."""
    offerings = {offering.id: offering for offering in instance.offerings}
    wishes = {wish.offering: wish for wish in student.prefs}
    weeks = sum(placed.length for placed in plan)
    price = sum(placed.length * offerings[placed.offering].price_week for placed in plan)
    return (
        int(bool(plan) and weeks == student.weeks_needed),
        weeks,
        sum(placed.length * (wishes[placed.offering].rank - 1) ** 2 for placed in plan),
        sum(placed.length * wishes[placed.offering].host_score for placed in plan),
        price + instance.weights.move_cost * _moves(plan, offerings),
    )


def _allowed(student: Student, offerings: dict[str, Offering]) -> Iterator[Placed]:
    for wish in student.prefs:
        offering = offerings[wish.offering]
        if student.score < offering.min_score or set(offering.requires) - set(student.facts):
            continue
        for start, length in offering.blocks:
            if any(a <= start and start + length <= b for a, b in student.windows):
                yield Placed(offering.id, start, length)


def _is_sequence(plan: Plan) -> bool:
    apart = all(a.start + a.length <= b.start for a, b in itertools.pairwise(plan))
    return apart and len({placed.offering for placed in plan}) == len(plan)


def _keeps_rules(instance: Instance, student: Student, plan: Plan, offerings: dict[str, Offering]) -> bool:
    weeks = sum(placed.length for placed in plan)
    price = sum(placed.length * offerings[placed.offering].price_week for placed in plan)
    for weekly in instance.limits.weeks_in_state:
        there = [placed.length for placed in plan if _is_counted(weekly, offerings[placed.offering])]
        before = student.already.get(weekly.name, 0) if weekly.name else student.state_weeks.get(weekly.state, 0)
        if there and _is_of(weekly.schools, student) and sum(there) + before > weekly.most_weeks:
            return False
    for limit in instance.limits.placements_in_state:
        number = sum(_is_counted(limit, offerings[placed.offering]) for placed in plan)
        before = student.already.get(limit.name, 0)
        if number and _is_of(limit.schools, student) and number + before > limit.most_placements:
            return False
    return (
        student.min_weeks <= weeks <= student.weeks_needed
        and price <= student.budget
        and _moves(plan, offerings) <= student.max_moves
    )


def _is_counted(limit: StateLimit, offering: Offering) -> bool:
    return offering.state == limit.state and (offering.kind in limit.kinds or limit.kinds == ())


def _is_of(schools: tuple[str, ...], student: Student) -> bool:
    return student.school in schools or schools == ()


def _moves(plan: Plan, offerings: dict[str, Offering]) -> int:
    cities = [offerings[placed.offering].city for placed in plan]
    return sum(a != b for a, b in itertools.pairwise(cities))


def _best[V: (float, Totals)](instance: Instance, value: Callable[[Totals], V]) -> Best:
    """Student by student, the best way to every use of the scarce seats; sums keep `value` in order."""
    options = [[(plan, _uses(instance, s, plan)) for plan in every_plan(instance, s)] for s in instance.students]
    room = _room(instance)
    scarce = {key for key, seats in room.items() if _demand(options, key) > seats}
    reached: dict[Used, tuple[Totals, tuple[Plan, ...]]] = {(): ((0,) * len(LEVELS), ())}
    for student, plans in zip(instance.students, options, strict=True):
        chosen: tuple[Plan, ...]
        longer: dict[Used, tuple[Totals, tuple[Plan, ...]]] = {}
        for plan, uses in plans:
            adds = totals_of(instance, student, plan)
            for used, (totals, chosen) in reached.items():
                after = _with(used, uses & scarce)
                total = tuple(a + b for a, b in zip(totals, adds, strict=True))
                if any(count > room[key] for key, count in after):
                    continue
                if after not in longer or value(total) > value(longer[after][0]):
                    longer[after] = (total, (*chosen, plan))
        reached = longer
    best, best_plans = max(reached.values(), key=lambda found: value(found[0]))
    by_id = {student.id: plan for student, plan in zip(instance.students, best_plans, strict=True)}
    return Best(dict(zip(LEVELS, best, strict=True)), Solution(instance=instance.name, plans=by_id))


def _with(used: Used, more: frozenset[object]) -> Used:
    now = dict(used)
    for key in more:
        now[key] = now.get(key, 0) + 1
    return tuple(sorted(now.items(), key=str))


def _room(instance: Instance) -> dict[object, int]:
    """What students share: seats of an offering in a week, and places under a limit on students in a state."""
    room: dict[object, int] = {
        (offering.id, week): seats for offering in instance.offerings for week, seats in enumerate(offering.capacity)
    }
    limits = instance.limits.students_in_state
    return room | {number: limit.most_students for number, limit in enumerate(limits)}


def _uses(instance: Instance, student: Student, plan: Plan) -> frozenset[object]:
    offerings = {offering.id: offering for offering in instance.offerings}
    seats: set[object] = {
        (placed.offering, week) for placed in plan for week in range(placed.start, placed.start + placed.length)
    }
    for number, limit in enumerate(instance.limits.students_in_state):
        if limit.school not in ("", student.school) or (limit.name and student.already.get(limit.name, 0) > 0):
            continue
        weeks = set(range(limit.first_week, limit.end_week))
        for placed in plan:
            lies = set(range(placed.start, placed.start + (placed.length if limit.touching else 1)))
            if _is_counted(limit, offerings[placed.offering]) and lies & weeks:
                seats.add(number)
    return frozenset(seats)


def _demand(options: Iterable[list[tuple[Plan, frozenset[object]]]], key: object) -> int:
    return sum(any(key in uses for _, uses in plans) for plans in options)


@st.composite
def cohorts(draw: st.DrawFn, *, limits: bool = False, most_students: int = 5, any_order: bool = False) -> Instance:
    """Cohorts of up to five students, four offerings and twelve weeks, of any shape.

    `limits` adds states, schools and limits on them; `any_order` draws the objectives and the weights too.
    """
    weeks = draw(_mostly(12, 8, 10, 12, 9, 11, 12, 6, 4, 1))
    ids = [f"o{n}" for n in range(1, draw(_mostly(3, 4, 2, 4, 3, 1, 0)) + 1)]
    offerings = [draw(_offerings(name, weeks, limits)) for name in ids]
    count = min(most_students, draw(_mostly(2, 5, 4, 3, 5, 4, 1, 0)))
    students = [draw(_students(f"s{n}", weeks, ids, limits)) for n in range(1, count + 1)]
    raw: Raw = {"format": "placement-instance/1", "name": "small", "weeks": weeks}
    raw |= {"offerings": offerings, "students": students}
    if limits:
        raw["limits"] = draw(_limits(weeks))
    if any_order:
        order = draw(st.permutations(LEVELS))
        raw["objectives"] = order[: draw(st.integers(1, len(order)))]
        raw["weights"] = {"full": draw(st.integers(0, 50)), "move_cost": draw(st.sampled_from([300, 0, 7]))}
    return instance_from(raw)


def _mostly[T](*values: T) -> st.SearchStrategy[T]:
    """One of the values; the earlier ones are simpler, so a failing cohort shrinks towards them."""
    return st.sampled_from(values)


@st.composite
def _offerings(draw: st.DrawFn, name: str, weeks: int, limits: bool) -> Raw:
    lengths = draw(_mostly((2,), (4,), (1, 3), (2, 4), (2, 3), (1,), (3,)))
    first, gap = draw(st.integers(0, 2)), draw(_mostly(2, 3, 4, 1))
    blocks = [[start, length] for start in range(first, weeks, gap) for length in lengths if start + length <= weeks]
    capacity = [draw(_mostly(1, 1, 1, 2, 0))] * weeks
    for week in draw(_mostly((), (), (0,), (weeks // 2,), (weeks - 1,))):
        capacity[week] = 0
    return {
        "id": name,
        "city": draw(_mostly("Ash", "Birch", "Cedar")),
        "state": draw(_mostly("ZA", "ZB", "")) if limits else "",
        "kind": draw(_mostly("", "elective", "observing")) if limits else "",
        "price_week": draw(_mostly(1, 0, 2, 5)),
        "requires": draw(_mostly(*[[]] * 5, ["step1"], ["step1", "visa"])),
        "min_score": draw(_mostly(0, 0, 0, 50)),
        "capacity": capacity,
        "blocks": blocks[: draw(_mostly(4, 5, 3, 4, 5, 3, 1, 0))],
    }


@st.composite
def _students(draw: st.DrawFn, name: str, weeks: int, offerings: list[str], limits: bool) -> Raw:
    listed = draw(st.permutations(offerings))[draw(_mostly(0, 0, 0, 0, 1, 2)) :]
    ranks = draw(_mostly((1, 2, 3, 4), (1, 2, 3, 4), (1, 1, 2, 3), (1, 2, 2, 4), (2, 5, 5, 5)))
    needed = min(weeks, draw(_mostly(4, 2, 6, 8, 3, 5, 4, 7, 12, 0)))
    middle = weeks // 2
    spans = [*[[[0, weeks]]] * 4, [[middle, weeks]], [[0, middle or 1]], [[0, middle], [middle, weeks]], []]
    raw: Raw = {
        "id": name,
        "windows": [span for span in draw(st.sampled_from(spans)) if span[0] < span[1]],
        "weeks_needed": needed,
        "min_weeks": min(needed, draw(_mostly(1, 1, 2, 0, 4))),
        "max_moves": draw(_mostly(1, 2, 0)),
        "max_rotations": draw(_mostly(3, 4, 2, 3, 1, 2, 4, 3, 0)),
        "budget": draw(_mostly(60, 30, 12, 40, 60, 20, 6, 0)),
        "score": draw(_mostly(80, 80, 40)),
        "facts": draw(_mostly(*[["step1", "visa"]] * 4, ["step1"], [])),
        "arrival": draw(st.integers(0, 9)),
        "prefs": [[given, rank, draw(st.integers(0, 9))] for given, rank in zip(listed, ranks, strict=False)],
    }
    if limits:
        raw["school"] = draw(_mostly("North", "South", ""))
        raw["state_weeks"] = draw(_mostly({}, {}, {"ZA": 2}, {"ZA": 6, "ZB": 1}))
        raw["already"] = draw(_mostly({}, {"own": 1, "school": 1}, {"school": 1}, {"own": 3}, {"own": 0, "school": 0}))
    return raw


@st.composite
def _counting(draw: st.DrawFn, name: str = "school") -> Raw:
    return {
        "state": draw(_mostly("ZA", "ZB")),
        "kinds": draw(_mostly([], ["elective"], ["elective", "observing"], ["other"])),
        "name": draw(_mostly("", name)),
    }


@st.composite
def _limit(draw: st.DrawFn) -> Raw:
    return {**draw(_counting("own")), "schools": draw(_mostly([], ["North"], ["South", "West"]))}


@st.composite
def _limits(draw: st.DrawFn, weeks: int) -> Raw:
    by_weeks = draw(st.lists(st.tuples(_limit(), _mostly(4, 2, 6, 0)), max_size=2))
    by_placements = draw(st.lists(st.tuples(_limit(), _mostly(1, 2, 0)), max_size=2))
    spans = [(0, weeks), (0, weeks // 2 or 1), (weeks // 2, weeks)]
    by_students = []
    for _ in range(draw(_mostly(1, 0, 2))):
        first, end = draw(st.sampled_from(spans))
        by_students.append(
            {
                **draw(_counting()),
                "school": draw(_mostly("", "North", "South")),
                "first_week": first,
                "end_week": end,
                "touching": draw(_mostly(False, True)),
                "most_students": draw(_mostly(1, 2, 0)),
            }
        )
    return {
        "weeks_in_state": [{**limit, "most_weeks": most} for limit, most in by_weeks],
        "placements_in_state": [{**limit, "most_placements": most} for limit, most in by_placements],
        "students_in_state": by_students,
    }
