"""What would have given a student a choice: each remedy is tried before it is told."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from openrotations.placements.planner.cohort.files.formats import Offering, Student
from openrotations.placements.planner.cohort.reasons.alone import Alone

type Kind = Literal[
    "window",
    "requirement",
    "score",
    "weeks_needed",
    "budget",
    "moves",
    "rotations",
    "fewer_weeks",
    "seat",
    "instead_of",
]
NEAR_WEEKS = 1


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that is enough. Only the fields of its `kind` are set.

    window: open so many weeks `earlier` and `later`, the window that begins in week `of` (or, without one, a new
    window). requirement: have the `facts`. score: `more` points. weeks_needed, budget, moves, rotations: `more`
    of it. fewer_weeks: accept `more` fewer weeks in all. seat: one more seat there. instead_of: give up the
    `offerings` and take it instead.
    """

    kind: Kind
    more: int = 0
    of: int = 0
    earlier: int = 0
    later: int = 0
    facts: tuple[str, ...] = ()
    offerings: tuple[str, ...] = ()

    @property
    def weeks(self) -> int:
        """By how much a window grows."""
        return self.earlier + self.later

    def as_json(self) -> dict[str, Any]:
        """The remedy as JSON values."""
        return asdict(self)

    def changed(self, student: Student) -> Student:
        """The student with this change made; the same student for changes that are not theirs."""
        match self.kind:
            case "window":
                windows = tuple(
                    (max(0, first - self.earlier), end + self.later) if first == self.of else (first, end)
                    for first, end in student.windows
                )
                return student.model_copy(update={"windows": windows})
            case "requirement":
                return student.model_copy(
                    update={"facts": (*student.facts, *self.facts), "score": student.score + self.more}
                )
            case "weeks_needed":
                return student.model_copy(update={"weeks_needed": student.weeks_needed + self.more})
            case "budget":
                return student.model_copy(update={"budget": student.budget + self.more})
            case "moves":
                return student.model_copy(update={"max_moves": student.max_moves + self.more})
            case "rotations":
                return student.model_copy(update={"max_rotations": student.max_rotations + self.more})
            case "fewer_weeks":
                return student.model_copy(update={"min_weeks": student.min_weeks - self.more})
        return student


# Plans whose worth differs by less are worth the same.
ALIKE = 1e-6


def remedies_for(alone: Alone, offering: Offering, reason: str, detail: dict[str, Any]) -> Iterator[Remedy]:
    """Every remedy that was tried and gives the offering, the smallest change of each kind."""
    for remedy in _candidates(alone, offering, reason, detail):
        if is_enough(alone, offering.id, remedy):
            yield remedy


def is_enough(alone: Alone, offering: str, remedy: Remedy) -> bool:
    """Whether with exactly this change the student's best plan on the seats left has the offering.

    A plan without it that is worth as much would do as well, so then nothing is promised.
    """
    match remedy.kind:
        case "instead_of":
            return alone.best_with(offering) is not None
        case "seat":
            changed, found = alone, alone.best(extra_seat_at=offering)
        case _:
            changed = alone.with_student(remedy.changed(alone.student))
            found = alone.best_after(remedy, changed.student)
    if found is None or not found.has(offering):
        return False
    other = changed.best(never_at=offering)
    return other is None or found.value > other.value + ALIKE


def window_needed(student: Student, offering: Offering) -> Remedy | None:
    """The smallest extension of one of the student's windows that holds one of the offering's blocks."""
    fitting = [
        Remedy("window", of=first, earlier=max(0, first - start), later=max(0, start + length - end))
        for start, length in offering.blocks
        if length <= student.weeks_needed
        for first, end in student.windows
    ]
    return min(fitting, key=lambda remedy: (remedy.weeks, remedy.of), default=None)


def _candidates(alone: Alone, offering: Offering, reason: str, detail: dict[str, Any]) -> Iterator[Remedy]:
    student = alone.student
    match reason:
        case "requirement":
            yield Remedy("requirement", facts=tuple(detail["missing"]), more=detail["score_short"])
        case "length":
            yield Remedy("weeks_needed", more=detail["shortest"] - detail["needed"])
        case "date":
            extension = window_needed(student, offering)
            if extension:
                yield extension
        case "budget":
            yield Remedy("budget", more=detail["price"] - detail["budget"])
        case "moves":
            yield Remedy("moves", more=detail["moves"] - detail["most"])
        case "rotations":
            yield Remedy("rotations", more=detail["rotations"] - detail["most"])
        case "weeks":
            yield Remedy("fewer_weeks", more=detail["least"] - detail["weeks"])
        case "seats":
            yield Remedy("seat")
            yield from _near_windows(student)
        case "plan":
            if not detail["is_full"]:
                yield Remedy("instead_of", offerings=tuple(detail["instead_of"]))
            yield from _near_windows(student)


def _near_windows(student: Student) -> Iterator[Remedy]:
    for first, _end in student.windows:
        if first >= NEAR_WEEKS:
            yield Remedy("window", of=first, earlier=NEAR_WEEKS)
        yield Remedy("window", of=first, later=NEAR_WEEKS)
