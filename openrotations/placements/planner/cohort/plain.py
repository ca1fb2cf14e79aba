"""One student's best plans by plain Python, exactly: no compiler and no arrays to load, for a list of usual length.

Depth first in the order of time, the most promising block first, cut off by the most that can still be added. It
finds what `Rolling.best_now` finds, which is there for lists that are too long for it.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from openrotations.placements.planner.cohort.files.formats import Instance, Offering, Placed, Preference

PATIENCE = 100_000
"""Blocks tried before the search gives up: some tenths of a second."""
NEVER = float("-inf")

type Plan = tuple[Placed, ...]


class TooLong(Exception):
    """The search would take more than its patience."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block that the student can have by itself, and what it adds to the value of a plan."""

    placed: Placed
    worth: float
    price: int
    offering: Offering

    @property
    def end(self) -> int:
        """The week after its last."""
        return self.placed.start + self.placed.length


@dataclass(frozen=True, slots=True)
class Part:
    """A plan on its way: `value` is without the gain of having all weeks."""

    blocks: tuple[Block, ...] = ()
    value: float = 0.0
    price: int = 0
    moves: int = 0
    left: int = 0

    @property
    def end(self) -> int:
        """The first week that is still to be filled."""
        return self.blocks[-1].end if self.blocks else 0


def best_plans(instance: Instance, *, top: int = 5, patience: int = PATIENCE) -> list[Plan]:
    """Up to `top` of the best plans of the instance's one student on its seats, best first. Raises `TooLong`."""
    return _Search(instance, top, patience).found()


class _Search:
    def __init__(self, instance: Instance, top: int, patience: int) -> None:
        [self.student] = instance.students
        self.instance, self.weights = instance, instance.weights
        self.top, self.patience = top, patience
        self.order = count()
        self.best: list[tuple[float, int, Plan]] = []
        self.next: dict[tuple[int, int], list[tuple[float, Block]]] = {}

    def found(self) -> list[Plan]:
        self._extend(Part(left=self.student.weeks_needed))
        return [plan for _value, _order, plan in sorted(self.best, reverse=True)]

    @cached_property
    def blocks(self) -> list[Block]:
        offerings = {offering.id: offering for offering in self.instance.offerings}
        wishes = [(wish, offerings[wish.offering]) for wish in self.student.prefs]
        return sorted(
            (block for pair in wishes for block in self._blocks_of(*pair)), key=lambda each: each.placed.start
        )

    @cached_property
    def to_go(self) -> list[list[float]]:
        """The most that weeks from one on can add, by how many are still wanted; seats and windows kept, no more."""
        weeks, needed = self.instance.weeks, self.student.weeks_needed
        starting: dict[int, list[Block]] = {}
        for block in self.blocks:
            starting.setdefault(block.placed.start, []).append(block)
        most = [[self._end_of(left) for left in range(needed + 1)] for _ in range(weeks + 1)]
        for week in reversed(range(weeks)):
            row = most[week] = list(most[week + 1])
            for block in starting.get(week, ()):
                for left in range(block.placed.length, needed + 1):
                    row[left] = max(row[left], block.worth + most[block.end][left - block.placed.length])
        return most

    def _end_of(self, left: int) -> float:
        """What a plan gains by ending with so many weeks missing."""
        if left == 0:
            return self.weights.full
        return 0.0 if self.student.weeks_needed - left >= self.student.min_weeks else NEVER

    def _blocks_of(self, wish: Preference, offering: Offering) -> Iterator[Block]:
        student, weights = self.student, self.weights
        if student.score < offering.min_score or not set(offering.requires) <= set(student.facts):
            return
        a_week = weights.weeks - weights.rank_cost * (wish.rank - 1) ** 2 + weights.host * wish.host_score
        a_week -= weights.money * offering.price_week
        for start, length in offering.blocks:
            fits = any(first <= start and start + length <= end for first, end in student.windows)
            if fits and all(offering.capacity[start : start + length]) and not self._is_closed(offering, start, length):
                placed = Placed(offering.id, start, length)
                yield Block(placed, length * a_week, length * offering.price_week, offering)

    def _is_closed(self, offering: Offering, start: int, length: int) -> bool:
        """Whether a limit on students takes nobody more there."""
        return any(
            limit.most_students < 1 and limit.concerns(self.student) and limit.counts(offering, start, length)
            for limit in self.instance.limits.students_in_state
        )

    def _extend(self, part: Part) -> None:
        if part.blocks and (gain := self._end_of(part.left)) > NEVER:
            self._keep(part, part.value + gain)
        if len(part.blocks) == self.student.max_rotations:
            return
        for most, block in self._candidates(part.end, part.left):
            if part.value + most <= self._floor:
                return
            self.patience -= 1
            if self.patience < 0:
                raise TooLong
            longer = self._with(part, block)
            if longer:
                self._extend(longer)

    def _candidates(self, week: int, left: int) -> list[tuple[float, Block]]:
        """Blocks from a week on, with the most that each can lead to, the most first."""
        if (week, left) not in self.next:
            found = [
                (block.worth + self.to_go[block.end][left - block.placed.length], block)
                for block in self.blocks
                if block.placed.start >= week and block.placed.length <= left
            ]
            self.next[week, left] = sorted(found, key=lambda each: -each[0])
        return self.next[week, left]

    def _with(self, part: Part, block: Block) -> Part | None:
        """The plan with one more block; None where that breaks a rule."""
        student = self.student
        moved = bool(part.blocks) and part.blocks[-1].offering.city != block.offering.city
        price, moves = part.price + block.price, part.moves + moved
        if price > student.budget or moves > student.max_moves:
            return None
        if any(each.placed.offering == block.placed.offering for each in part.blocks):
            return None
        blocks = (*part.blocks, block)
        if not self._is_within_states(blocks):
            return None
        value = part.value + block.worth - moved * self.weights.money * self.weights.move_cost
        return Part(blocks, value, price, moves, part.left - block.placed.length)

    def _is_within_states(self, blocks: tuple[Block, ...]) -> bool:
        offerings = {block.offering.id: block.offering for block in blocks}
        return self.instance.limits.keeps_own(offerings, self.student, (block.placed for block in blocks))

    @property
    def _floor(self) -> float:
        """What a plan must be worth more than."""
        return self.best[0][0] if len(self.best) == self.top else 0.0

    def _keep(self, part: Part, value: float) -> None:
        if value <= self._floor:
            return
        kept = (value, -next(self.order), tuple(block.placed for block in part.blocks))
        if len(self.best) == self.top:
            heapq.heapreplace(self.best, kept)
        else:
            heapq.heappush(self.best, kept)
