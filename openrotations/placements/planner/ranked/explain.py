"""Says why a student is or is not placed at each choice, and exactly what would change it.

Nothing here names another student. What "would change" an outcome is found by placing the round again with
that change made (`trials`), and is stated only when the student is then placed there.
"""

from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Literal

from openrotations.placements.planner.ranked.formats import Closure, Instance, Solution
from openrotations.placements.planner.ranked.matching import market_of
from openrotations.placements.planner.ranked.trials import Remedy, Trials

type Reason = Literal["placed", "seats", "rule", "plan"]


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Where an offering's order of priority was cut. Places and groups (ties) count from 1.

    `last_place` and `last_group` are those of the last student admitted, None if nobody is. While `full`
    is False a seat is left, and nobody whom the offering could take was refused. A closed offering has
    no seats.
    """

    offering: str
    seats: int
    admitted: int
    full: bool
    last_place: int | None
    last_group: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one choice of one student came out as it did.

    `reason` is "placed", "rule" (the order of priority leaves the student out, or the offering did not
    open), "plan" (the student has a choice they rank higher) or "seats". `detail` and `would_change` are
    plain English; the other fields hold the same facts for pages that translate. `place` is the student's
    own place in the order. `lottery_decided` is True when the last one admitted has equal priority, or when
    the student ranks this choice equal to the one they got. `closed_with` is how many a closed offering
    had. `remedies` are alternatives: any one of them is enough.
    """

    offering: str
    reason: Reason
    detail: str
    would_change: str
    place: int | None
    lottery_decided: bool
    cutoff: Cutoff
    closed_with: int | None
    lower: int
    remedies: tuple[Remedy, ...]

    def as_json(self) -> dict[str, object]:
        """The explanation as JSON values."""
        return asdict(self)


class NotTheResult(ValueError):
    """The solution is not what this round and its lottery seed give, so it has no reasons to tell."""


class UnknownStudent(LookupError):
    """The round has no student with this id."""


class Explainer:
    """Explains one solved round: `cutoffs()` for all offerings, `student(id)` for all choices of one."""

    def __init__(self, instance: Instance, solution: Solution) -> None:
        self._instance = instance
        self._solution = solution
        self._market = market_of(instance, seed=solution.lottery_seed)
        self._student_at = {given: at for at, given in enumerate(self._market.students)}
        self._offering_at = {given: at for at, given in enumerate(self._market.offerings)}
        self._closed = {closure.offering: closure for closure in solution.closed}
        self._places_held = self._read_places()

    def cutoffs(self) -> list[Cutoff]:
        """The cut-off of every offering, in the order of the file."""
        return [self._cutoff(offering) for offering in range(len(self._market.offerings))]

    def student(self, student_id: str) -> list[Explanation]:
        """One explanation for each choice of the student, best first.

        Raises `UnknownStudent`, and `NotTheResult` when the round gives the student something else.
        Takes one pass over the round for each choice: milliseconds at 500 students, seconds at 50,000.
        """
        student = self._student_at.get(student_id)
        if student is None:
            raise UnknownStudent(student_id)
        offering = self._solution.match.get(student_id)
        got = None if offering is None else self._offering_at.get(offering)
        return [self._explanation(student, choice, got) for choice in self._market.choices[student]]

    def _read_places(self) -> list[list[int]]:
        """For each offering, the places in its order of those it holds."""
        held: list[list[int]] = [[] for _ in self._market.offerings]
        for student_id, offering_id in self._solution.match.items():
            if offering_id is None:
                continue
            offering, student = self._offering_at.get(offering_id), self._student_at.get(student_id)
            if offering is None or student is None or student not in self._market.places[offering]:
                raise NotTheResult(student_id)
            held[offering].append(int(self._market.places[offering][student]))
        return held

    def _cutoff(self, offering: int) -> Cutoff:
        listed, held = self._instance.offerings[offering], self._places_held[offering]
        seats = 0 if listed.id in self._closed else listed.capacity
        last = max(held, default=None)
        group = None if last is None else self._group(offering, last)
        return Cutoff(listed.id, seats, len(held), len(held) >= seats, last, group)

    def _group(self, offering: int, place: int) -> int:
        ends = accumulate(len(tier) for tier in self._instance.offerings[offering].priority)
        return next(group for group, end in enumerate(ends, start=1) if place <= end)

    def _ranks_equal(self, student: int, choice: int, got: int | None) -> bool:
        offerings = self._market.offerings
        tiers = self._instance.students[student].prefs
        return got is not None and any(offerings[choice] in tier and offerings[got] in tier for tier in tiers)

    def _explanation(self, student: int, choice: int, got: int | None) -> Explanation:
        trials = Trials(self._market, student, choice)
        if trials.outcome(Remedy()) != got:
            raise NotTheResult(self._market.students[student])
        cutoff = self._cutoff(choice)
        closure = self._closed.get(cutoff.offering)
        reason = _reason(trials, closure, got, choice)
        remedies = () if reason == "placed" else tuple(trials.remedies(got, closure))
        equal_priority = (
            reason == "seats" and trials.place is not None and self._group(choice, trials.place) == cutoff.last_group
        )
        equal_choice = reason == "plan" and self._ranks_equal(student, choice, got)
        return Explanation(
            offering=cutoff.offering,
            reason=reason,
            detail=_detail(reason, cutoff, closure, trials.place)
            + (" You and the last one admitted have equal priority: the lottery decided." * equal_priority)
            + (" You rank the two equal: the lottery decided." * equal_choice),
            would_change="" if reason == "placed" else _would_change(remedies),
            place=trials.place,
            lottery_decided=equal_priority or equal_choice,
            cutoff=cutoff,
            closed_with=closure.placed if closure else None,
            lower=self._market.lower[choice],
            remedies=remedies,
        )


def _reason(trials: Trials, closure: Closure | None, got: int | None, choice: int) -> Reason:
    if choice == got:
        return "placed"
    if trials.place is None or closure:
        return "rule"
    return "plan" if got is not None and trials.is_below(got) else "seats"


def _detail(reason: Reason, cutoff: Cutoff, closure: Closure | None, place: int | None) -> str:
    if reason == "placed":
        return f"You are placed here, from place {place} in its order of priority."
    if place is None:
        return "Its order of priority does not include you, so it cannot take you."
    if closure:
        return f"It does not open. It needs at least {closure.lower} and has {closure.placed}."
    if reason == "plan":
        return "You have a placement that comes before it in your list."
    if not cutoff.seats:
        return "It has no seats in this round."
    taken = f"All its seats are taken ({cutoff.seats})."
    return f"{taken} The last place admitted is {cutoff.last_place}. Yours is {place}."


def _would_change(remedies: tuple[Remedy, ...]) -> str:
    if not remedies:
        return "No change to this choice alone places you here."
    return f"You are placed here with {', or with '.join(_in_words(remedy) for remedy in remedies)}."


def _in_words(remedy: Remedy) -> str:
    parts = []
    if remedy.ranked_above is not None:
        parts.append(f"this choice ranked above {remedy.ranked_above}")
    if remedy.lower is not None:
        parts.append(f"a minimum of {remedy.lower}")
    if remedy.place is not None:
        parts.append(f"place {remedy.place} in its order")
    if remedy.seats is not None:
        parts.append(f"{remedy.seats} seats" if remedy.seats > 1 else "1 seat")
    return " and ".join(parts)
