"""Students with very many candidates: the search among those few that a plan worth having can hold.

A candidate is left out when even the best plan through it, by the bounds of `plan_search`, is not worth more than
what is wanted; and when so many others in the same weeks, city and state are worth as much and cost no more that
one of them can always stand in its place. Neither loses a plan that is asked for.
"""

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.plan_search import (
    NOTHING,
    Rules,
    fill_to_go,
    search_narrow,
)
from openrotations.placements.planner.compiled import compiled

LONG = 500
"""With more candidates than this, it pays to look first which can be needed."""
PASSES = 4
"""How often a search that ended early is done again among fewer candidates, as the best plan gets better."""


@compiled
def search_student(
    rules: Rules,
    student: int,
    worth: Floats,
    bonus: float,
    move_price: float,
    limit_price: Floats,
    floor: float,
    to_go: Floats,
    values: Floats,
    plans: SmallInts,
    steps: int,
) -> tuple[int, float]:
    """Write the student's best plans worth more than `floor`, best first; their number, and the most missed.

    The latter is what a plan can be worth at most that the search has not looked at because of the number of
    `steps`; nothing (-inf) if it has looked at all. `to_go` is room for its bounds.
    """
    if rules.first[student + 1] - rules.first[student] <= LONG:
        return search_narrow(rules, student, worth, bonus, move_price, limit_price, floor, to_go, values, plans, steps)
    kept, missed = 0, NOTHING
    found = np.empty_like(plans)
    better = np.empty_like(values)
    for _ in range(PASSES):
        chosen = needed_for(rules, student, worth, bonus, floor, to_go, len(values) + plans.shape[1] - 1)
        few = only_these(rules, student, chosen)
        count, missed = search_narrow(
            few, 0, worth[chosen], bonus, move_price, limit_price, floor, to_go, better, found, steps
        )
        for at in range(count):
            values[at] = better[at]
            for slot in range(plans.shape[1]):
                plans[at, slot] = chosen[found[at, slot]] if found[at, slot] >= 0 else -1
        kept = max(kept, count)
        if missed == NOTHING or count == 0 or len(values) > 1:
            break
        floor = values[0]
    return kept, missed


@compiled
def only_these(rules: Rules, student: int, chosen: Ints) -> Rules:
    """The rules of one student with these of the candidates."""
    low, high = rules.limit_first[student], rules.limit_first[student + 1]
    own = slice(student, student + 1)
    return Rules(
        rules.weeks,
        np.array([0, len(chosen)]),
        rules.offering[chosen],
        rules.start[chosen],
        rules.length[chosen],
        rules.city[chosen],
        rules.money[chosen],
        rules.state[chosen],
        rules.mask[chosen],
        rules.needed[own].copy(),
        rules.least[own].copy(),
        rules.moves[own].copy(),
        rules.rotations[own].copy(),
        rules.budget[own].copy(),
        rules.state_left[own].copy(),
        rules.own_first,
        rules.own_of,
        rules.own_weeks,
        np.array([0, high - low]),
        rules.limit_of[low:high].copy(),
    )


@compiled
def needed_for(
    rules: Rules, student: int, worth: Floats, bonus: float, floor: float, to_go: Floats, enough: int
) -> Ints:
    """The candidates that a plan worth more than `floor` can hold, by start week, the best of a week first."""
    fill_to_go(rules, student, worth, bonus, to_go)
    first, end = rules.first[student], rules.first[student + 1]
    sofar = best_before(rules, student, worth)
    needed = rules.needed[student]
    chosen = np.empty(end - first, np.int64)
    count, c = 0, first
    while c < end:
        week, begins = rules.start[c], count
        while c < end and rules.start[c] == week:
            best = NOTHING
            for placed in range(needed - rules.length[c] + 1):
                total = placed + rules.length[c]
                after = to_go[week + rules.length[c], total]
                if total >= rules.least[student]:
                    after = max(after, bonus if total == needed else 0.0)
                best = max(best, sofar[week, placed] + worth[c] + after)
            if best > floor:
                chosen[count] = c
                count += 1
            c += 1
        count = without_twins(rules, worth, chosen, begins, count, enough)
    return chosen[:count].copy()


@compiled
def best_before(rules: Rules, student: int, worth: Floats) -> Floats:
    """[week, placed]: the most that placements which end by that week can be worth; nothing if there are none."""
    needed, c = rules.needed[student], rules.first[student]
    best = np.full((rules.weeks + 1, needed + 1), NOTHING)
    best[0, 0] = 0.0
    for week in range(rules.weeks + 1):
        if week > 0:
            best[week] = np.maximum(best[week], best[week - 1])
        while c < rules.first[student + 1] and rules.start[c] == week:
            length = rules.length[c]
            for placed in range(needed - length + 1):
                reached = best[week, placed] + worth[c]
                if reached > best[week + length, placed + length]:
                    best[week + length, placed + length] = reached
            c += 1
    return best


@compiled
def without_twins(rules: Rules, worth: Floats, chosen: Ints, begins: int, end: int, enough: int) -> int:
    """Sort `chosen[begins:end]` by worth, leave out those with `enough` as good ones, and return the new end."""
    week = chosen[begins:end].copy()
    order = np.argsort(-worth[week])
    count = begins
    for at in order:
        c, twins = week[at], 0
        for other in chosen[begins:count]:
            if (
                rules.length[other] == rules.length[c]
                and rules.city[other] == rules.city[c]
                and rules.state[other] == rules.state[c]
                and rules.mask[other] == rules.mask[c]
                and rules.money[other] <= rules.money[c]
            ):
                twins += 1
        if twins < enough:
            chosen[count] = c
            count += 1
    return count


@compiled
def search_students(
    rules: Rules,
    students: Ints,
    worth: Floats,
    bonus: float,
    move_price: float,
    limit_price: Floats,
    floors: Floats,
    values: Floats,
    plans: SmallInts,
    counts: Ints,
    missed: Floats,
    steps: int,
) -> None:
    """`search_student` for each of `students`; results at the same position as the student in the list."""
    needed = 0
    for student in students:
        needed = max(needed, rules.needed[student])
    to_go = np.empty((rules.weeks + 1, needed + 1))
    for at, student in enumerate(students):
        counts[at], missed[at] = search_student(
            rules, student, worth, bonus, move_price, limit_price, floors[at], to_go, values[at], plans[at], steps
        )
