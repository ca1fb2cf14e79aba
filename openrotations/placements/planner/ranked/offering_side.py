"""The same round seen from the other side: the stable matching that is best for every offering.

It is the worst stable matching for every student, so the students whom it moves are all to whom the choice
of side matters. Usually they are few. Placed students and filled seats are the same in every stable matching.
"""

from openrotations.placements.planner.ranked.formats import Instance, Solution
from openrotations.placements.planner.ranked.matching import LARGE_ROUND, market_of


def best_for_offerings(instance: Instance, solution: Solution) -> dict[str, str | None]:
    """The offering-best stable matching, with the lottery and the closed offerings of `solution`."""
    if len(instance.students) >= LARGE_ROUND:
        from openrotations.placements.planner.ranked.large import best_for_offerings_large  # loads numba

        return best_for_offerings_large(instance, solution)
    return best_for_offerings_plainly(instance, solution)


def best_for_offerings_plainly(instance: Instance, solution: Solution) -> dict[str, str | None]:
    """What `best_for_offerings` returns, in plain Python: the reference for compiled code."""
    market = market_of(instance, seed=solution.lottery_seed)
    closed = {closure.offering for closure in solution.closed}
    free = [0 if given in closed else seats for given, seats in zip(market.offerings, market.seats, strict=True)]
    wishes = [{offering: rank for rank, offering in enumerate(listed)} for listed in market.choices]
    # Each order backwards, so that the next student to ask is taken off its end.
    unasked = [sorted(places, key=places.__getitem__, reverse=True) for places in market.places]
    holder: list[int | None] = [None] * len(market.students)
    asking = list(range(len(market.offerings)))
    while asking:
        offering = asking.pop()
        while free[offering] and unasked[offering]:
            student = unasked[offering].pop()
            rank = wishes[student].get(offering)
            held_by = holder[student]
            if rank is None or (held_by is not None and wishes[student][held_by] < rank):
                continue
            holder[student] = offering
            free[offering] -= 1
            if held_by is not None:
                free[held_by] += 1
                asking.append(held_by)
    return {
        student: None if held_by is None else market.offerings[held_by]
        for student, held_by in zip(market.students, holder, strict=True)
    }


def moved_students(instance: Instance, solution: Solution) -> list[str]:
    """The ids of the students who would be elsewhere in the offering-best matching."""
    other = best_for_offerings(instance, solution)
    return sorted(student for student, offering in other.items() if offering != solution.match[student])
