"""Places a ranked round: the stable matching that is best for every student at once.

Method: student-proposing deferred acceptance (Gale and Shapley 1962; Roth and Sotomayor 1990). The result
does not depend on the order of proposals, and no student gains by listing other than their true order
(Dubins and Freedman 1981).

Ties are broken by one published lottery. The number of a student is the SHA-256 of the UTF-8 text
`<seed>:<student id>`, read as hexadecimal; the smaller number goes first, at every offering alike
(`printf '7:S1' | sha256sum` repeats it). Offerings that a student ranks equal go by
`<seed>:<student id>:<offering id>` in the same way.

Minimum numbers (`lower`), by an announced rule: place everybody; of the offerings below their minimum,
close the one that fewest students want (who list it and whom it could take; equal demand: by the lottery
number of `<seed>:<offering id>`); place everybody again without it; repeat. An offering that stays open
never loses in number when another closes, so going once through the offerings by demand is the same. To
go on from where the proposals stand is the same as to start again, since their order does not matter.
Where offerings have minimum numbers, another list can help a student, since lists decide what closes.

This is the reference. `large` does the same in compiled code, and takes over where that pays.
"""

import functools
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heappush, heapreplace

from openrotations.placements.planner.ranked.formats import DEFAULT_SEED, Closure, Instance, Solution

LARGE_ROUND = 50_000
"""From so many students on, compiled code saves more than it takes to load (1 to 2 seconds)."""

type Held = list[tuple[float, int]]
"""Who an offering holds: a heap of (minus the place in its order, student), the last in order on top."""


@dataclass(slots=True)
class Market:
    """A round in numbers: students and offerings by position in the file, every tie broken.

    `choices[student]` lists offerings, best first. `places[offering][student]` is the student's place in
    its order, 1 the first; who is missing there cannot be placed there. `demand` counts, for each
    offering, the students who list it and whom it could take.
    """

    students: list[str]
    offerings: list[str]
    choices: list[list[int]]
    places: list[dict[int, float]]
    seats: list[int]
    lower: list[int]
    demand: list[int]
    seed: int


@dataclass(slots=True)
class Proposals:
    """How far the proposals have come: the next choice of each student, and whom each offering holds."""

    market: Market
    seats: list[int]
    turns: list[int]
    held: list[Held]

    def fork(self, market: Market) -> "Proposals":
        """The same state to go on from, in a market that differs only in what has not been used yet."""
        return Proposals(market, market.seats.copy(), self.turns.copy(), [held.copy() for held in self.held])


def lottery_number(seed: int, *ids: str) -> str:
    """The lottery number of a student (or of a student and an offering): 64 hexadecimal digits."""
    return hashlib.sha256(":".join((str(seed), *ids)).encode()).hexdigest()


def has_free_seat(held: Held, seats: int) -> bool:
    """Whether the offering can take one more without letting anyone go."""
    return len(held) < seats


def match_round(instance: Instance, *, seed: int = DEFAULT_SEED) -> Solution:
    """The student-best stable matching of the round. `seed` decides ties only and is kept in the result."""
    if len(instance.students) >= LARGE_ROUND:
        from openrotations.placements.planner.ranked.large import match_large  # loads numba, and imports this module

        return match_large(instance, seed=seed)
    return match_plainly(instance, seed=seed)


def match_plainly(instance: Instance, *, seed: int) -> Solution:
    """What `match_round` returns, in plain Python: the reference for compiled code."""
    market = market_of(instance, seed=seed)
    proposals = opening(market)
    propose(proposals, range(len(market.students)))
    closed = close_below_minimum(proposals)
    match: dict[str, str | None] = dict.fromkeys(market.students)
    for offering, held in enumerate(proposals.held):
        match.update((market.students[student], market.offerings[offering]) for _, student in held)
    return Solution(instance=instance.name, match=match, lottery_seed=seed, closed=tuple(closed))


def market_of(instance: Instance, *, seed: int) -> Market:
    """The round with ids turned into positions and ties broken by the lottery of `seed`."""
    students = [student.id for student in instance.students]
    offerings = [offering.id for offering in instance.offerings]
    student_at = {given: position for position, given in enumerate(students)}
    offering_at = {given: position for position, given in enumerate(offerings)}
    number = functools.cache(functools.partial(lottery_number, seed))
    choices = [
        [offering_at[given] for given in untied(student.prefs, functools.partial(number, student.id))]
        for student in instance.students
    ]
    places: list[dict[int, float]] = [
        {student_at[given]: place for place, given in enumerate(untied(offering.priority, number), start=1)}
        for offering in instance.offerings
    ]
    demand = [0] * len(offerings)
    for student, listed in enumerate(choices):
        for wanted in listed:
            demand[wanted] += student in places[wanted]
    return Market(
        students=students,
        offerings=offerings,
        choices=choices,
        places=places,
        seats=[offering.capacity for offering in instance.offerings],
        lower=[offering.lower for offering in instance.offerings],
        demand=demand,
        seed=seed,
    )


def untied(tiers: tuple[tuple[str, ...], ...], number: Callable[[str], str]) -> list[str]:
    """The ids in strict order: tier by tier, and by lottery number inside a tier."""
    order = [given for tier in tiers for given in tier]
    if len(order) == len(tiers):
        return order
    return [given for tier in tiers for given in sorted(tier, key=lambda tied: (number(tied), tied))]


def opening(market: Market) -> Proposals:
    """The state before anybody has proposed."""
    return Proposals(
        market=market,
        seats=market.seats.copy(),
        turns=[0] * len(market.students),
        held=[[] for _ in market.offerings],
    )


def propose(proposals: Proposals, waiting: Iterable[int]) -> None:
    """Let each waiting student propose down their list until every one is held or has no choice left."""
    choices, places = proposals.market.choices, proposals.market.places
    seats, turns, held = proposals.seats, proposals.turns, proposals.held
    stack = list(waiting)
    while stack:
        student = stack.pop()
        listed = choices[student]
        turn = turns[student]
        while turn < len(listed):
            offering = listed[turn]
            turn += 1
            place = places[offering].get(student)
            if place is None or not seats[offering]:
                continue
            if has_free_seat(held[offering], seats[offering]):
                heappush(held[offering], (-place, student))
                break
            if -place > held[offering][0][0]:
                stack.append(heapreplace(held[offering], (-place, student))[1])
                break
        turns[student] = turn


def close_below_minimum(proposals: Proposals) -> list[Closure]:
    """Close what stays below its minimum, least wanted first, and place its students elsewhere."""
    market = proposals.market
    with_minimum = [offering for offering, lower in enumerate(market.lower) if lower]
    with_minimum.sort(
        key=lambda offering: (
            market.demand[offering],
            lottery_number(market.seed, market.offerings[offering]),
        )
    )
    closed: list[Closure] = []
    for offering in with_minimum:
        held = proposals.held[offering]
        if len(held) >= market.lower[offering]:
            continue
        closed.append(
            Closure(
                offering=market.offerings[offering],
                lower=market.lower[offering],
                placed=len(held),
                demand=market.demand[offering],
            )
        )
        proposals.seats[offering] = 0
        proposals.held[offering] = []
        propose(proposals, [student for _, student in held])
    return closed
