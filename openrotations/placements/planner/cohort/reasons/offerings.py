"""What became of an offering's seats: filled, or left empty and why, and what would have filled them.

The other side of `explain`: the reasons are those that the students were told, counted. A remedy is told only
after it was tried: with exactly that change, and everybody else where they are, the offering is in the best plan
of so many students, each taken by themselves. Nobody is named.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from openrotations.placements.planner.cohort.files.formats import Offering
from openrotations.placements.planner.cohort.reasons.explain import Explainer, Explanation
from openrotations.placements.planner.cohort.reasons.filling import Filling, fillings_for
from openrotations.placements.planner.cohort.search.candidates import SmallInts

type KeptAway = Literal[
    "requirement", "date", "length", "full", "budget", "rule", "moves", "rotations", "weeks", "several", "plan", "open"
]
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class OfferingSide:
    """One offering: its `seat_weeks` (a seat in a week), how many are `filled`, and by how many `students`.

    `listed` students have it on their list. `empty` gives [first week, week after the last, seats left].
    `no_block` of the empty seat-weeks are in no block whose weeks all have a seat left: nobody could come then.
    `kept_away` counts the students who list it and did not get it, each once, by reason. The reasons are those of
    `Explanation`, but: full: every block in their windows is taken by others. plan: their plan counts as much
    as the best one with the offering, or more. open: they could have it, and a plan with it would count more.
    """

    offering: str
    seat_weeks: int
    filled: int
    students: int
    listed: int
    empty: tuple[tuple[int, int, int], ...]
    no_block: int
    kept_away: dict[KeptAway, int]
    would_fill: tuple[Filling, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self)


class OfferingSides:
    """Collects what students are told, student by student, and then tells it of each offering."""

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer
        self._offerings = {offering.id: offering for offering in explainer.instance.offerings}
        self._kept_away: dict[str, dict[KeptAway, list[tuple[str, Explanation]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._placed: Counter[str] = Counter()

    def add(self, student_id: str, told: Sequence[Explanation]) -> None:
        """What one student is told of their choices, or of some of them."""
        for each in told:
            if each.reason == "placed":
                self._placed[each.offering] += 1
            else:
                self._kept_away[each.offering][self._reason(student_id, each)].append((student_id, each))

    def of(self, offering_id: str) -> OfferingSide:
        """One offering, from all that was added."""
        offering, left = self._offerings[offering_id], self._explainer.seats_left(offering_id)
        away = self._kept_away[offering_id]
        seats, empty = sum(offering.capacity), int(left.sum())
        return OfferingSide(
            offering=offering_id,
            seat_weeks=seats,
            filled=seats - empty,
            students=self._placed[offering_id],
            listed=self._placed[offering_id] + sum(map(len, away.values())),
            empty=_stretches(left),
            no_block=_in_no_block(offering, left),
            kept_away={reason: len(those) for reason, those in sorted(away.items())},
            would_fill=tuple(fillings_for(self._explainer, offering, away)) if empty else (),
        )

    def _reason(self, student_id: str, told: Explanation) -> KeptAway:
        if told.reason == "seats":
            return "full"
        if told.reason != "plan":
            return told.reason  # type: ignore[return-value]  # "placed" is counted elsewhere
        if told.detail["is_full"]:
            return "full"
        alone = self._explainer.alone(student_id)
        now, best = alone.measured(self._explainer.plan(student_id)), alone.best_with(told.offering)
        return "open" if now and best and best.value > now.value + ROUNDING else "plan"


def _stretches(left: SmallInts) -> tuple[tuple[int, int, int], ...]:
    """Weeks with the same number of seats left, as (first, after the last, seats); those without any left out."""
    edges = [0, *(np.flatnonzero(np.diff(left)) + 1).tolist(), len(left)]
    return tuple((a, b, int(left[a])) for a, b in pairwise(edges) if left[a] > 0)


def _in_no_block(offering: Offering, left: SmallInts) -> int:
    covered = np.zeros(len(left), np.bool_)
    for start, length in offering.blocks:
        if (left[start : start + length] > 0).all():
            covered[start : start + length] = True
    return int(left[~covered].sum())
