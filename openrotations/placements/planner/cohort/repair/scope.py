"""Some students of a cohort, their plans before, and the seats that all others leave: what a repair chooses among."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from openrotations.placements.planner.cohort.files.formats import Confirmed, Instance, Placed, Student
from openrotations.placements.planner.cohort.repair.changing import Plan
from openrotations.placements.planner.cohort.repair.standing import Standing
from openrotations.placements.planner.cohort.search.candidates import Candidates, Floats, Ints, SmallInts, candidates_of
from openrotations.placements.planner.cohort.search.long_lists import search_student, search_students
from openrotations.placements.planner.cohort.search.plan_search import NOTHING, PATIENCE, Rules, rules_of
from openrotations.placements.planner.cohort.search.pricing import Prices, fill_worth, measured, seat_plans

KEPT, CONFIRMED, SAME = 5, 6, 7
"""Measures of a plan after the five objectives: placements kept, confirmed ones kept, and a guest's plan unchanged."""
MEASURES = 8

type Flags = NDArray[np.bool_]


def only(instance: Instance, students: Sequence[Student], free: dict[str, Ints], limits_left: Ints) -> Instance:
    """The part of a cohort that these students see, with the seats and places that are left."""
    listed = {wish.offering for student in students for wish in student.prefs}
    offerings = tuple(
        each.model_copy(update={"capacity": tuple(np.maximum(free[each.id], 0).tolist())})
        for each in instance.offerings
        if each.id in listed
    )
    by_students = tuple(
        limit.model_copy(update={"most_students": max(0, left)})
        for limit, left in zip(instance.limits.students_in_state, limits_left.tolist(), strict=True)
    )
    limits = instance.limits.model_copy(update={"students_in_state": by_students})
    return instance.model_copy(update={"offerings": offerings, "students": tuple(students), "limits": limits})


@dataclass(frozen=True, slots=True)
class Scope:
    """Students whose plans may change, in numbers; others are where they are.

    `before` holds the plan of each that still stands, -1 without one. Those of `guests` have to keep as many
    weeks as they have. `kept` and `confirmed` say of each candidate whether the student had it before.
    """

    candidates: Candidates
    rules: Rules
    gains: Floats
    before: SmallInts
    guests: Flags
    kept: Ints
    confirmed: Ints

    @classmethod
    def of(
        cls, standing: Standing, students: Sequence[str], guests: Collection[str], confirmed: Collection[Confirmed]
    ) -> Self:
        """The scope of `students`, whose own seats count as free; those of them in `guests` keep their weeks."""
        rest = standing.without(students)
        known = [_as_guest(standing, s) if s in guests else standing.students[s] for s in students]
        candidates = candidates_of(only(standing.instance, known, rest.free, rest.limits_left))
        placements = [candidates.placement(c) for c in range(len(candidates.offering))]
        owner = [student for i, student in enumerate(students) for _ in candidates.of(i)]
        held = {student: set(standing.before.get(student, ())) for student in students}
        sure = {(each.student, Placed(each.offering, each.start, each.length)) for each in confirmed}
        kept = np.array([placed in held[s] for s, placed in zip(owner, placements, strict=True)], np.int64)
        firm = np.array([(s, placed) in sure for s, placed in zip(owner, placements, strict=True)], np.int64)
        rows = [
            _row(candidates, placements, number, standing.plans.get(student, ()))
            for number, student in enumerate(students)
        ]
        return cls(
            candidates=candidates,
            rules=rules_of(candidates),
            gains=np.stack(
                (candidates.length, candidates.rank_cost, candidates.host, candidates.money, kept, kept * firm), axis=1
            ).astype(np.float64),
            before=np.array(rows, np.int32).reshape(len(students), candidates.width),
            guests=np.array([student in guests for student in students], np.bool_),
            kept=kept,
            confirmed=kept * firm,
        )

    def measures(self, students: Ints, plans: SmallInts) -> Ints:
        """A row of `MEASURES` numbers for each plan of the student at the same position."""
        five = measured(self.rules, self.gains[:, :4], self.candidates.move_cost, students, plans)
        there = plans >= 0
        kept = (np.append(self.kept, 0)[plans] * there).sum(axis=1)
        confirmed = (np.append(self.confirmed, 0)[plans] * there).sum(axis=1)
        same = (plans == self.before[students]).all(axis=1) & self.guests[students]
        return np.column_stack((five, kept, confirmed, same)).astype(np.int64)

    def best(
        self, students: Ints, weights: Floats, prices: Prices, floors: Floats, most: int
    ) -> tuple[Ints, SmallInts, Floats, Floats]:
        """The `most` best plans of each student worth more than the floor at these prices, `SAME` not counted.

        Returns the student and the plan of each, the best value of each student (the floor if none), and the most
        that a plan can be worth which the search was too short to look at (-inf if none).
        """
        values = np.empty((len(students), most))
        plans = np.full((len(students), most, self.candidates.width), -1, np.int32)
        counts, missed = np.zeros(len(students), np.int64), np.full(len(students), NOTHING)
        worth = self._worth(students, weights, prices.cells, None)
        move_price = max(0.0, -weights[4]) * self.candidates.move_cost
        search_students(
            self.rules,
            students,
            worth,
            weights[0],
            move_price,
            prices.limits,
            floors,
            values,
            plans,
            counts,
            missed,
            PATIENCE,
        )
        row, rank = np.nonzero(np.arange(most)[None, :] < counts[:, None])
        gains = np.maximum(np.where(counts > 0, values[:, 0], floors), missed)
        return students[row], plans[row, rank], gains, missed

    def in_turn(self, weights: Floats) -> SmallInts:
        """A quick choice for all but guests: each in turn, fewest candidates first, the best on the free seats."""
        plans = self.before.copy()
        free, left = self.candidates.capacity.copy(), self.candidates.limit_most.copy()
        seat_plans(self.rules, plans, -1, np.arange(len(plans)), free, left)
        waiting = np.flatnonzero(~self.guests)
        waiting = waiting[np.argsort(np.diff(self.candidates.first)[waiting], kind="stable")]
        cells = np.zeros(len(free))
        for number in waiting.tolist():
            me = np.array([number])
            seat_plans(self.rules, plans[me], 1, me, free, left)
            worth = self._worth(me, weights, cells, free)
            closed = np.where(left > 0, 0.0, np.inf)
            to_go = np.empty((self.candidates.weeks + 1, int(self.candidates.needed[number]) + 1))
            value, plan = np.empty(1), np.full((1, self.candidates.width), -1, np.int32)
            move_price = max(0.0, -weights[4]) * self.candidates.move_cost
            found, _ = search_student(
                self.rules, number, worth, weights[0], move_price, closed, 0.0, to_go, value, plan, PATIENCE
            )
            if found:
                plans[number] = plan[0]
            seat_plans(self.rules, plans[me], -1, me, free, left)
        return plans

    def plan(self, row: SmallInts) -> Plan:
        """A row of candidates as it stands in a solution."""
        return tuple(self.candidates.placement(c) for c in row.tolist() if c >= 0)

    def row(self, student: int, plan: Plan) -> SmallInts:
        """The row of candidates of a plan that is within the scope."""
        numbers = self.candidates.of(student)
        return np.array(_row_of(self.candidates, {self.candidates.placement(c): c for c in numbers}, plan), np.int32)

    def _worth(self, students: Ints, weights: Floats, cells: Floats, free: SmallInts | None) -> Floats:
        worth = np.empty(len(self.candidates.offering))
        alone = np.zeros((len(worth), 4))
        alone[:, 0] = self.gains @ weights[1:SAME]
        once = np.array([0.0, 1.0, 0.0, 0.0, 0.0])
        fill_worth(self.rules, students, alone, once, cells, free, worth)
        return worth


def _as_guest(standing: Standing, student: str) -> Student:
    """The student as one who keeps exactly as many weeks as now."""
    weeks = sum(placed.length for placed in standing.plans[student])
    return standing.students[student].model_copy(update={"weeks_needed": weeks, "min_weeks": weeks})


def _row(candidates: Candidates, placements: Sequence[Placed], student: int, plan: Plan) -> list[int]:
    return _row_of(candidates, {placements[c]: c for c in candidates.of(student)}, plan)


def _row_of(candidates: Candidates, numbers: dict[Placed, int], plan: Plan) -> list[int]:
    row = [numbers[placed] for placed in plan]
    return row + [-1] * (candidates.width - len(row))
