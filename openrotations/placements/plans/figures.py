"""Who got how much in a plan: for all students, for the worst-off tenth, and group by group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TENTH = 10


@dataclass(frozen=True)
class Share:
    """One student's part of a plan: weeks wanted, weeks placed, and the weeks by the rank they gave."""

    student: str
    wanted: int
    weeks_by_rank: tuple[tuple[int, int], ...]

    @property
    def weeks(self) -> int:
        """Weeks placed."""
        return sum(weeks for _, weeks in self.weeks_by_rank)

    @property
    def is_full(self) -> bool:
        """Whether all the weeks wanted are placed."""
        return 0 < self.wanted <= self.weeks

    @property
    def has_first_choice(self) -> bool:
        """Whether something they rank first is in the plan."""
        return any(rank == 1 for rank, _ in self.weeks_by_rank)


@dataclass(frozen=True)
class Figures:
    """What a plan gives to some students together. Mean ranks count each placed week; None without any."""

    students: int
    placed: int
    full: int
    weeks: int
    wanted: int
    first_choices: int
    mean_rank: float | None

    @property
    def weeks_share(self) -> float:
        """Weeks placed of weeks wanted, from 0 to 1."""
        return self.weeks / self.wanted if self.wanted else 0.0

    @property
    def full_share(self) -> float:
        """Students with all their weeks, from 0 to 1."""
        return self.full / self.students if self.students else 0.0


def shares_of(instance: Mapping[str, Any], solution: Mapping[str, Any]) -> list[Share]:
    """Each student's part, from the planner's files as JSON values."""
    plans: Mapping[str, Sequence[tuple[str, int, int]]] = solution["plans"]
    found = []
    for student in instance["students"]:
        ranks = {offering: rank for offering, rank, _ in student["prefs"]}
        plan = plans.get(student["id"], ())
        by_rank = tuple((ranks.get(offering, 0), length) for offering, _, length in plan)
        found.append(Share(student["id"], student["weeks_needed"], by_rank))
    return found


def figures_of(shares: Iterable[Share]) -> Figures:
    """These students together."""
    shares = list(shares)
    weeks = sum(share.weeks for share in shares)
    ranks = sum(rank * length for share in shares for rank, length in share.weeks_by_rank)
    return Figures(
        students=len(shares),
        placed=sum(share.weeks > 0 for share in shares),
        full=sum(share.is_full for share in shares),
        weeks=weeks,
        wanted=sum(share.wanted for share in shares),
        first_choices=sum(share.has_first_choice for share in shares),
        mean_rank=ranks / weeks if weeks else None,
    )


def worst_off(shares: Iterable[Share]) -> list[Share]:
    """The tenth of the students (at least one) with the smallest part of their weeks, then the lowest choices."""
    ordered = sorted(shares, key=_fortune)
    return ordered[: -(-len(ordered) // TENTH)]


def by_group(shares: Iterable[Share], group_of: Mapping[str, str]) -> list[tuple[str, Figures]]:
    """Figures for each group of students, the largest group first."""
    groups: dict[str, list[Share]] = {}
    for share in shares:
        groups.setdefault(group_of[share.student], []).append(share)
    found = [(group, figures_of(those)) for group, those in groups.items()]
    return sorted(found, key=lambda each: (-each[1].students, each[0]))


def _fortune(share: Share) -> tuple[float, float, str]:
    rank = sum(rank * length for rank, length in share.weeks_by_rank) / share.weeks if share.weeks else 0.0
    return (share.weeks / share.wanted if share.wanted else 1.0, -rank, share.student)
