"""What would have brought students to an offering's empty seats: each change is tried before it is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from openrotations.placements.planner.cohort.files.formats import Offering
from openrotations.placements.planner.cohort.reasons.explain import Explainer, Explanation

type Kind = Literal["earlier", "later", "shorter", "price", "requirement"]
type Away = Mapping[Any, Sequence[tuple[str, Explanation]]]
"""Students who did not get the offering, by reason, each with what they are told of it."""

MOST_WEEKS = 4
MOST_TRIED = 4
_CONCERNS: dict[Kind, tuple[str, ...]] = {
    "earlier": ("date", "full"),
    "later": ("date", "full"),
    "shorter": ("length", "date", "full"),
    "price": ("budget",),
    "requirement": ("requirement",),
}
"""Whom a change could bring, by why they did not come."""


@dataclass(frozen=True, slots=True)
class Filling:
    """One change of the offering that brings so many `students`, each by themselves. Only fields of its `kind` count.

    earlier, later: it opens so many `weeks` before its first week or after its last, with as many seats as in that
    week, and each block can be had up to so many weeks earlier or later too. shorter: blocks of `weeks` too, in all
    weeks with a seat. price: so much `less` a week. requirement: without the `facts`, and with a minimum score
    lower by `score`.
    """

    kind: Kind
    weeks: int = 0
    less: int = 0
    facts: tuple[str, ...] = ()
    score: int = 0
    students: int = 0

    def as_json(self) -> dict[str, Any]:
        """The change as JSON values."""
        return asdict(self)

    def changed(self, offering: Offering) -> Offering:
        """The offering with this change made."""
        match self.kind:
            case "earlier" | "later":
                return _opened(offering, -self.weeks if self.kind == "earlier" else self.weeks)
            case "shorter":
                blocks = [(start, self.weeks) for start in range(len(offering.capacity) - self.weeks + 1)]
                open_ones = [(start, length) for start, length in blocks if all(offering.capacity[start:][:length])]
                return _with_blocks(offering, open_ones)
            case "price":
                return offering.model_copy(update={"price_week": offering.price_week - self.less})
        kept = tuple(fact for fact in offering.requires if fact not in self.facts)
        return offering.model_copy(update={"requires": kept, "min_score": offering.min_score - self.score})


def fillings_for(explainer: Explainer, offering: Offering, away: Away) -> Iterator[Filling]:
    """Of each kind the smallest change that was tried and brings somebody."""
    for kind, reasons in _CONCERNS.items():
        those = [student for reason in reasons for student in away.get(reason, ())]
        for tried in _tries(kind, offering, [told for _, told in those]) if those else ():
            count = sum(_comes(explainer, student, tried.changed(offering)) for student, _ in those)
            if count:
                yield Filling(kind, tried.weeks, tried.less, tried.facts, tried.score, count)
                break


def _comes(explainer: Explainer, student_id: str, changed: Offering) -> bool:
    best = explainer.alone(student_id, changed).best()
    return best is not None and best.has(changed.id)


def _tries(kind: Kind, offering: Offering, told: Sequence[Explanation]) -> Iterator[Filling]:
    """Changes of one kind, the smallest first."""
    weeks = [week for week, seats in enumerate(offering.capacity) if seats]
    lengths = sorted({length for _, length in offering.blocks})
    if not weeks or not lengths:
        return
    room = weeks[0] if kind == "earlier" else len(offering.capacity) - 1 - weeks[-1]
    match kind:
        case "earlier" | "later":
            yield from (Filling(kind, weeks=n) for n in range(1, min(MOST_WEEKS, room) + 1))
        case "shorter":
            yield from (Filling(kind, weeks=n) for n in range(lengths[0] - 1, 0, -1)[:MOST_TRIED])
        case "price":
            over = [each.detail["price"] - each.detail["budget"] for each in told]
            cuts = sorted({-(-much // length) for much in over for length in lengths})
            yield from (Filling(kind, less=cut) for cut in cuts[:MOST_TRIED] if 0 < cut <= offering.price_week)
        case "requirement":
            facts = {fact for each in told for fact in each.detail["missing"]}
            score = max(each.detail["score_short"] for each in told)
            yield Filling(kind, facts=tuple(sorted(facts)), score=score)


def _opened(offering: Offering, by: int) -> Offering:
    """The offering open for `by` more weeks after its last one, or before its first one where `by` is negative."""
    capacity = list(offering.capacity)
    weeks = [week for week, seats in enumerate(capacity) if seats]
    edge, step = (weeks[-1], 1) if by > 0 else (weeks[0], -1)
    for n in range(1, abs(by) + 1):
        capacity[edge + n * step] = capacity[edge]
    moved = [(start + n * step, length) for start, length in offering.blocks for n in range(1, abs(by) + 1)]
    inside = [(start, length) for start, length in moved if start >= 0 and start + length <= len(capacity)]
    return _with_blocks(offering.model_copy(update={"capacity": tuple(capacity)}), inside)


def _with_blocks(offering: Offering, more: Sequence[tuple[int, int]]) -> Offering:
    return offering.model_copy(update={"blocks": tuple(dict.fromkeys((*offering.blocks, *more)))})
