"""Every single placement that the rules of one student allow: what all the planner's searches choose from.

A candidate is (student, offering, block). Candidates stand in flat arrays, student by student, by start week
inside a student. Seats are counted in cells: one cell for each offering and week, `offering * weeks + week`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openrotations.placements.planner.cohort.files.formats import Instance, Placed, StatePlacements, StateWeeks
from openrotations.placements.planner.compiled import compiled

type Ints = NDArray[np.int64]
type SmallInts = NDArray[np.int32]
type Floats = NDArray[np.float64]
type OwnLimits = tuple[StateWeeks | StatePlacements, ...]

MOST_LIMITS_PER_STUDENT = 62
"""The limits on students in a state that may concern one student: they are bits of one number."""
UNLIMITED = 1 << 30


@dataclass(frozen=True, slots=True)
class Candidates:
    """A cohort in numbers. Students and offerings go by their position in the instance.

    `first[i]:first[i + 1]` are the candidates of student i. For each candidate: its `offering`, `start`,
    `length` and `city` (a number for each city); `rank`, `rank_cost` (weeks times the squared distance to rank
    1), `host` (weeks times host score) and `money` (price of the whole block); `state`, which limits on what one
    student has in a state count it (-1: none): `own_of[own_first[state]:own_first[state + 1]]`; `mask`, one bit for
    each of the student's own limits on students in a state that this placement counts for.

    For each student: weeks `needed`, `least` weeks, `moves`, `rotations` and `budget` as the most allowed, and
    `state_left[i, limit]`, what such a limit still allows: weeks where `own_weeks`, else placements. The bits of
    student i stand for the limits `limit_of[limit_first[i]:limit_first[i + 1]]`, and `limit_most` is how many
    students each limit allows. `capacity` counts the seats of each cell. `width` is the most placements a plan can
    hold.
    """

    weeks: int
    student_ids: tuple[str, ...]
    offering_ids: tuple[str, ...]
    first: Ints
    offering: SmallInts
    start: SmallInts
    length: SmallInts
    city: SmallInts
    rank: SmallInts
    rank_cost: Ints
    host: Ints
    money: Ints
    state: SmallInts
    mask: Ints
    needed: SmallInts
    least: SmallInts
    moves: SmallInts
    rotations: SmallInts
    budget: Ints
    state_left: SmallInts
    own_first: Ints
    own_of: SmallInts
    own_weeks: Ints
    limit_first: Ints
    limit_of: SmallInts
    limit_most: Ints
    capacity: SmallInts
    width: int
    move_cost: int

    @property
    def students(self) -> int:
        """How many students the cohort has."""
        return len(self.student_ids)

    def of(self, student: int) -> range:
        """The candidates of one student."""
        return range(int(self.first[student]), int(self.first[student + 1]))

    def placement(self, candidate: int) -> Placed:
        """A candidate as it stands in a solution."""
        offering = self.offering_ids[self.offering[candidate]]
        return Placed(offering, int(self.start[candidate]), int(self.length[candidate]))


def candidates_of(instance: Instance) -> Candidates:
    """Every candidate of the cohort. Raises `ValueError` when too many limits concern one student."""
    capacity = np.array([offering.capacity for offering in instance.offerings], np.int32).reshape(-1)
    wishes = _wishes(instance)
    found = _found(instance, wishes, capacity)
    found = found[np.lexsort((found[:, 2], found[:, 1], wishes[found[:, 0], 0]))]
    student, offering, rank, host = wishes[found[:, 0]].T
    start, length = found[:, 1], found[:, 2]
    cities = {city: number for number, city in enumerate(dict.fromkeys(o.city for o in instance.offerings))}
    own, state, own_first, own_of = _own_limits(instance)
    mask, limit_first, limit_of = _limits(instance, student, offering, start, length)
    return Candidates(
        weeks=instance.weeks,
        student_ids=tuple(student.id for student in instance.students),
        offering_ids=tuple(offering.id for offering in instance.offerings),
        first=_starts(np.bincount(student, minlength=len(instance.students))),
        offering=offering.astype(np.int32),
        start=start.astype(np.int32),
        length=length.astype(np.int32),
        city=_of_offerings([cities[each.city] for each in instance.offerings], offering),
        rank=rank.astype(np.int32),
        rank_cost=length * (rank - 1) ** 2,
        host=length * host,
        money=length * _of_offerings([each.price_week for each in instance.offerings], offering),
        state=_of_offerings(state, offering),
        mask=mask,
        needed=_column(instance, "weeks_needed", most=instance.weeks + 1),
        least=_column(instance, "min_weeks", most=instance.weeks + 1),
        moves=_column(instance, "max_moves"),
        rotations=_column(instance, "max_rotations"),
        budget=np.array([student.budget for student in instance.students], np.int64),
        state_left=_own_left(instance, own),
        own_first=own_first,
        own_of=own_of,
        own_weeks=np.array([isinstance(limit, StateWeeks) for limit in own], np.int64),
        limit_first=limit_first,
        limit_of=limit_of,
        limit_most=np.array([limit.most_students for limit in instance.limits.students_in_state], np.int64),
        capacity=capacity,
        width=_width(instance, student, length),
        move_cost=instance.weights.move_cost,
    )


def _starts(sizes: Iterable[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(np.array(list(sizes), np.int64)))).astype(np.int64)


def _column(instance: Instance, name: str, most: int = UNLIMITED) -> SmallInts:
    return np.array([min(getattr(student, name), most) for student in instance.students], np.int32)


def _of_offerings(values: list[int], offering: Ints) -> SmallInts:
    return np.array(values or [0], np.int32)[offering]


def _wishes(instance: Instance) -> Ints:
    """Rows (student, offering, rank, host score): each wish that requirements and scores allow."""
    at = {offering.id: number for number, offering in enumerate(instance.offerings)}
    required = [frozenset(offering.requires) for offering in instance.offerings]
    lowest = [offering.min_score for offering in instance.offerings]
    rows = [
        (number, at[wish.offering], wish.rank, wish.host_score)
        for number, student in enumerate(instance.students)
        for wish in student.prefs
        if student.score >= lowest[at[wish.offering]] and required[at[wish.offering]].issubset(student.facts)
    ]
    return np.array(rows, np.int64).reshape(-1, 4)


def _found(instance: Instance, wishes: Ints, capacity: SmallInts) -> Ints:
    """Rows (wish, start, length): each block of a wish that fits the windows, the need, the budget and a seat."""
    blocks = [sorted(set(offering.blocks)) for offering in instance.offerings]
    windows = [student.windows for student in instance.students]
    return _blocks_that_fit(
        instance.weeks,
        wishes,
        _starts(map(len, blocks)),
        np.array([block for own in blocks for block in own], np.int64).reshape(-1, 2),
        _starts(map(len, windows)),
        np.array([window for own in windows for window in own], np.int64).reshape(-1, 2),
        capacity,
        np.array([(s.weeks_needed, s.budget) for s in instance.students], np.int64).reshape(-1, 2),
        np.array([offering.price_week for offering in instance.offerings], np.int64),
    )


@compiled
def _blocks_that_fit(
    weeks: int,
    wishes: Ints,
    block_first: Ints,
    blocks: Ints,
    window_first: Ints,
    windows: Ints,
    capacity: SmallInts,
    means: Ints,
    price: Ints,
) -> Ints:
    count = 0
    for wish in range(len(wishes)):
        count += block_first[wishes[wish, 1] + 1] - block_first[wishes[wish, 1]]
    found = np.empty((count, 3), np.int64)
    count = 0
    for wish in range(len(wishes)):
        student, offering = wishes[wish, 0], wishes[wish, 1]
        for block in range(block_first[offering], block_first[offering + 1]):
            start, length = blocks[block, 0], blocks[block, 1]
            fits = length <= means[student, 0] and length * price[offering] <= means[student, 1]
            inside = False
            for window in range(window_first[student], window_first[student + 1]):
                if windows[window, 0] <= start and start + length <= windows[window, 1]:
                    inside = start + length <= weeks
            if not fits or not inside:
                continue
            for week in range(start, start + length):
                inside = inside and capacity[offering * weeks + week] > 0
            if inside:
                found[count, 0], found[count, 1], found[count, 2] = wish, start, length
                count += 1
    return found[:count].copy()


def _own_limits(instance: Instance) -> tuple[OwnLimits, list[int], Ints, SmallInts]:
    """The limits on what one student has in a state; for each offering a number for those that count it (-1: none),
    and, end to end, which limits these are."""
    own = instance.limits.own
    together: dict[tuple[int, ...], int] = {}
    numbers = []
    for offering in instance.offerings:
        counting = tuple(at for at, limit in enumerate(own) if limit.takes(offering))
        numbers.append(together.setdefault(counting, len(together)) if counting else -1)
    return own, numbers, _starts(map(len, together)), np.array([at for each in together for at in each], np.int32)


def _own_left(instance: Instance, own: OwnLimits) -> SmallInts:
    """[student, limit]: the weeks or placements that each student may still have."""
    left = [
        [min(limit.left(student), UNLIMITED) if limit.concerns(student) else UNLIMITED for limit in own]
        for student in instance.students
    ]
    return np.array(left, np.int32).reshape(len(instance.students), len(own))


def _limits(
    instance: Instance, student: Ints, offering: Ints, start: Ints, length: Ints
) -> tuple[Ints, Ints, SmallInts]:
    """The mask of each candidate, and the limits on students in a state that concern each student."""
    mask = np.zeros(len(student), np.int64)
    bits = np.zeros(len(instance.students), np.int64)
    concerned: list[Ints] = []
    for limit in instance.limits.students_in_state:
        there = np.array([limit.takes(each) for each in instance.offerings] or [False])
        counted = np.array([limit.concerns(each) for each in instance.students] or [False])
        last = start + length - 1 if limit.touching else start
        hit = there[offering] & counted[student] & (start < limit.end_week) & (limit.first_week <= last)
        mask[hit] |= 1 << bits[student[hit]]
        concerned.append(np.unique(student[hit]))
        bits[concerned[-1]] += 1
    if bits.max(initial=0) > MOST_LIMITS_PER_STUDENT:
        raise ValueError(f"more than {MOST_LIMITS_PER_STUDENT} limits on students in a state concern one student")
    students = np.concatenate(concerned) if concerned else np.zeros(0, np.int64)
    limits = np.repeat(np.arange(len(concerned)), [len(each) for each in concerned])
    return mask, _starts(bits), limits[np.argsort(students, kind="stable")].astype(np.int32)


def _width(instance: Instance, student: Ints, length: Ints) -> int:
    """The most placements any plan can hold, at least 1."""
    shortest = np.full(len(instance.students), instance.weeks + 1, np.int64)
    np.minimum.at(shortest, student, length)
    most = [
        min(each.max_rotations, min(each.weeks_needed, instance.weeks) // int(short))
        for each, short in zip(instance.students, shortest, strict=True)
    ]
    return max([1, *most])
