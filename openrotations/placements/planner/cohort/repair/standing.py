"""What of a published plan still stands after changes, the seats that leaves, and who holds the others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from openrotations.placements.planner.cohort.files.formats import (
    Changes,
    Instance,
    Offering,
    Solution,
    StateStudents,
    Student,
)
from openrotations.placements.planner.cohort.repair.changing import Plan, changed_instance, keeps_own_rules, plans_of
from openrotations.placements.planner.cohort.search.candidates import Ints


@dataclass(slots=True)
class Standing:
    """The cohort after the changes (`instance`), the plans published, and those that still stand in it.

    `broken` are the students whose own plan breaks a rule now, `unseated` those who only find the seats or the
    places under a limit taken by others (never when the plan was sound and only openings changed). `free` are
    the seats left for each offering and week, `limits_left` the students each limit on a state still allows.
    """

    instance: Instance
    before: dict[str, Plan]
    plans: dict[str, Plan]
    broken: frozenset[str]
    unseated: frozenset[str]
    free: dict[str, Ints]
    limits_left: Ints
    students: dict[str, Student] = field(init=False)
    offerings: dict[str, Offering] = field(init=False)

    def __post_init__(self) -> None:
        self.students = {student.id: student for student in self.instance.students}
        self.offerings = {offering.id: offering for offering in self.instance.offerings}

    def without(self, students: Iterable[str]) -> "Standing":
        """The same with the plans of these students taken out of their seats."""
        leaving = {student: self.plans[student] for student in students if student in self.plans}
        other = Standing(
            self.instance,
            self.before,
            {student: plan for student, plan in self.plans.items() if student not in leaving},
            self.broken,
            self.unseated,
            {offering: seats.copy() for offering, seats in self.free.items()},
            self.limits_left.copy(),
        )
        for student, plan in leaving.items():
            _take(other.free, plan, -1)
            other.limits_left[_counted_in(self.instance, self.offerings, self.students[student], plan)] += 1
        return other

    def with_plans(self, plans: dict[str, Plan]) -> "Standing":
        """The same with these plans in their seats, and no others."""
        other = self.without(self.plans)
        for student, plan in plans.items():
            other.plans[student] = plan
            _take(other.free, plan, 1)
            other.limits_left[_counted_in(self.instance, self.offerings, self.students[student], plan)] -= 1
        return other

    def holders(self) -> dict[tuple[str, int], list[str]]:
        """Who sits at each offering in each week."""
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for student, plan in self.plans.items():
            for seat in seats_of(plan):
                found[seat].append(student)
        return found


def standing_of(instance: Instance, solution: Solution, changes: Changes) -> Standing:
    """What of the solution stands after the changes. Those whose facts changed take their seats last."""
    now = changed_instance(instance, changes)
    students = {student.id: student for student in now.students}
    offerings = {offering.id: offering for offering in now.offerings}
    before = {student: plan for student, plan in plans_of(solution).items() if student in students}
    broken = {s for s, plan in before.items() if not keeps_own_rules(now, offerings, students[s], plan)}
    free = {offering.id: np.array(offering.capacity, np.int64) for offering in now.offerings}
    left = np.array([limit.most_students for limit in now.limits.students_in_state], np.int64)
    plans: dict[str, Plan] = {}
    unseated: set[str] = set()
    for student in sorted(before.keys() - broken, key=lambda each: (each in changes.students, each)):
        counted = _counted_in(now, offerings, students[student], before[student])
        if all(free[o][week] > 0 for o, week in seats_of(before[student])) and all(left[counted] > 0):
            plans[student] = before[student]
            _take(free, before[student], 1)
            left[counted] -= 1
        else:
            unseated.add(student)
    return Standing(now, before, plans, frozenset(broken), frozenset(unseated), free, left)


def seats_of(plan: Plan) -> Iterator[tuple[str, int]]:
    """The offering and week of every seat that a plan takes."""
    for placed in plan:
        for week in range(placed.start, placed.start + placed.length):
            yield placed.offering, week


def counts_for(limit: StateStudents, offerings: Mapping[str, Offering], student: Student, plan: Plan) -> bool:
    """Whether a student with this plan counts towards a limit on students in a state."""
    return limit.concerns(student) and any(
        limit.counts(offerings[placed.offering], placed.start, placed.length) for placed in plan
    )


def _counted_in(instance: Instance, offerings: Mapping[str, Offering], student: Student, plan: Plan) -> list[int]:
    limits = instance.limits.students_in_state
    return [number for number, limit in enumerate(limits) if counts_for(limit, offerings, student, plan)]


def _take(free: Mapping[str, Ints], plan: Plan, seats: int) -> None:
    for placed in plan:
        free[placed.offering][placed.start : placed.start + placed.length] -= seats
