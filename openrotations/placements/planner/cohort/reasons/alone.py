"""One student by themselves, with everybody else where they are: what they could have on the seats left.

Small and quick (about a millisecond to set up, a tenth of one to ask), so that a whole cohort can be explained.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np

from openrotations.placements.planner.cohort.files.formats import Instance, Placed, Student
from openrotations.placements.planner.cohort.search.candidates import Candidates, Floats, Ints, SmallInts, candidates_of
from openrotations.placements.planner.cohort.search.long_lists import search_student
from openrotations.placements.planner.cohort.search.plan_search import ALL_PATIENCE, NOTHING, Rules, rules_of
from openrotations.placements.planner.cohort.search.pricing import Aim, blend_of, fill_worth, measured

WANTED = 1e12
"""Added to what an offering is worth so that every plan with it stands before every plan without it."""
ME = np.zeros(1, np.int64)

type Rule = Literal["budget", "moves", "rotations", "weeks", "states", "students"]
"""The rules that can be put aside to see whether they stand in the way. `states`: limits on what one student has in a
state. `students`: limits on students in a state."""
_UNLIMITED = 1 << 30
_PUT_ASIDE: dict[Rule, tuple[str, int]] = {
    "budget": ("budget", _UNLIMITED),
    "moves": ("moves", _UNLIMITED),
    "rotations": ("rotations", _UNLIMITED),
    "weeks": ("least", 0),
    "states": ("state_left", _UNLIMITED),
}
RULES: tuple[Rule, ...] = (*_PUT_ASIDE, "students")

type Seats = Mapping[str, SmallInts]
"""For each offering, the seats that others leave, week by week."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan with its objectives: students fully placed (0 or 1), weeks, rank cost, host, money."""

    placed: tuple[Placed, ...]
    measures: tuple[int, ...]
    value: float

    def has(self, offering: str) -> bool:
        """Whether the offering is part of the plan."""
        return any(each.offering == offering for each in self.placed)


class Alone:
    """The student with the rules and seats given. Change either by making another one (`with_student`, `seats`)."""

    def __init__(self, instance: Instance, student: Student, seats: Seats, limits_left: Ints) -> None:
        listed = {wish.offering for wish in student.prefs}
        offerings = tuple(each for each in instance.offerings if each.id in listed)
        self.instance = instance
        self.student = student
        self._seats = seats
        self._limits_left = limits_left
        self._candidates: Candidates = candidates_of(
            instance.model_copy(update={"offerings": offerings, "students": (student,)})
        )
        self._rules: Rules = rules_of(self._candidates)
        self._aim: Aim = blend_of(instance.weights)
        self._free = self._free_seats(seats)
        columns = (self._candidates.length, self._candidates.rank_cost, self._candidates.host, self._candidates.money)
        self._gains: Floats = np.stack(columns, axis=1).astype(np.float64)
        shortest = int(self._candidates.length.min(initial=instance.weeks))
        # Room for a plan of as many rotations as the weeks allow, should the rule on their number be put aside.
        self._width = max(self._candidates.width, min(student.weeks_needed, instance.weeks) // max(1, shortest))
        self._after: dict[Hashable, Found | None] = {}

    def with_student(self, student: Student) -> Self:
        """The same with other facts about the student."""
        return type(self)(self.instance, student, self._seats, self._limits_left)

    def best_after(self, change: Hashable, student: Student) -> Found | None:
        """The best plan of the student as changed. The same change is worked out once."""
        if change not in self._after:
            self._after[change] = self.with_student(student).best()
        return self._after[change]

    def blocks(self, offering: str) -> list[Placed]:
        """Every block there that the student's own rules allow by itself, whether a seat is free or not."""
        numbers = np.flatnonzero(self._is_at(offering))
        return [self._candidates.placement(int(c)) for c in numbers]

    def has_seat(self, block: Placed) -> bool:
        """Whether others leave a seat in every week of the block."""
        free = self._seats[block.offering][block.start : block.start + block.length]
        return bool((free > 0).all())

    def best(self, *, extra_seat_at: str = "", never_at: str = "") -> Found | None:
        """The best plan on the seats left; None for none.

        With an extra seat at one offering in every week, or among the plans that do not have an offering.
        """
        worth = self._worth(self._one_more_at(extra_seat_at) if extra_seat_at else self._free)
        if never_at:
            worth[self._is_at(never_at)] = NOTHING
        return self._search(worth, self._rules, floor=0.0)

    def best_with(self, offering: str, *, without: Collection[Rule] = (), extra_seat: bool = False) -> Found | None:
        """The best plan on the seats left that has the offering; None when there is none.

        `without` names rules that are put aside: a plan found so may break them. With an `extra_seat` there.
        """
        replaced: dict[str, Any] = {
            field: np.full_like(getattr(self._rules, field), value)
            for rule, (field, value) in _PUT_ASIDE.items()
            if rule in without
        }
        worth = self._worth(self._one_more_at(offering) if extra_seat else self._free)
        worth[self._is_at(offering)] += WANTED
        # A plan may be worth less than nothing and still be the best that has the offering.
        found = self._search(worth, self._rules._replace(**replaced), floor=NOTHING, limits="students" not in without)
        return found if found and found.has(offering) else None

    def measured(self, placed: tuple[Placed, ...]) -> Found | None:
        """A plan of this student with its objectives; None when its blocks are not all candidates."""
        at = {self._candidates.placement(c): c for c in self._candidates.of(0)}
        if any(each not in at for each in placed):
            return None
        row = np.full(self._width, -1, np.int32)
        row[: len(placed)] = [at[each] for each in sorted(placed, key=lambda each: each.start)]
        return self._found(row)

    def _one_more_at(self, offering: str) -> SmallInts:
        return self._free_seats({**self._seats, offering: self._seats[offering] + 1})

    def _free_seats(self, seats: Seats) -> SmallInts:
        rows = [seats[offering] for offering in self._candidates.offering_ids]
        return np.concatenate(rows).astype(np.int32) if rows else np.zeros(0, np.int32)

    def _is_at(self, offering: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        wanted = np.array([each == offering for each in self._candidates.offering_ids], np.bool_)
        chosen: np.ndarray[tuple[int], np.dtype[np.bool_]] = wanted[self._candidates.offering]
        return chosen

    def _worth(self, free: SmallInts) -> Floats:
        worth = np.empty(len(self._candidates.offering))
        no_price = np.zeros(len(self._candidates.capacity))
        fill_worth(self._rules, ME, self._gains, self._aim.numbers, no_price, free, worth)
        return worth

    def _search(self, worth: Floats, rules: Rules, *, floor: float, limits: bool = True) -> Found | None:
        numbers = self._aim.numbers
        closed = np.where((self._limits_left > 0) | (not limits), 0.0, np.inf)
        move_price = max(0.0, -numbers[4]) * self._candidates.move_cost
        to_go = np.empty((self._candidates.weeks + 1, int(rules.needed[0]) + 1))
        values, plans = np.empty(1), np.full((1, self._width), -1, np.int32)
        kept, _ = search_student(
            rules, 0, worth, numbers[0], move_price, closed, floor, to_go, values, plans, ALL_PATIENCE
        )
        return self._found(plans[0]) if kept else None

    def _found(self, row: SmallInts) -> Found:
        sums = measured(self._rules, self._gains, self._candidates.move_cost, ME, row[None, :])[0]
        placed = tuple(self._candidates.placement(c) for c in row.tolist() if c >= 0)
        return Found(placed, tuple(sums.tolist()), float(sums @ self._aim.numbers))
