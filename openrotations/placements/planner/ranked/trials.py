"""Places a round again with one thing changed for one student, to see what would have placed them.

All other students are placed first, with the offering in question taking everyone. From there a trial only
lets the offering keep as many as it may and lets the one student propose. That gives the same result as
starting afresh, because the result does not depend on the order of proposals.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import heappop

from openrotations.placements.planner.ranked.formats import Closure
from openrotations.placements.planner.ranked.matching import Market, Proposals, close_below_minimum, opening, propose


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that, made together, place the student at one offering. None: that stays as it is.

    `ranked_above` moves the offering in the student's list to just above this one; `lower` is a new
    minimum number; `place` a new place in its order (the student now at that place moves one down);
    `seats` a new number of seats.
    """

    ranked_above: str | None = None
    lower: int | None = None
    place: int | None = None
    seats: int | None = None


class Trials:
    """Trials for one student at one offering, both by position in the market."""

    def __init__(self, market: Market, student: int, offering: int) -> None:
        self._market = market
        self._student = student
        self._offering = offering
        everyone = replace(market, seats=_with(market.seats, offering, len(market.students)))
        self._others = opening(everyone)
        propose(self._others, (other for other in range(len(market.students)) if other != student))

    @property
    def place(self) -> int | None:
        """The student's place in the offering's order, None if the order leaves them out."""
        place = self._market.places[self._offering].get(self._student)
        return None if place is None else int(place)

    def outcome(self, remedy: Remedy) -> int | None:
        """The offering where the student is placed with this remedy, None for no placement."""
        proposals = self._others.fork(self._changed(remedy))
        evicted = _keep_best(proposals, self._offering)
        propose(proposals, [*evicted, self._student])
        close_below_minimum(proposals)
        turn = proposals.turns[self._student]
        last_asked = proposals.market.choices[self._student][turn - 1] if turn else None
        if last_asked is None or all(student != self._student for _, student in proposals.held[last_asked]):
            return None
        return last_asked

    def remedies(self, got: int | None, closure: Closure | None) -> Iterator[Remedy]:
        """The alternatives that work, each as small as can be found. `got` is the student's placement."""
        needed = Remedy()
        if got is not None and self.is_below(got):
            needed = Remedy(ranked_above=self._market.offerings[got])
        simple = [needed]
        if closure:
            simple.append(self._opening(Remedy(), closure))
            needed = self._opening(needed, closure)
        working = [remedy for remedy in simple if self._works(remedy)]
        if working or self._works(needed):
            yield from working or [needed]
            return
        worst = len(self._market.places[self._offering]) + 1 if self.place is None else self.place - 1
        place = _last_that(lambda tried: self._works(replace(needed, place=tried)), 1, worst)
        if place is not None:
            yield replace(needed, place=place)
        if self.place is None:
            return
        more = self._market.seats[self._offering] + 1
        fewer = _last_that(lambda tried: self._works(replace(needed, seats=-tried)), -self.place, -more)
        if fewer is not None:
            yield replace(needed, seats=-fewer)

    def _opening(self, remedy: Remedy, closure: Closure) -> Remedy:
        """The remedy with the largest minimum number at which the student gets in, or at least it opens."""
        lower = _last_that(lambda tried: self._works(replace(remedy, lower=tried)), closure.placed, closure.lower - 1)
        return replace(remedy, lower=closure.placed if lower is None else lower)

    def _works(self, remedy: Remedy) -> bool:
        return self.outcome(remedy) == self._offering

    def is_below(self, got: int) -> bool:
        """Whether the student lists this offering below `got`."""
        choices = self._market.choices[self._student]
        return choices.index(self._offering) > choices.index(got)

    def _changed(self, remedy: Remedy) -> Market:
        market, student, offering = self._market, self._student, self._offering
        if remedy.ranked_above is not None:
            choices = [choice for choice in market.choices[student] if choice != offering]
            choices.insert(choices.index(market.offerings.index(remedy.ranked_above)), offering)
            market = replace(market, choices=_with(market.choices, student, choices))
        if remedy.lower is not None:
            market = replace(market, lower=_with(market.lower, offering, remedy.lower))
        if remedy.seats is not None:
            market = replace(market, seats=_with(market.seats, offering, remedy.seats))
        if remedy.place is not None:
            demand = market.demand[offering] + (self.place is None)
            # Half a place ahead of whoever has that place now: nobody else has to be renumbered.
            places = market.places[offering] | {student: remedy.place - 0.5}
            market = replace(
                market,
                places=_with(market.places, offering, places),
                demand=_with(market.demand, offering, demand),
            )
        return market


def _keep_best(proposals: Proposals, offering: int) -> list[int]:
    """Let go whom the offering holds beyond its seats, the last in its order first."""
    held = proposals.held[offering]
    return [heappop(held)[1] for _ in range(len(held) - proposals.seats[offering])]


def _last_that(works: Callable[[int], bool], low: int, high: int) -> int | None:
    """The largest number from `low` to `high` that works, if all up to some number do. It does work."""
    if low > high or not works(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if works(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _with[T](values: list[T], position: int, value: T) -> list[T]:
    changed = values.copy()
    changed[position] = value
    return changed
