"""Checks a matching of a round in arrays, for rounds too large for `check`.

It shares with the planner only the form of the round, none of its steps: where the planner keeps heaps and
tables, this sorts all pairs and counts them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openrotations.placements.planner.ranked.arrays import Arrays, Ints, Longs

type Marks = NDArray[np.bool_]

NO_PLACE = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found. Only `placed`, `first_choices` and `waived_pairs` may be above 0 in a sound matching.

    `not_listed` students are where they did not ask to be or where they cannot be taken. Offerings are
    `wrongly_closed` (they have no minimum), `over_full` or `below_lower`. `waived_pairs` block at closed offerings.
    """

    not_listed: int
    wrongly_closed: int
    over_full: int
    below_lower: int
    blocking_pairs: int
    waived_pairs: int
    placed: int
    first_choices: int

    @property
    def is_sound(self) -> bool:
        """True when nothing at all is wrong."""
        wrong = self.not_listed + self.wrongly_closed + self.over_full + self.below_lower + self.blocking_pairs
        return wrong == 0


def check_arrays(arrays: Arrays, offering: Ints, closed: Ints) -> Recount:
    """Recount a matching: each student's offering (-1 for none), and the offerings that do not open."""
    choices, students = arrays.choices, arrays.students
    whose = np.repeat(np.arange(students), np.diff(arrays.choice_starts))
    rank = np.arange(len(choices)) - arrays.choice_starts[whose]
    place = _places(arrays, whose)
    got = offering[whose] == choices
    own_rank = np.full(students, NO_PLACE)
    own_rank[whose[got]] = rank[got]
    is_closed = np.zeros(arrays.offerings, dtype=np.bool_)
    is_closed[closed] = True
    is_placed = offering >= 0
    held = np.bincount(offering[is_placed], minlength=arrays.offerings)
    worst = np.zeros(arrays.offerings, dtype=np.int64)
    np.maximum.at(worst, choices[got], place[got])
    would_take = (place < NO_PLACE) & ((held < arrays.seats)[choices] | (place < worst[choices]))
    blocks = would_take & (rank < own_rank[whose])
    return Recount(
        not_listed=int(is_placed.sum() - (got & (place < NO_PLACE)).sum()),
        wrongly_closed=int((is_closed & (arrays.lower == 0)).sum()),
        over_full=int((held > np.where(is_closed, 0, arrays.seats)).sum()),
        below_lower=int((~is_closed & (held < arrays.lower)).sum()),
        blocking_pairs=int((blocks & ~is_closed[choices]).sum()),
        waived_pairs=int((blocks & is_closed[choices]).sum()),
        placed=int(is_placed.sum()),
        first_choices=int((own_rank == 0).sum()),
    )


def _places(arrays: Arrays, whose: Longs) -> Longs:
    """For each choice the student's place in that offering's order, `NO_PLACE` if the order leaves them out."""
    by = np.repeat(np.arange(arrays.offerings), np.diff(arrays.priority_starts))
    ordered = by * arrays.students + arrays.priority
    asked = arrays.choices.astype(np.int64) * arrays.students + whose
    order, asking = np.argsort(ordered), np.argsort(asked)
    at = np.searchsorted(ordered, asked[asking], sorter=order)
    entry = order[np.minimum(at, len(order) - 1)] if len(order) else np.zeros(len(at), dtype=np.int64)
    found = np.zeros(len(at), dtype=np.bool_)
    if len(order):
        found = ordered[entry] == asked[asking]
    places = np.full(len(asked), NO_PLACE)
    places[asking[found]] = entry[found] - arrays.priority_starts[by[entry[found]]]
    return places
