"""What became of an offering in a ranked round: its seats, who listed it, and what would have changed it.

The other side of `explain`. What would have changed it is found by placing the round again with exactly that
change, and nobody is named.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from openrotations.placements.planner.ranked.explain import Cutoff, Explainer
from openrotations.placements.planner.ranked.formats import Instance, Solution
from openrotations.placements.planner.ranked.matching import market_of, match_round


@dataclass(frozen=True, slots=True)
class OfferingRemedy:
    """One change with which the offering holds so many `students`.

    seat: one more seat. lower: a minimum number of `lower` instead of its own.
    """

    kind: Literal["seat", "lower"]
    students: int
    lower: int | None = None


@dataclass(frozen=True, slots=True)
class OfferingSide:
    """One offering after the round; `cutoff` holds its seats and where its order of priority was cut.

    `listed` students list it. Each of those who did not get it is in one of three: `elsewhere`, who have a choice
    they rank before it; `not_in_order`, whom its order of priority leaves out; `refused`, who would rather be here
    than where they are. An offering that did not open had `closed_with`, fewer than `lower`.
    """

    cutoff: Cutoff
    listed: int
    elsewhere: int
    not_in_order: int
    refused: int
    lower: int
    closed_with: int | None
    remedies: tuple[OfferingRemedy, ...]

    def as_json(self) -> dict[str, object]:
        """The same as JSON values, those of the cut-off first."""
        return {**asdict(self.cutoff), **{name: value for name, value in asdict(self).items() if name != "cutoff"}}


def offering_side(instance: Instance, solution: Solution, offering_id: str) -> OfferingSide:
    """One offering of a round that was placed. Places the round again for each remedy.

    Raises `NotTheResult` when the solution holds somebody whom the round does not place there.
    """
    cutoff = next(each for each in Explainer(instance, solution).cutoffs() if each.offering == offering_id)
    market = market_of(instance, seed=solution.lottery_seed)
    at = market.offerings.index(offering_id)
    closure = next((each for each in solution.closed if each.offering == offering_id), None)
    closed_with = closure.placed if closure else None
    listed = elsewhere = not_in_order = refused = 0
    for student, choices in enumerate(market.choices):
        if at not in choices:
            continue
        listed += 1
        got = solution.match[market.students[student]]
        if got == offering_id:
            continue
        if student not in market.places[at]:
            not_in_order += 1
        elif got is not None and choices.index(market.offerings.index(got)) < choices.index(at):
            elsewhere += 1
        else:
            refused += 1
    return OfferingSide(
        cutoff=cutoff,
        listed=listed,
        elsewhere=elsewhere,
        not_in_order=not_in_order,
        refused=refused,
        lower=market.lower[at],
        closed_with=closed_with,
        remedies=tuple(_remedies(instance, solution, offering_id, cutoff, closed_with=closed_with)),
    )


def _remedies(
    instance: Instance, solution: Solution, offering_id: str, cutoff: Cutoff, *, closed_with: int | None
) -> Iterator[OfferingRemedy]:
    offering = next(each for each in instance.offerings if each.id == offering_id)
    if closed_with:
        held = _held_with(instance, solution, offering_id, {"lower": closed_with})
        if held:
            yield OfferingRemedy("lower", held, closed_with)
    elif cutoff.full and closed_with is None:
        held = _held_with(instance, solution, offering_id, {"capacity": offering.capacity + 1})
        if held > cutoff.admitted:
            yield OfferingRemedy("seat", held)


def _held_with(instance: Instance, solution: Solution, offering_id: str, change: dict[str, int]) -> int:
    """How many the offering holds when the round is placed again with this change of it."""
    offerings = tuple(each.model_copy(update=change) if each.id == offering_id else each for each in instance.offerings)
    again = match_round(instance.model_copy(update={"offerings": offerings}), seed=solution.lottery_seed)
    return sum(got == offering_id for got in again.match.values())
