"""Repairs against an oracle that tries everything, and what they promise: who moves, why, and in what order."""

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import (
    Changes,
    Instance,
    Placed,
    Solution,
    changes_from,
    instance_from,
    solution_json,
)
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.repair.changing import changed_instance, in_order
from openrotations.placements.planner.cohort.repair.moved import Moved
from openrotations.placements.planner.cohort.repair.repair import Repair, Repaired, consequences, repair_plan
from openrotations.placements.planner.cohort.repair.standing import counts_for, seats_of
from openrotations.placements.planner.cohort.rolling import Rolling
from openrotations.placements.planner.cohort.search.course import Progress
from openrotations.placements.planner.cohort.tests.small import Plan, blend_of, cohorts, every_plan, totals_of

TINY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

type Raw = dict[str, Any]
type Event = tuple[Instance, Solution, Changes]
type Value = tuple[float, ...]
OFFERING: Raw = {"city": "Alder City", "price_week": 100, "requires": [], "min_score": 0, "capacity": [1] * 12}
STUDENT: Raw = {
    "windows": [[0, 12]], "weeks_needed": 4, "min_weeks": 1, "max_moves": 3, "max_rotations": 3, "budget": 5000,
    "score": 50, "facts": [],
}  # fmt: skip


def cohort(offerings: dict[str, Raw], students: dict[str, Raw], **more: Any) -> Instance:
    blocks = [[0, 4], [4, 4], [8, 4]]
    return instance_from(
        {
            "format": "placement-instance/1",
            "name": "by hand",
            "weeks": 12,
            "offerings": [{**OFFERING, "id": key, "blocks": blocks, **raw} for key, raw in offerings.items()],
            "students": [{**STUDENT, "id": key, **raw} for key, raw in students.items()],
            **more,
        }
    )


def published(instance: Instance, plans: Mapping[str, Iterable[tuple[str, int, int]]]) -> Solution:
    placed = {student: tuple(Placed(*each) for each in plan) for student, plan in plans.items()}
    return Solution(instance=instance.name, plans=placed)


def sound(instance: Instance, solution: Solution) -> bool:
    return check_plan(instance.model_dump(mode="json"), solution_json(solution)).faults == ()


def ways(repaired: Repaired) -> list[Repair]:
    return [repaired.best, *repaired.alternatives]


def by_student(repair: Repair) -> dict[str, Moved]:
    return {each.student: each for each in repair.moved}


def first_come(instance: Instance, draw: random.Random) -> Solution:
    """A plan that keeps the rules: in a random order, each student has a random plan that still fits."""
    plans: dict[str, Plan] = {student.id: () for student in instance.students}
    for student in draw.sample(instance.students, len(instance.students)):
        for plan in draw.sample(options := every_plan(instance, student), min(6, len(options))):
            tried = Solution(instance=instance.name, plans={**plans, student.id: plan})
            if plan and sound(instance, tried):
                plans[student.id] = plan
                break
    return Solution(instance=instance.name, plans=plans)


def in_turn(instance: Instance) -> Solution:
    """One after another, each with the best plan on the seats left."""
    rolling, plans = Rolling(instance), dict[str, Plan]()
    for student in instance.students:
        for choice in rolling.best_now(student, top=1):
            rolling.take(student, choice.placed)
            plans[student.id] = choice.placed
    return Solution(instance=instance.name, plans=plans)


@st.composite
def events(draw: st.DrawFn, *, limits: bool = False) -> Event:
    """A tiny cohort, a plan for it that is not always a good one, and a few changes."""
    instance = draw(cohorts(limits=limits))
    chance = random.Random(draw(st.integers(0, 10**6)))
    solution = first_come(instance, chance)
    used = sorted({placed for plan in solution.plans.values() for placed in plan})
    held = [[student, *placed] for student, plan in solution.plans.items() for placed in plan]
    raw: Raw = {
        "format": "placement-changes/1",
        "cancel": [list(each) for each in chance.sample(used, min(len(used), draw(st.integers(0, 2))))],
        "confirmed": chance.sample(held, min(len(held), draw(st.integers(0, 3)))),
    }
    is_closed, is_asked = draw(st.booleans()), draw(st.booleans())
    if is_closed and instance.offerings:
        raw["close"] = [[chance.choice(instance.offerings).id, 0, draw(st.integers(1, instance.weeks))]]
    if is_asked and instance.students:
        raw["students"] = {chance.choice(instance.students).id: chance.choice(requests(instance))}
    return instance, solution, changes_from(raw, instance)


def tight_event(seed: int) -> Event:
    """Few seats, nearly all taken, and one or two openings cancelled: most repairs need others to make room."""
    chance = random.Random(seed)
    names = ["a", "b", "c", "d"][: chance.randint(3, 4)]
    students: dict[str, Raw] = {}
    for number in range(chance.randint(4, 6)):
        listed = chance.sample(names, chance.randint(2, len(names)))
        students[f"s{number}"] = {
            "prefs": [[name, rank, chance.randint(0, 9)] for rank, name in enumerate(listed, 1)],
            "weeks_needed": chance.choice([4, 4, 8]),
            "windows": [chance.choice([[0, 12], [0, 8], [4, 12], [0, 4], [4, 8]])],
        }
    cities = ["Alder City", "Birch City"]
    instance = cohort({name: {"city": chance.choice(cities)} for name in names}, students)
    solution = first_come(instance, chance)
    used = sorted({placed for plan in solution.plans.values() for placed in plan})
    held = [[student, *placed] for student, plan in solution.plans.items() for placed in plan]
    raw: Raw = {"cancel": [list(each) for each in chance.sample(used, min(len(used), chance.randint(1, 2)))]}
    raw["confirmed"] = chance.sample(held, min(len(held), chance.randint(0, 3)))
    return instance, solution, changes_from(raw, instance)


def requests(instance: Instance) -> list[Raw]:
    return [
        {"withdraw": True},
        {"windows": [[instance.weeks // 2, instance.weeks]]} if instance.weeks > 1 else {"windows": []},
        {"budget": 5},
        {"weeks_needed": instance.weeks},
        {"school": "North", "state_weeks": {"ZA": 3}},
    ]


def best_of(now: Instance, options: Mapping[str, list[Plan]], value: Callable[[str, Plan], Value], size: int) -> Value:
    """The largest sum of values over all ways to give each student one of their options."""
    students = {student.id: student for student in now.students}
    offerings = {offering.id: offering for offering in now.offerings}
    limits = list(enumerate(now.limits.students_in_state))
    room: dict[object, int] = {(o.id, week): seats for o in now.offerings for week, seats in enumerate(o.capacity)}
    room |= {number: limit.most_students for number, limit in limits}
    reached: dict[tuple[tuple[object, int], ...], Value] = {(): (0.0,) * size}
    for student, plans in options.items():
        longer: dict[tuple[tuple[object, int], ...], Value] = {}
        for plan in plans:
            uses: list[object] = list(seats_of(plan))
            uses += [number for number, limit in limits if counts_for(limit, offerings, students[student], plan)]
            added = value(student, plan)
            for used, total in reached.items():
                after = dict(used)
                for key in uses:
                    after[key] = after.get(key, 0) + 1
                if any(after[key] > room[key] for key in uses):
                    continue
                state = tuple(sorted(after.items(), key=str))
                longer[state] = max(
                    longer.get(state, (-1e18,)), tuple(a + b for a, b in zip(total, added, strict=True))
                )
        reached = longer
    return max(reached.values())


class Oracle:
    """What the best repair of each kind comes to, by trying everything."""

    def __init__(self, event: Event) -> None:
        instance, solution, self.changes = event
        self.now = changed_instance(instance, self.changes)
        self.students = {student.id: student for student in self.now.students}
        self.options = {student.id: every_plan(self.now, student) for student in self.now.students}
        self.before = {s: in_order(solution.plans.get(s, ())) for s in self.options}
        self.options = {s: [in_order(plan) for plan in plans] for s, plans in self.options.items()}
        self.offerings_closed = {o.id: o.capacity for o in self.now.offerings}
        self.hit = {s for s in self.options if self._is_hit(s)}

    def stands(self, student: str) -> bool:
        closed = any(self.offerings_closed[offering][week] == 0 for offering, week in seats_of(self.before[student]))
        return not closed and self.before[student] in self.options[student]

    def _is_hit(self, student: str) -> bool:
        weeks = sum(placed.length for placed in self.before[student])
        asked = student in self.changes.students and weeks < self.students[student].weeks_needed
        return asked or not self.stands(student)

    def fewest(self) -> int:
        """How many students with a plan must have another one."""
        changed = best_of(self.now, self.options, lambda s, plan: (-float(self._is_changed(s, plan)),), 1)
        return -round(changed[0])

    def weeks_kept(self) -> Value:
        """Full, weeks, and minus the students changed, when nobody else has fewer or more weeks."""
        options = {s: plans if s in self.hit else self._as_long(s) for s, plans in self.options.items()}
        return best_of(self.now, options, self.weeks_first, 3)

    def with_others_fixed(self) -> Value:
        """What the kind with the fewest changes strives for, others being where they are."""
        options = {s: plans if s in self.hit else [self.before[s]] for s, plans in self.options.items()}
        return best_of(self.now, options, self.confirmed_first, 4)

    def total(self, solution: Solution, value: Callable[[str, Plan], Value]) -> Value:
        parts = [value(s, in_order(solution.plans.get(s, ()))) for s in self.options]
        return tuple(sum(each) for each in zip(*parts, strict=True)) if parts else (0.0,) * 4

    def weeks_first(self, student: str, plan: Plan) -> Value:
        full, weeks, *_ = totals_of(self.now, self.students[student], plan)
        return full, weeks, -float(self._is_changed(student, plan))

    def confirmed_first(self, student: str, plan: Plan) -> Value:
        totals = totals_of(self.now, self.students[student], plan)
        sure = {(each.student, Placed(*each[1:])) for each in self.changes.confirmed}
        kept = [placed for placed in plan if placed in self.before[student]]
        confirmed = sum((student, placed) in sure for placed in kept)
        blend = blend_of(self.now, totals) + 1000 * len(kept) + 4000 * confirmed
        return confirmed, totals[0], totals[1], blend

    def _as_long(self, student: str) -> list[Plan]:
        weeks = sum(placed.length for placed in self.before[student])
        return [plan for plan in self.options[student] if sum(placed.length for placed in plan) == weeks]

    def _is_changed(self, student: str, plan: Plan) -> bool:
        asked = student in self.changes.students and self.stands(student)
        return bool(self.before[student]) and plan != self.before[student] and not asked


@TINY
@given(st.one_of(st.builds(tight_event, st.integers(0, 10**6)), events()))
def test_nobody_moves_without_need_and_those_hit_have_the_best_that_is_left(event: Event) -> None:
    repaired = repair_plan(*event, seconds=20)
    oracle = Oracle(event)
    assert sound(repaired.instance, repaired.solution)
    assert repaired.best.students_changed == repaired.at_least == oracle.fewest()
    reached, best = oracle.total(repaired.solution, oracle.confirmed_first), oracle.with_others_fixed()
    assert reached[:3] == best[:3]
    assert reached[3] == pytest.approx(best[3], abs=0.02)


@TINY
@given(st.one_of(st.builds(tight_event, st.integers(0, 10**6)), events()))
def test_others_make_room_for_as_many_weeks_as_can_be_had_and_as_few_move_as_can_be(event: Event) -> None:
    repaired = repair_plan(*event, seconds=20, prefer="weeks kept")
    oracle = Oracle(event)
    best = oracle.weeks_kept()
    assert sound(repaired.instance, repaired.solution)
    assert oracle.total(repaired.solution, oracle.weeks_first)[:3] == best
    assert repaired.best.proven


@TINY
@given(events(limits=True))
def test_every_way_keeps_all_rules_and_only_hit_students_have_fewer_weeks(event: Event) -> None:
    repaired = repair_plan(*event, seconds=20)
    for repair in ways(repaired):
        assert sound(repaired.instance, repair.solution)
        assert repair.students_changed >= repair.at_least
        for each in repair.moved:
            if each.reason in ("makes room", "better plan"):
                assert each.price["weeks"] == each.price["full"] == 0
    quick = consequences(*event)
    assert sound(repaired.instance, quick.solution)
    assert quick.students_changed >= repaired.at_least
    assert not {each.reason for each in quick.moved} & {"makes room", "better plan"}


TWO: dict[str, Raw] = {
    "s": {"prefs": [["a", 1, 0], ["b", 2, 0]], "windows": [[0, 4]]},
    "t": {"prefs": [["b", 1, 0], ["c", 2, 0]], "windows": [[0, 4]]},
}


def test_a_student_whose_opening_is_cancelled_takes_a_free_seat_and_nobody_else_moves() -> None:
    instance = cohort({"a": {}, "b": {}, "c": {}}, {"s": TWO["s"]})
    repaired = repair_plan(instance, published(instance, {"s": [("a", 0, 4)]}), Changes(cancel=(Placed("a", 0, 4),)))
    (moved,) = repaired.moved
    assert (moved.reason, moved.after) == ("cancelled", (Placed("b", 0, 4),))
    assert moved.price == {"full": 0, "weeks": 0, "rank_cost": 4, "host": 0, "money": 0}
    assert repaired.best.proven


def test_the_alternative_moves_another_student_and_says_for_what() -> None:
    instance = cohort({"a": {}, "b": {}, "c": {}}, TWO)
    solution = published(instance, {"s": [("a", 0, 4)], "t": [("b", 0, 4)]})
    repaired = repair_plan(instance, solution, changes_from({"close": [["a", 0, 12]]}, instance))
    assert by_student(repaired.best)["s"].after == ()
    (other,) = [each for each in repaired.alternatives if each.kind == "weeks kept"]
    moved = by_student(other)
    assert (moved["s"].reason, moved["s"].after) == ("closed", (Placed("b", 0, 4),))
    assert (moved["t"].reason, moved["t"].room_for, moved["t"].after) == ("makes room", "closed", (Placed("c", 0, 4),))
    assert other.students_changed == other.at_least == 2


def test_the_office_can_prefer_the_other_way() -> None:
    instance = cohort({"a": {}, "b": {}, "c": {}}, TWO)
    solution = published(instance, {"s": [("a", 0, 4)], "t": [("b", 0, 4)]})
    changes = Changes(cancel=(Placed("a", 0, 4),))
    assert repair_plan(instance, solution, changes, prefer="weeks kept").best.kind == "weeks kept"


def test_a_confirmed_placement_is_moved_last() -> None:
    students: dict[str, Raw] = {
        "s": {"prefs": [["a", 1, 0], ["b", 2, 0], ["d", 2, 0]], "windows": [[0, 4]]},
        "t": {"prefs": [["b", 1, 0], ["c", 2, 0]], "windows": [[0, 4]]},
        "u": {"prefs": [["d", 1, 0], ["c", 9, 0]], "windows": [[0, 4]]},
    }
    instance = cohort({"a": {}, "b": {}, "c": {}, "d": {}}, students)
    solution = published(instance, {"s": [("a", 0, 4)], "t": [("b", 0, 4)], "u": [("d", 0, 4)]})
    raw = {"cancel": [["a", 0, 4]], "confirmed": [["t", "b", 0, 4]]}
    repaired = repair_plan(instance, solution, changes_from(raw, instance), prefer="weeks kept")
    assert by_student(repaired.best)["u"].reason == "makes room"
    assert repaired.best.confirmed_moved == 0
    without = repair_plan(instance, solution, Changes(cancel=(Placed("a", 0, 4),)), prefer="weeks kept")
    assert by_student(without.best)["t"].reason == "makes room"


def test_the_rest_of_a_plan_stays_when_one_placement_falls() -> None:
    instance = cohort(
        {"a": {}, "b": {}, "c": {}},
        {"s": {"weeks_needed": 8, "prefs": [["b", 1, 0], ["a", 2, 0], ["c", 3, 0]]}},
    )
    solution = published(instance, {"s": [("a", 0, 4), ("c", 4, 4)]})
    repaired = repair_plan(instance, solution, Changes(cancel=(Placed("a", 0, 4),)))
    (moved,) = repaired.moved
    assert moved.kept == (Placed("c", 4, 4),)
    assert repaired.best.objectives["weeks"] == 8


@pytest.mark.parametrize(
    ("request_of_s", "after"),
    [
        ({"windows": [[4, 12]]}, ("a", 4, 4)),
        ({"budget": 5000, "windows": [[8, 12]]}, ("a", 8, 4)),
        ({"budget": 4999}, ("a", 0, 4)),
    ],
)
def test_a_student_asks_for_other_weeks(request_of_s: Raw, after: tuple[str, int, int]) -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]]}})
    changes = changes_from({"students": {"s": request_of_s}}, instance)
    repaired = repair_plan(instance, published(instance, {"s": [("a", 0, 4)]}), changes)
    assert repaired.solution.plans["s"] == (Placed(*after),)
    assert [each.reason for each in repaired.moved] == (["facts changed"] if after[1] else [])


def test_a_student_asks_for_more_weeks_and_keeps_those_they_have() -> None:
    instance = cohort({"a": {}, "b": {}}, {"s": {"prefs": [["b", 1, 0], ["a", 9, 0]]}})
    changes = changes_from({"students": {"s": {"weeks_needed": 8}}}, instance)
    repaired = repair_plan(instance, published(instance, {"s": [("a", 0, 4)]}), changes)
    (moved,) = repaired.moved
    assert (moved.kept, moved.price["weeks"]) == ((Placed("a", 0, 4),), 4)


def test_a_new_student_has_what_is_free_and_the_seat_of_one_who_withdraws() -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]], "windows": [[0, 4]]}})
    new = {**STUDENT, "id": "n", "prefs": [["a", 1, 0]], "windows": [[0, 4]]}
    solution = published(instance, {"s": [("a", 0, 4)]})
    alone = repair_plan(instance, solution, changes_from({"new_students": [new]}, instance))
    assert alone.solution.plans == {"s": (Placed("a", 0, 4),), "n": ()}
    raw = {"new_students": [new], "students": {"s": {"withdraw": True}}}
    instead = repair_plan(instance, solution, changes_from(raw, instance))
    assert instead.solution.plans == {"n": (Placed("a", 0, 4),)}
    assert [(each.student, each.reason) for each in instead.moved] == [("n", "new"), ("s", "withdrawn")]
    assert instead.best.students_changed == 0


def test_who_is_new_takes_nothing_from_one_who_has_a_part_and_wants_more() -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]], "weeks_needed": 8}})
    new = {**STUDENT, "id": "n", "prefs": [["a", 1, 0]], "windows": [[0, 4]]}
    raw = {"new_students": [new], "students": {"s": {}}}
    repaired = repair_plan(instance, published(instance, {"s": [("a", 0, 4)]}), changes_from(raw, instance))
    assert repaired.best.kind == "fewest changes"
    assert repaired.solution.plans == {"s": (Placed("a", 0, 4),), "n": ()}


def test_nothing_happened_and_nothing_changes() -> None:
    instance = cohort_to_try(students=30, offerings=8, seed=2)
    solution = in_turn(instance)
    repaired = repair_plan(instance, solution, Changes())
    assert (repaired.moved, repaired.alternatives) == ((), ())
    assert solution.plans == {s: plan for s, plan in repaired.solution.plans.items() if plan}


@pytest.mark.parametrize(
    ("offerings", "students", "plans", "raw"),
    [
        ({}, {}, {}, {}),
        ({}, {"s": {"prefs": []}}, {"s": [("gone", 0, 4)]}, {}),
        ({"a": {}}, {}, {"stranger": [("a", 0, 4)]}, {"close": [["a", 0, 12]]}),
        ({"a": {"capacity": [0] * 12}}, {"s": {"prefs": [["a", 1, 0]]}}, {"s": [("a", 0, 4)]}, {}),
        ({"a": {}}, {"s": {"prefs": [["a", 1, 0]], "budget": 0}}, {}, {"students": {"s": {"windows": []}}}),
        ({"a": {}}, {"s": {"prefs": [["a", 1, 0]]}}, {"s": [("a", 0, 4)]}, {"students": {"s": {"prefs": []}}}),
        ({"a": {}}, {"s": {"prefs": [["a", 1, 0]]}}, {"s": [("a", 0, 4)]}, {"students": {"s": {"weeks_needed": 1}}}),
        ({"a": {"blocks": []}}, {"s": {"prefs": [["a", 1, 0]]}}, {"s": [("a", 3, 4)]}, {"close": [["a", 0, 1]]}),
    ],
)
def test_odd_cohorts_are_repaired_too(
    offerings: dict[str, Raw], students: dict[str, Raw], plans: dict[str, list[tuple[str, int, int]]], raw: Raw
) -> None:
    instance = cohort(offerings, students)
    changes = changes_from(raw, instance)
    repaired = repair_plan(instance, published(instance, plans), changes)
    assert sound(repaired.instance, repaired.solution)
    assert all(not plan for plan in repaired.solution.plans.values())


def test_two_students_on_one_seat_are_brought_apart() -> None:
    instance = cohort({"a": {}}, {"s": {"prefs": [["a", 1, 0]]}, "t": {"prefs": [["a", 1, 0]]}})
    repaired = repair_plan(instance, published(instance, {"s": [("a", 0, 4)], "t": [("a", 0, 4)]}), Changes())
    assert sound(repaired.instance, repaired.solution)
    assert [each.reason for each in repaired.moved] == ["unsound"]
    assert repaired.best.students_changed == repaired.at_least == 1


def test_a_watcher_can_stop_it_and_has_the_first_repair() -> None:
    instance = cohort({"a": {}, "b": {}, "c": {}}, TWO)
    solution = published(instance, {"s": [("a", 0, 4)], "t": [("b", 0, 4)]})
    seen: list[Progress] = []

    def watch(now: Progress) -> bool:
        seen.append(now)
        return False

    repaired = repair_plan(instance, solution, Changes(cancel=(Placed("a", 0, 4),)), watch=watch)
    assert repaired.stopped
    assert [each.stage for each in seen] == ["fewest changes"]
    assert repaired.alternatives == ()


def test_a_larger_cohort_is_repaired_without_time_and_with_it() -> None:
    instance = cohort_to_try(students=150, offerings=30, seed=4, tightness=1.5, states=2)
    solution = in_turn(instance)
    used = sorted({placed for plan in solution.plans.values() for placed in plan})
    changes = Changes(cancel=tuple(random.Random(4).sample(used, 8)))
    for seconds in (0, 3):
        repaired = repair_plan(instance, solution, changes, seconds=seconds)
        assert repaired.best.students_changed == repaired.at_least > 0
        assert all(sound(repaired.instance, repair.solution) for repair in ways(repaired))
