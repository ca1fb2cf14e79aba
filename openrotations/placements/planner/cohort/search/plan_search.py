"""The search for one student's best plans, as machine code.

A plan is a row of candidates in time order. The search is exact: depth first over candidates by start week, cut
off where even the best continuation cannot reach what is kept already. The best continuation from a week with a
number of weeks placed is worked out beforehand, without the rules on money, moves, states and repeats, so it is
never too low. A search that takes too many steps ends early, and says how much the plans that it has not looked at
can be worth at most.
"""

from typing import NamedTuple

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Candidates, Floats, Ints, SmallInts
from openrotations.placements.planner.compiled import compiled

NOTHING = -np.inf
PATIENCE = 400_000
"""Steps of one search. Ordinary lists need a hundredth; with more, seats must not wait for one student."""
ALL_PATIENCE = 40_000_000
"""Steps of a search for one student alone: some tenths of a second."""


class Rules(NamedTuple):
    """The arrays of `Candidates` that the search needs."""

    weeks: int
    first: Ints
    offering: SmallInts
    start: SmallInts
    length: SmallInts
    city: SmallInts
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


def rules_of(candidates: Candidates) -> Rules:
    """The rules as the compiled search takes them."""
    return Rules(*(getattr(candidates, field) for field in Rules._fields))


@compiled
def fill_to_go(rules: Rules, student: int, worth: Floats, bonus: float, to_go: Floats) -> None:
    """`to_go[week, placed]`: the most that one or more placements from that week on can add.

    `placed` counts the weeks placed before. The bonus for all weeks needed is included.
    """
    needed = rules.needed[student]
    last = rules.first[student + 1] - 1
    to_go[rules.weeks, : needed + 1] = NOTHING
    candidate = last
    for week in range(rules.weeks - 1, -1, -1):
        to_go[week, : needed + 1] = to_go[week + 1, : needed + 1]
        while candidate >= rules.first[student] and rules.start[candidate] == week:
            length = rules.length[candidate]
            if worth[candidate] > NOTHING:
                for placed in range(needed - length + 1):
                    total = placed + length
                    best = to_go[week + length, total]
                    if total >= rules.least[student]:
                        best = max(best, bonus if total == needed else 0.0)
                    to_go[week, placed] = max(to_go[week, placed], worth[candidate] + best)
            candidate -= 1


@compiled
def keep(value: float, row: SmallInts, size: int, values: Floats, plans: SmallInts, kept: int) -> int:
    """Insert a plan among the `kept` best, best first; the last one falls out when all places are taken."""
    at = kept if kept < len(values) else kept - 1
    while at > 0 and values[at - 1] < value:
        values[at] = values[at - 1]
        plans[at] = plans[at - 1]
        at -= 1
    values[at] = value
    plans[at, :size] = row[:size]
    plans[at, size:] = -1
    return min(kept + 1, len(values))


@compiled
def places_price(fresh: int, limits: SmallInts, limit_price: Floats) -> float:
    """The price of a place under each limit whose bit is set in `fresh`; the bits stand for `limits` in order."""
    price, at = 0.0, 0
    while fresh > 0:
        if fresh & 1:
            price += limit_price[limits[at]]
        fresh >>= 1
        at += 1
    return price


@compiled
def is_within_limits(rules: Rules, c: int, left: SmallInts) -> bool:
    """Whether what is `left` of every limit on what one student has in a state is enough for the candidate."""
    if rules.state[c] < 0:
        return True
    for at in range(rules.own_first[rules.state[c]], rules.own_first[rules.state[c] + 1]):
        limit = rules.own_of[at]
        if left[limit] < (rules.length[c] if rules.own_weeks[limit] else 1):
            return False
    return True


@compiled
def take_of_limits(rules: Rules, c: int, sign: int, left: SmallInts) -> None:
    """Take what the candidate needs off what is `left` of these limits, or give it back with a `sign` of -1."""
    if rules.state[c] >= 0:
        for at in range(rules.own_first[rules.state[c]], rules.own_first[rules.state[c] + 1]):
            limit = rules.own_of[at]
            left[limit] -= sign * (rules.length[c] if rules.own_weeks[limit] else 1)


@compiled
def next_from(start: SmallInts, c: int, end: int, week: int) -> int:
    """The first candidate after `c`, before `end`, that starts in `week` or later."""
    c += 1
    while c < end and start[c] < week:
        c += 1
    return c


@compiled
def stacks(size: int) -> tuple[Ints, Ints, Ints, Ints, Ints, Floats, SmallInts]:
    """Room for the candidate to try next, weeks placed, money, moves, limits that count, value, and the plan."""
    zeros = np.zeros((5, size), np.int64)
    return zeros[0], zeros[1], zeros[2], zeros[3], zeros[4], np.zeros(size), np.empty(size, np.int32)


@compiled
def search_narrow(
    rules: Rules, student: int, worth: Floats, bonus: float, move_price: float, limit_price: Floats, floor: float,
    to_go: Floats, values: Floats, plans: SmallInts, steps: int,
) -> tuple[int, float]:  # fmt: skip
    """`search_student` among all candidates, in their order."""
    fill_to_go(rules, student, worth, bonus, to_go)
    end, needed, least = rules.first[student + 1], rules.needed[student], rules.least[student]
    most = min(rules.rotations[student], plans.shape[1])
    # What holds before the placement at each depth.
    cursor, placed, money, moves, bits, value, row = stacks(most + 1)
    left = rules.state_left[student].copy()
    limits = rules.limit_of[rules.limit_first[student] : rules.limit_first[student + 1]]
    kept, depth = 0, 0
    cursor[0] = rules.first[student]
    while depth >= 0:
        c = cursor[depth]
        if depth == most or c >= end or value[depth] + to_go[rules.start[c], placed[depth]] <= floor:
            depth -= 1
            if depth >= 0:
                take_of_limits(rules, row[depth], -1, left)
            continue
        if steps <= 0:
            return kept, still_open(rules, end, most, depth, cursor, placed, value, to_go)
        steps -= 1
        cursor[depth] = c + 1
        total, ends = placed[depth] + rules.length[c], rules.start[c] + rules.length[c]
        if total > needed or worth[c] == NOTHING or money[depth] + rules.money[c] > rules.budget[student]:
            continue
        done = NOTHING if total < least else bonus if total == needed else 0.0
        best = max(done, to_go[ends, total])
        sofar = value[depth] + worth[c]
        if sofar + best <= floor:
            continue
        moved = moves[depth]
        if depth > 0 and rules.city[c] != rules.city[row[depth - 1]]:
            moved, sofar = moved + 1, sofar - move_price
        if moved > rules.moves[student] or not is_within_limits(rules, c, left):
            continue
        sofar -= places_price(rules.mask[c] & ~bits[depth], limits, limit_price)
        for earlier in range(depth):
            if rules.offering[row[earlier]] == rules.offering[c]:
                sofar = NOTHING
        if not sofar + best > floor:
            continue
        row[depth] = c
        if sofar + done > floor:
            kept = keep(sofar + done, row, depth + 1, values, plans, kept)
            floor = values[kept - 1] if kept == len(values) else floor
        take_of_limits(rules, c, 1, left)
        depth += 1
        placed[depth], money[depth], moves[depth] = total, money[depth - 1] + rules.money[c], moved
        bits[depth], value[depth] = bits[depth - 1] | rules.mask[c], sofar
        cursor[depth] = next_from(rules.start, c, end, ends)
    return kept, NOTHING


@compiled
def still_open(
    rules: Rules, end: int, most: int, depth: int, cursor: Ints, placed: Ints, value: Floats, to_go: Floats
) -> float:
    """The most that any plan can be worth that continues from where the search stands."""
    open_value = NOTHING
    for at in range(min(depth, most - 1) + 1):
        if cursor[at] < end:
            open_value = max(open_value, value[at] + to_go[rules.start[cursor[at]], placed[at]])
    return open_value
