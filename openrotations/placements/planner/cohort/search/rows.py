"""Which cells can ever run short: the rows of the linear program."""

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Candidates, Ints, SmallInts
from openrotations.placements.planner.compiled import compiled


def scarce_cells(candidates: Candidates) -> Ints:
    """The cells that more students want than there are seats, without those another cell speaks for.

    A cell speaks for another of the same offering when every block that takes the other takes it too, and it
    has no more seats.
    """
    earliest_end = np.full(len(candidates.capacity), candidates.weeks + 1, np.int32)
    latest_start = np.full(len(candidates.capacity), -1, np.int32)
    wanted = np.zeros(len(candidates.capacity), np.int32)
    _reach(
        candidates.weeks,
        candidates.first,
        candidates.offering,
        candidates.start,
        candidates.length,
        earliest_end,
        latest_start,
        wanted,
    )
    scarce = _undominated(candidates.weeks, candidates.capacity, earliest_end, latest_start, wanted)
    return np.flatnonzero(scarce)


@compiled
def _reach(
    weeks: int,
    first: Ints,
    offering: SmallInts,
    start: SmallInts,
    length: SmallInts,
    earliest_end: SmallInts,
    latest_start: SmallInts,
    wanted: SmallInts,
) -> None:
    """For each cell: the earliest end and latest start of the blocks over it, and how many students want it."""
    seen = np.full(len(wanted), -1, np.int64)
    for student in range(len(first) - 1):
        for c in range(first[student], first[student + 1]):
            cell = offering[c] * weeks + start[c]
            for at in range(cell, cell + length[c]):
                earliest_end[at] = min(earliest_end[at], start[c] + length[c])
                latest_start[at] = max(latest_start[at], start[c])
                if seen[at] != student:
                    seen[at] = student
                    wanted[at] += 1


@compiled
def _undominated(
    weeks: int, capacity: SmallInts, earliest_end: SmallInts, latest_start: SmallInts, wanted: SmallInts
) -> SmallInts:
    scarce = np.zeros(len(capacity), np.int32)
    for cell in range(len(capacity)):
        if wanted[cell] <= capacity[cell]:
            continue
        low = cell - cell % weeks
        week = cell - low
        spoken_for = False
        for other in range(low + latest_start[cell], low + earliest_end[cell]):
            if other == cell or capacity[other] > capacity[cell]:
                continue
            # The other way round as well: both stand for the same blocks, and the first one stays.
            mutual = latest_start[other] <= week < earliest_end[other] and capacity[other] == capacity[cell]
            if not mutual or other < cell:
                spoken_for = True
        scarce[cell] = 0 if spoken_for else 1
    return scarce
