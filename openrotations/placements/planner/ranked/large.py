"""Places a large round in compiled code: the same matching as `matching`, and much faster.

`matching` is the reference. Here each student's place in an offering's order is found once for every choice, so
that a proposal compares two numbers, and each offering keeps those it holds in a heap of its own in one array.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from openrotations.placements.planner.compiled import compiled
from openrotations.placements.planner.ranked.arrays import POSITION, Arrays, Ints, Longs, arrays_of
from openrotations.placements.planner.ranked.formats import Closure, Instance, Solution

NOBODY = -1
LOW_32_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Placed:
    """A matching in arrays: each student's offering (-1 for none), and what closed, in order.

    `closed` lists offerings; `closed_with` how many each held when it closed; `demand`, for every offering,
    how many list it and could be taken.
    """

    offering: Ints
    closed: Ints
    closed_with: Ints
    demand: Ints


class State(NamedTuple):
    """How far the proposals have come. Offering `o` keeps its heap from `room[o]` to `room[o + 1]` of `heaps`.

    An entry of a heap is the place in the order above 32 bits of the student; the largest, on top, goes first.
    `turns` is each student's next position in `choices`; `held` and `seats` count students.
    """

    choice_starts: Longs
    choices: Ints
    places: Ints
    room: Longs
    turns: Longs
    seats: Ints
    held: Ints
    heaps: Longs


def match_large(instance: Instance, *, seed: int) -> Solution:
    """The student-best stable matching, as `matching.match_round` has it."""
    placed = place(arrays_of(instance, seed=seed))
    closed = tuple(
        Closure(
            offering=instance.offerings[offering].id,
            lower=instance.offerings[offering].lower,
            placed=held,
            demand=int(placed.demand[offering]),
        )
        for offering, held in zip(placed.closed.tolist(), placed.closed_with.tolist(), strict=True)
    )
    match = _named(instance, placed.offering)
    return Solution(instance=instance.name, match=match, lottery_seed=seed, closed=closed)


def best_for_offerings_large(instance: Instance, solution: Solution) -> dict[str, str | None]:
    """The offering-best stable matching, as `offering_side.best_for_offerings` has it."""
    position = {offering.id: at for at, offering in enumerate(instance.offerings)}
    closed = np.array([position[closure.offering] for closure in solution.closed], dtype=POSITION)
    arrays = arrays_of(instance, seed=solution.lottery_seed)
    return _named(instance, place_from_the_other_side(arrays, closed))


def _named(instance: Instance, offerings: Ints) -> dict[str, str | None]:
    names: list[str | None] = [offering.id for offering in instance.offerings]
    names.append(None)  # at position -1, for students without a placement
    return {student.id: names[at] for student, at in zip(instance.students, offerings.tolist(), strict=True)}


def place(arrays: Arrays) -> Placed:
    """The student-best stable matching of a round in arrays, closing by the rule on minimum numbers."""
    places, demand = _places(arrays.choice_starts, arrays.choices, arrays.priority_starts, arrays.priority)
    with_minimum = np.flatnonzero(arrays.lower).astype(POSITION)
    by_demand = np.lexsort((arrays.lottery[with_minimum], demand[with_minimum]))
    in_turn = with_minimum[by_demand]
    room = np.concatenate(([0], np.cumsum(np.minimum(arrays.seats, demand), dtype=np.int64)))
    offering, closed_with = _deferred_acceptance(
        arrays.choice_starts, arrays.choices, places, room, in_turn, arrays.lower
    )
    closed = in_turn[closed_with != NOBODY]
    return Placed(offering, closed, closed_with[closed_with != NOBODY], demand)


def place_from_the_other_side(arrays: Arrays, closed: Ints) -> Ints:
    """Each student's offering (-1 for none) in the stable matching best for offerings, `closed` without seats."""
    places, _ = _places(arrays.choice_starts, arrays.choices, arrays.priority_starts, arrays.priority)
    free = arrays.seats.copy()
    free[closed] = 0
    return _offerings_ask(arrays.choice_starts, arrays.choices, places, arrays.priority_starts, arrays.priority, free)


@compiled
def _places(choice_starts: Longs, choices: Ints, priority_starts: Longs, priority: Ints) -> tuple[Ints, Ints]:
    """For each choice the student's place in that offering's order, 1 the first, 0 for none; and the demand."""
    ends = np.zeros(len(priority_starts), dtype=np.int64)
    for offering in choices:
        ends[offering + 1] += 1
    ends = np.cumsum(ends)
    choice = np.empty(len(choices), dtype=np.int32)  # choices sorted by offering, and whose they are
    whose = np.empty(len(choices), dtype=np.int32)
    for student in range(len(choice_starts) - 1):
        for at in range(choice_starts[student], choice_starts[student + 1]):
            offering = choices[at]
            choice[ends[offering]] = at
            whose[ends[offering]] = student
            ends[offering] += 1
    places = np.zeros(len(choices), dtype=np.int32)
    demand = np.zeros(len(priority_starts) - 1, dtype=np.int32)
    place_of = np.zeros(len(choice_starts) - 1, dtype=np.int32)
    begin = 0
    for offering in range(len(demand)):
        start, end = priority_starts[offering], priority_starts[offering + 1]
        for at in range(start, end):
            place_of[priority[at]] = at - start + 1
        for at in range(begin, ends[offering]):
            places[choice[at]] = place_of[whose[at]]
            demand[offering] += place_of[whose[at]] > 0
        for at in range(start, end):
            place_of[priority[at]] = 0
        begin = ends[offering]
    return places, demand


@compiled
def _deferred_acceptance(
    choice_starts: Longs, choices: Ints, places: Ints, room: Longs, in_turn: Ints, lower: Ints
) -> tuple[Ints, Ints]:
    """Each student's offering, and for each offering of `in_turn` with how many it closed (-1: it opens)."""
    seats = (room[1:] - room[:-1]).astype(np.int32)
    held = np.zeros(len(seats), dtype=np.int32)
    heaps = np.empty(room[-1], dtype=np.int64)
    state = State(choice_starts, choices, places, room, choice_starts[:-1].copy(), seats, held, heaps)
    _propose(state, np.arange(len(choice_starts) - 1, dtype=np.int32))
    closed_with = np.full(len(in_turn), -1, dtype=np.int32)
    for at in range(len(in_turn)):
        offering = in_turn[at]
        if held[offering] < lower[offering]:
            closed_with[at] = held[offering]
            begin = room[offering]
            evicted = (heaps[begin : begin + held[offering]] & LOW_32_BITS).astype(np.int32)
            seats[offering] = 0
            held[offering] = 0
            _propose(state, evicted)
    placed = np.full(len(choice_starts) - 1, -1, dtype=np.int32)
    for offering in range(len(held)):
        for at in range(room[offering], room[offering] + held[offering]):
            placed[heaps[at] & LOW_32_BITS] = offering
    return placed, closed_with


@compiled
def _propose(state: State, waiting: Ints) -> None:
    """Every waiting student proposes down their list; whoever is let go for them proposes at once."""
    for first in waiting:
        student = np.int64(first)
        while student >= 0:
            turn, end = state.turns[student], state.choice_starts[student + 1]
            proposer, student = student, np.int64(-1)
            while turn < end:
                offering, place = state.choices[turn], state.places[turn]
                turn += 1
                if place == 0 or state.seats[offering] == 0:
                    continue
                entry = (np.int64(place) << 32) | proposer
                heap = state.heaps[state.room[offering] : state.room[offering + 1]]
                if state.held[offering] < state.seats[offering]:
                    _push(heap, state.held[offering], entry)
                    state.held[offering] += 1
                    break
                if entry < heap[0]:
                    student = heap[0] & LOW_32_BITS
                    _replace_top(heap, entry)
                    break
            state.turns[proposer] = turn


@compiled
def _push(heap: Longs, size: int, entry: np.int64) -> None:
    at = size
    while at > 0:
        above = (at - 1) // 2
        if heap[above] >= entry:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = entry


@compiled
def _replace_top(heap: Longs, entry: np.int64) -> None:
    at, size = 0, len(heap)
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] > heap[below]:
            below += 1
        if heap[below] <= entry:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = entry


@compiled
def _offerings_ask(
    choice_starts: Longs, choices: Ints, places: Ints, priority_starts: Longs, priority: Ints, free: Ints
) -> Ints:
    """Offerings with free seats ask down their orders; a student keeps the best that asked, the rest ask on."""
    wanted_at = np.full(len(priority), -1, dtype=np.int32)  # for each entry of an order, the student's choice
    for at in range(len(choices)):
        if places[at]:
            wanted_at[priority_starts[choices[at]] + places[at] - 1] = at
    asked = priority_starts[:-1].copy()
    kept = np.full(len(choice_starts) - 1, -1, dtype=np.int32)  # the student's choice, as a position in `choices`
    waiting = np.arange(len(free), dtype=np.int32)
    is_waiting = np.ones(len(free), dtype=np.bool_)
    depth = len(waiting)
    while depth:
        depth -= 1
        asker = waiting[depth]
        is_waiting[asker] = False
        while free[asker] > 0 and asked[asker] < priority_starts[asker + 1]:
            at, student = wanted_at[asked[asker]], priority[asked[asker]]
            asked[asker] += 1
            before = kept[student]
            if at < 0 or 0 <= before < at:
                continue
            kept[student] = at
            free[asker] -= 1
            if before >= 0:
                free[choices[before]] += 1
                if not is_waiting[choices[before]]:
                    is_waiting[choices[before]] = True
                    waiting[depth] = choices[before]
                    depth += 1
    for student in range(len(kept)):
        if kept[student] >= 0:
            kept[student] = choices[kept[student]]
    return kept
