"""Quick improvement: take a few competing students out of their seats and place them again, better.

One round empties one student with a regret (what their best plan at the current prices would be worth more) and
some who sit where that student could go, and places them again one by one, by the value of each plan less a
share of the price of its seats. The round stands if the whole is not worth less than before.
"""

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.greedy import place_students
from openrotations.placements.planner.cohort.search.plan_search import Rules
from openrotations.placements.planner.cohort.search.pricing import Aim, Prices, measured, seat_plans
from openrotations.placements.planner.cohort.search.seating import Seating
from openrotations.placements.planner.compiled import compiled

SHARES = np.array([0.0, 0.5, 0.9, 1.0])
"""How much of the prices counts when students are placed again; one is drawn for each round."""
MOST_AT_ONCE = 10
TRIES = 3
"""How often, for each student wanted in a group, a seat is looked at."""


def exchange(
    seating: Seating, aim: Aim, prices: Prices, regrets: Floats, rounds: int, seed: int, warmth: float = 0.0
) -> int:
    """Improve `seating` in place by so many rounds; the number of rounds that made it better."""
    pricing = seating.pricing
    if not len(pricing.candidates.offering):
        return 0
    return exchange_rounds(
        pricing.rules,
        pricing.gains,
        aim.numbers,
        pricing.candidates.move_cost,
        SHARES[:, None] * prices.cells,
        SHARES[:, None] * prices.limits,
        np.cumsum(regrets + regrets.mean() * 0.1 + 1e-9),
        seating.free,
        seating.limits_left,
        seating.plans,
        rounds,
        seed,
        warmth,
    )


@compiled
def guests_of(rules: Rules, plans: SmallInts) -> tuple[Ints, Ints, Ints]:
    """For each offering, a ring-free double list of the placements there: heads, next and previous ones."""
    head = np.full(rules.offering.max() + 1, -1, np.int64)
    after, before = np.full(plans.size, -1, np.int64), np.full(plans.size, -1, np.int64)
    for student in range(len(plans)):
        link(rules, plans, student, True, head, after, before)
    return head, after, before


@compiled
def link(rules: Rules, plans: SmallInts, student: int, there: bool, head: Ints, after: Ints, before: Ints) -> None:
    """Write the placements of a student into the lists of their offerings, or take them out."""
    width = plans.shape[1]
    for slot in range(width):
        c = plans[student, slot]
        if c < 0:
            return
        node, offering = student * width + slot, rules.offering[c]
        if there:
            after[node], before[node] = head[offering], -1
            if head[offering] >= 0:
                before[head[offering]] = node
            head[offering] = node
            continue
        if before[node] >= 0:
            after[before[node]] = after[node]
        else:
            head[offering] = after[node]
        if after[node] >= 0:
            before[after[node]] = before[node]


@compiled
def pick_group(
    rules: Rules,
    gains: Floats,
    numbers: Floats,
    cells: Floats,
    plans: SmallInts,
    head: Ints,
    after: Ints,
    first: int,
    size: int,
    chosen: Ints,
) -> int:
    """Write `first` and students who sit where a chosen one could go into `chosen`; how many there are."""
    chosen[0], count = first, 1
    width = plans.shape[1]
    for _ in range(TRIES * size):
        student = chosen[np.random.randint(count)]
        low, high = rules.first[student], rules.first[student + 1]
        if low == high:
            return count
        wanted, best = -1, -np.inf
        for _again in range(4):
            c = np.random.randint(low, high)
            value = 0.0
            for part in range(4):
                value += numbers[part + 1] * gains[c, part]
            cell = rules.offering[c] * rules.weeks + rules.start[c]
            value -= cells[cell : cell + rules.length[c]].sum()
            if value > best:
                wanted, best = c, value
        node = head[rules.offering[wanted]]
        while node >= 0 and count < size:
            other = node // width
            held = plans[other, node % width]
            known = False
            for at in range(count):
                known = known or chosen[at] == other
            if (
                not known
                and rules.start[held] < rules.start[wanted] + rules.length[wanted]
                and rules.start[wanted] < rules.start[held] + rules.length[held]
            ):
                chosen[count] = other
                count += 1
            node = after[node]
        if count >= size:
            break
    return count


@compiled
def group_around(
    rules: Rules,
    gains: Floats,
    numbers: Floats,
    cells: Floats,
    plans: SmallInts,
    first: int,
    size: int,
    seed: int,
) -> Ints:
    """Up to `size` students who compete with each other, `first` among them."""
    np.random.seed(seed)
    head, after, _ = guests_of(rules, plans)
    chosen = np.empty(size, np.int64)
    count = pick_group(rules, gains, numbers, cells, plans, head, after, first, size, chosen)
    return chosen[:count].copy()


@compiled
def exchange_rounds(
    rules: Rules,
    gains: Floats,
    numbers: Floats,
    move_cost: int,
    cells: Floats,
    limits: Floats,
    regrets: Floats,
    free: SmallInts,
    limits_left: Ints,
    plans: SmallInts,
    rounds: int,
    seed: int,
    warmth: float,
) -> int:
    """`exchange` on plain arrays. `cells` and `limits` hold a row for each share, `regrets` are added up."""
    np.random.seed(seed)
    head, after, before = guests_of(rules, plans)
    better = 0
    chosen = np.empty(MOST_AT_ONCE, np.int64)
    for _ in range(rounds):
        first = min(np.searchsorted(regrets, np.random.random() * regrets[-1]), len(plans) - 1)
        size = np.random.randint(2, MOST_AT_ONCE + 1)
        count = pick_group(rules, gains, numbers, cells[-1], plans, head, after, first, size, chosen)
        group = chosen[:count].copy()
        if np.random.random() < 0.5:
            np.random.shuffle(group)
        old = plans[group]
        for student in group:
            link(rules, plans, student, False, head, after, before)
        seat_plans(rules, old, 1, group, free, limits_left)
        plans[group] = -1
        share = np.random.randint(len(cells))
        place_students(rules, group, gains, numbers, move_cost, cells[share], limits[share], free, limits_left, plans)
        new = plans[group]
        gain = (
            (measured(rules, gains, move_cost, group, new) - measured(rules, gains, move_cost, group, old)) * numbers
        ).sum()
        if gain < min(-1e-9, warmth * np.log(np.random.random())):
            seat_plans(rules, new, 1, group, free, limits_left)
            seat_plans(rules, old, -1, group, free, limits_left)
            plans[group] = old
        elif gain > 1e-9:
            better += 1
        for student in group:
            link(rules, plans, student, True, head, after, before)
    return better
