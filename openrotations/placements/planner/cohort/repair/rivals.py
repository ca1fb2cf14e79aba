"""Who could make room: the holders of seats, and of places under limits, that some students could use."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from openrotations.placements.planner.cohort.repair.scope import only
from openrotations.placements.planner.cohort.repair.standing import Standing, counts_for
from openrotations.placements.planner.cohort.search.candidates import candidates_of

type Seat = tuple[str, int]


def rivals_of(standing: Standing, students: Sequence[str], *, most: int, fixed: Collection[str] = ()) -> list[str]:
    """Up to `most` students who hold what `students` could use, then those who hold what these could use.

    Those who stand in the way most often come first in each round. Nobody in `fixed` is among them.
    """
    holders = standing.holders()
    known, found, asking = {*students, *fixed}, list[str](), list(students)
    while asking and len(found) < most:
        in_the_way: Counter[str] = Counter()
        for seat, times in _short(standing, asking).items():
            in_the_way.update({holder: times for holder in holders.get(seat, ()) if holder not in known})
        in_the_way.update(each for each in _under_limits(standing, asking) if each not in known)
        asking = sorted(in_the_way, key=lambda each: (-in_the_way[each], each))[: most - len(found)]
        found += asking
        known.update(asking)
    return found


def _short(standing: Standing, students: Sequence[str]) -> Counter[Seat]:
    """The seats that more of these students could use than are free, and how many could."""
    capacity = {each.id: np.array(each.capacity, np.int64) for each in standing.instance.offerings}
    most = np.array([limit.most_students for limit in standing.instance.limits.students_in_state], np.int64)
    known = [standing.students[student] for student in students]
    candidates = candidates_of(only(standing.instance, known, capacity, most))
    wanted: Counter[Seat] = Counter()
    for number in range(len(students)):
        own: set[Seat] = set()
        for c in candidates.of(number):
            offering, start, length = candidates.placement(c)
            own.update((offering, week) for week in range(start, start + length))
        wanted.update(own)
    return Counter({seat: times for seat, times in wanted.items() if times > standing.free[seat[0]][seat[1]]})


def _under_limits(standing: Standing, students: Sequence[str]) -> list[str]:
    """Who counts towards a limit that leaves fewer places than there are `students`."""
    found: list[str] = []
    for number, limit in enumerate(standing.instance.limits.students_in_state):
        if standing.limits_left[number] < len(students):
            found += [
                student
                for student, plan in standing.plans.items()
                if counts_for(limit, standing.offerings, standing.students[student], plan)
            ]
    return found
