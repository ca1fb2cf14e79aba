"""Says why a student got or did not get each choice of a cohort plan, and what would have changed it.

Everything is worked out with all others where they are. A remedy is told only after it was tried: with exactly
that change, and nothing else, the student's best plan on the seats that others leave has the choice in it. Best
is what the cohort's weights say. Nothing here names another student.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from openrotations.placements.planner.cohort.files.formats import (
    Instance,
    Offering,
    Placed,
    Preference,
    Solution,
    StatePlacements,
    StateWeeks,
    Student,
)
from openrotations.placements.planner.cohort.reasons.alone import RULES, Alone, Found, Rule
from openrotations.placements.planner.cohort.reasons.remedies import Remedy, remedies_for, window_needed
from openrotations.placements.planner.cohort.repair.standing import counts_for
from openrotations.placements.planner.cohort.search.candidates import Ints, SmallInts

type Reason = Literal[
    "placed",
    "requirement",
    "date",
    "length",
    "budget",
    "rule",
    "seats",
    "moves",
    "rotations",
    "weeks",
    "several",
    "plan",
    "together",
]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one choice of one student came out as it did. `detail` holds numbers, `would_change` what was tried.

    requirement: `missing` facts, `score_short`. date: no block lies in a window; `weeks_missing`. length: the
    shortest block, `shortest`, is longer than the weeks `needed`. budget: `price` and `budget`, of the cheapest
    block alone or, with `in_all`, of the best plan with it. rule: a limit on a `state`; `weeks_left`,
    `placements_left`, or `students` when the limit counts students, and its name, `limit`, if it has one. seats:
    `seats` in its weeks, `holders` who have them, and how many of them rank it as high or higher, `holders_as_keen`.
    moves, rotations, weeks (too few in all): what the plan with it would take, and the most or least allowed.
    several: no one of these `rules` alone stands in the way.
    plan: it can be had, but the best plan with it (`weeks_with`, `rank_cost_with`, `price_with`) is not better
    than the student's (`weeks_now` and so on); `is_full` when it takes one more seat besides. together: by
    themselves the student would have it, and friends would share `weeks_with` weeks in one city, not `weeks_now`.
    """

    offering: str
    reason: Reason
    detail: dict[str, Any]
    would_change: tuple[Remedy, ...]

    def as_json(self) -> dict[str, Any]:
        """The explanation as JSON values."""
        return asdict(self)


class NotTheResult(ValueError):
    """The solution gives this student a plan that this cohort does not allow, so it has no reasons to tell."""


class UnknownStudent(LookupError):
    """The cohort has no student with this id."""


class Explainer:
    """Explains one planned cohort, a student at a time, in milliseconds."""

    def __init__(self, instance: Instance, solution: Solution) -> None:
        self.instance = instance
        self.solution = solution
        self._students = {student.id: student for student in instance.students}
        self._offerings = {offering.id: offering for offering in instance.offerings}
        self._free: dict[str, SmallInts] = {each.id: np.array(each.capacity, np.int32) for each in instance.offerings}
        self._holders: dict[str, list[tuple[str, Placed]]] = defaultdict(list)
        self._counted = np.zeros(len(instance.limits.students_in_state), np.int64)
        self._ranks = {
            student.id: {wish.offering: wish.rank for wish in student.prefs} for student in instance.students
        }
        for student_id, plan in solution.plans.items():
            self._seat(student_id, plan)

    def student(self, student_id: str) -> list[Explanation]:
        """One explanation for each choice of the student, best first. Raises UnknownStudent and NotTheResult."""
        alone = self.alone(student_id)
        now = alone.measured(self.plan(student_id))
        if now is None:
            raise NotTheResult(student_id)
        return [
            self._explained(alone, wish, now)
            for wish in sorted(alone.student.prefs, key=lambda wish: (wish.rank, wish.offering))
        ]

    def plan(self, student_id: str) -> tuple[Placed, ...]:
        """What the student has."""
        return tuple(self.solution.plans.get(student_id, ()))

    def alone(self, student_id: str, offering: Offering | None = None) -> Alone:
        """The student with everybody else where they are; with one `offering` changed to this one.

        Raises UnknownStudent.
        """
        student = self._students.get(student_id)
        if student is None:
            raise UnknownStudent(student_id)
        plan = self.plan(student_id)
        instance, seats = self.instance, self._seats_without(plan)
        if offering is not None:
            more = np.array(offering.capacity, np.int32) - self._offerings[offering.id].capacity
            seats[offering.id] = (seats[offering.id] + more).astype(np.int32)
            others = tuple(offering if each.id == offering.id else each for each in instance.offerings)
            instance = instance.model_copy(update={"offerings": others})
        return Alone(instance, student, seats, self._limits_without(student, plan))

    def seats_left(self, offering: str) -> SmallInts:
        """The seats that nobody has at an offering, week by week."""
        return self._free[offering]

    def _seat(self, student_id: str, plan: tuple[Placed, ...]) -> None:
        student = self._students.get(student_id)
        if student is None or any(placed.offering not in self._offerings for placed in plan):
            raise NotTheResult(student_id)
        for placed in plan:
            self._free[placed.offering][placed.start : placed.start + placed.length] -= 1
            self._holders[placed.offering].append((student_id, placed))
        self._counted += self._counts(student, plan)

    def _counts(self, student: Student, plan: tuple[Placed, ...]) -> Ints:
        """For each limit on students in a state, whether this plan counts towards it."""
        limits = self.instance.limits.students_in_state
        return np.array([counts_for(limit, self._offerings, student, plan) for limit in limits], np.int64)

    def _seats_without(self, plan: tuple[Placed, ...]) -> dict[str, SmallInts]:
        seats = dict(self._free)
        for placed in plan:
            seats[placed.offering] = seats[placed.offering].copy()
            seats[placed.offering][placed.start : placed.start + placed.length] += 1
        return seats

    def _limits_without(self, student: Student, plan: tuple[Placed, ...]) -> Ints:
        most = np.array([limit.most_students for limit in self.instance.limits.students_in_state], np.int64)
        return most - self._counted + self._counts(student, plan)

    def _explained(self, alone: Alone, wish: Preference, now: Found) -> Explanation:
        for placed in now.placed:
            if placed.offering == wish.offering:
                detail = {"start": placed.start, "length": placed.length, "rank": wish.rank}
                return Explanation(wish.offering, "placed", detail, ())
        reason, detail = self._reason(alone, wish, now)
        remedies = remedies_for(alone, self._offerings[wish.offering], reason, detail)
        return Explanation(wish.offering, reason, detail, tuple(remedies))

    def _reason(self, alone: Alone, wish: Preference, now: Found) -> tuple[Reason, dict[str, Any]]:
        offering, student = self._offerings[wish.offering], alone.student
        by_itself = next(_why_no_block(student, offering, self.instance), None)
        if by_itself:
            return by_itself
        blocks = alone.blocks(wish.offering)
        is_full = not any(alone.has_seat(block) for block in blocks)
        if not blocks:  # no seat in this cohort at all, in the weeks that the student could take
            return "seats", self._competition(wish, _blocks_in_windows(student, offering))
        if is_full and ((found := alone.best(extra_seat_at=wish.offering)) is None or found.has(wish.offering)):
            return "seats", self._competition(wish, blocks)
        if parted := self._parted(alone, wish.offering, now):
            return "together", parted
        found = alone.best_with(wish.offering, extra_seat=is_full)
        if found is None:
            return self._broken_rule(alone, wish.offering, extra_seat=is_full)
        return "plan", {
            "weeks_now": now.measures[1],
            "weeks_with": found.measures[1],
            "rank_cost_now": now.measures[2],
            "rank_cost_with": found.measures[2],
            "price_now": now.measures[4],
            "price_with": found.measures[4],
            "instead_of": sorted({each.offering for each in now.placed} - {each.offering for each in found.placed}),
            "is_full": is_full,
        }

    def _parted(self, alone: Alone, offering: str, now: Found) -> dict[str, Any] | None:
        """What it would take from the weeks with friends, if the student alone would be better off with it."""
        friends = [other for pair in self.instance.together if alone.student.id in pair for other in pair]
        found = alone.best() if friends else None
        if found is None or not found.has(offering) or found.value <= now.value:
            return None
        others = [self._cities(self.plan(each)) for each in friends if each != alone.student.id]
        weeks_now, weeks_with = (
            sum(len(self._cities(plan) & other) for other in others) for plan in (now.placed, found.placed)
        )
        return {"weeks_now": weeks_now, "weeks_with": weeks_with} if weeks_with < weeks_now else None

    def _cities(self, plan: tuple[Placed, ...]) -> set[tuple[int, str]]:
        """Each week of a plan with its city; a city without a name is none."""
        stays = ((placed, self._offerings[placed.offering].city) for placed in plan)
        return {(week, city) for p, city in stays if city for week in range(p.start, p.start + p.length)}

    def _competition(self, wish: Preference, blocks: list[Placed]) -> dict[str, Any]:
        weeks = {week for block in blocks for week in range(block.start, block.start + block.length)}
        offering = self._offerings[wish.offering]
        holders = {
            student_id
            for student_id, placed in self._holders[wish.offering]
            if weeks & set(range(placed.start, placed.start + placed.length))
        }
        return {
            "seats": max((offering.capacity[week] for week in weeks), default=0),
            "holders": len(holders),
            "holders_as_keen": sum(self._ranks[other].get(wish.offering, wish.rank) <= wish.rank for other in holders),
        }

    def _broken_rule(self, alone: Alone, offering: str, *, extra_seat: bool) -> tuple[Reason, dict[str, Any]]:
        """Which one rule stands between the student and every plan with the offering; several where one is not it."""
        for rule in RULES:
            found = alone.best_with(offering, without=(rule,), extra_seat=extra_seat)
            if found:
                return self._kept_rule(alone.student, rule, found, offering)
        needed = list(RULES)
        for rule in RULES:
            fewer = [each for each in needed if each != rule]
            needed = fewer if alone.best_with(offering, without=fewer, extra_seat=extra_seat) else needed
        return "several", {"rules": needed}

    def _kept_rule(self, student: Student, rule: Rule, found: Found, offering: str) -> tuple[Reason, dict[str, Any]]:
        cities = [self._offerings[placed.offering].city for placed in found.placed]
        moves = sum(one != other for one, other in pairwise(cities))
        match rule:
            case "budget":
                price = found.measures[4] - moves * self.instance.weights.move_cost
                return "budget", {"price": price, "budget": student.budget, "in_all": True}
            case "moves":
                return "moves", {"moves": moves, "most": student.max_moves}
            case "rotations":
                return "rotations", {"rotations": len(found.placed), "most": student.max_rotations}
            case "weeks":
                return "weeks", {"weeks": found.measures[1], "least": student.min_weeks}
            case "states":
                broken = (
                    limit
                    for limit in self.instance.limits.own
                    if not limit.keeps(self._offerings, student, found.placed)
                )
                return "rule", _own_limit(next(broken), student)
        full = self._limits_without(student, self.plan(student.id)) <= 0
        named = [
            limit.name
            for limit, is_full in zip(self.instance.limits.students_in_state, full.tolist(), strict=True)
            if is_full and limit.name and counts_for(limit, self._offerings, student, found.placed)
        ]
        state = self._offerings[offering].state
        return "rule", {"state": state, "students": True, **({"limit": named[0]} if named else {})}


def _why_no_block(student: Student, offering: Offering, instance: Instance) -> Iterator[tuple[Reason, dict[str, Any]]]:
    """Why none of the offering's blocks can be had by this student, were all seats free."""
    missing = sorted(set(offering.requires) - set(student.facts))
    short = max(0, offering.min_score - student.score)
    if missing or short:
        yield "requirement", {"missing": missing, "score_short": short}
    if not offering.blocks:
        yield "seats", {"seats": 0, "holders": 0, "holders_as_keen": 0}
        return
    shortest = min(length for _start, length in offering.blocks)
    if shortest > student.weeks_needed:
        yield "length", {"shortest": shortest, "needed": student.weeks_needed}
    inside = _blocks_in_windows(student, offering)
    if not inside:
        extension = window_needed(student, offering)
        yield "date", {"weeks_missing": extension.weeks if extension else 0}
        return
    cheapest = min(block.length for block in inside) * offering.price_week
    if cheapest > student.budget:
        yield "budget", {"price": cheapest, "budget": student.budget, "in_all": False}
    for limit in instance.limits.own:
        is_counted = limit.takes(offering) and limit.concerns(student)
        if is_counted and min(limit.amount(block.length) for block in inside) > limit.left(student):
            yield "rule", _own_limit(limit, student)


def _own_limit(limit: StateWeeks | StatePlacements, student: Student) -> dict[str, Any]:
    """What a limit on what one student has in a state still allows; with its name, where it has one."""
    unit = "weeks_left" if isinstance(limit, StateWeeks) else "placements_left"
    named = {"limit": limit.name} if limit.name else {}
    return {"state": limit.state, unit: max(0, limit.left(student)), **named}


def _blocks_in_windows(student: Student, offering: Offering) -> list[Placed]:
    return [
        Placed(offering.id, start, length)
        for start, length in offering.blocks
        if length <= student.weeks_needed
        and any(first <= start and start + length <= end for first, end in student.windows)
    ]
