"""Leaves out candidates of one student that can't be in any of their best plans, so that long lists stay quick.

A candidate gives way to others in the same weeks, city and state that are worth as much or more and cost no more:
each of them could stand in its place. With so many that the rest of a plan can't hold them all, and as many more
as there are plans to be found, whatever it could be part of is not needed.
"""

from dataclasses import replace

import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Candidates, Floats, Ints
from openrotations.placements.planner.compiled import compiled

OF_CANDIDATES = ("offering", "start", "length", "city", "rank", "rank_cost", "host", "money", "state", "mask")


def shortlist(candidates: Candidates, worth: Floats, top: int) -> Candidates:
    """A cohort of one student without the candidates that none of the `top` best plans needs.

    `worth` is what each candidate adds to the value of a plan.
    """
    same = (candidates.start, candidates.length, candidates.city, candidates.state, candidates.mask)
    order = np.lexsort((candidates.money, -worth, *same))
    groups = np.ones(len(order), np.bool_)
    for column in same:
        groups[1:] &= column[order][1:] == column[order][:-1]
    groups[:1] = False
    kept = np.sort(order[_needed(~groups, candidates.money[order], top + candidates.width - 1)])
    columns = {name: getattr(candidates, name)[kept] for name in OF_CANDIDATES}
    return replace(candidates, first=np.array([0, len(kept)], np.int64), **columns)


@compiled
def _needed(begins: np.ndarray[tuple[int], np.dtype[np.bool_]], money: Ints, enough: int) -> Ints:
    """Positions of the candidates before which fewer than `enough` of the group cost no more."""
    needed = np.empty(len(money), np.int64)
    count, first = 0, 0
    for at in range(len(money)):
        if begins[at]:
            first = count
        cheaper = 0
        for other in range(first, count):
            if money[needed[other]] <= money[at]:
                cheaper += 1
        if cheaper < enough:
            needed[count] = at
            count += 1
    return needed[:count].copy()
