"""Checks a solution of a ranked round. It shares no code with the planner and trusts none of it.

It reads plain JSON values and recounts everything: who is placed where, seats, acceptability, stability,
the published lottery, minimum numbers, and the order of priority where students have a `standing`.
"""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

type Ranks = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a recount of a solution found.

    `faults` break a rule of the round. `blocking_pairs` are (student, offering) who would both rather have
    each other; `lottery_pairs` are the same where only the published lottery prefers the student.
    `below_lower` lists offerings that opened with too few. `waived_pairs` counts the pairs that block only
    because the offering is closed, as the rule on minimum numbers allows.
    """

    faults: tuple[str, ...]
    blocking_pairs: tuple[tuple[str, str], ...]
    lottery_pairs: tuple[tuple[str, str], ...]
    below_lower: tuple[str, ...]
    waived_pairs: int
    students: int
    placed: int
    first_choices: int

    @property
    def is_sound(self) -> bool:
        """True when nothing at all is wrong."""
        return not (self.faults or self.blocking_pairs or self.lottery_pairs or self.below_lower)


def check_solution(instance: Mapping[str, Any], solution: Mapping[str, Any]) -> Verdict:
    """Recount a solution (JSON values) against its round (JSON values that are well formed)."""
    seats = {offering["id"]: offering["capacity"] for offering in instance["offerings"]}
    lower = {offering["id"]: offering.get("lower", 0) for offering in instance["offerings"]}
    priority = {offering["id"]: _ranks(offering["priority"]) for offering in instance["offerings"]}
    wishes = {student["id"]: _ranks(student["prefs"]) for student in instance["students"]}
    closed = {closure["offering"] for closure in solution.get("closed", [])}
    held: dict[str, list[str]] = {offering: [] for offering in seats}
    faults = _match_faults(instance, solution, wishes, priority, held)
    faults += [
        f"{offering} holds {len(students)} students on {seats[offering]} seats"
        for offering, students in held.items()
        if len(students) > seats[offering]
    ]
    faults += _closure_faults(solution, lower, held, wishes, priority)
    faults += _order_faults(instance)
    numbers = _Lottery(solution.get("lottery_seed"))
    blocking, by_lottery, waived = [], [], 0
    for student, wanted in _wanted(solution["match"], wishes):
        kind = _blocks(student, wanted, seats[wanted], held[wanted], priority[wanted], numbers)
        if kind and wanted in closed:
            waived += 1
        elif kind == "priority":
            blocking.append((student, wanted))
        elif kind == "lottery":
            by_lottery.append((student, wanted))
    got = [(student, offering) for offering, students in held.items() for student in students]
    return Verdict(
        faults=tuple(faults),
        blocking_pairs=tuple(blocking),
        lottery_pairs=tuple(by_lottery),
        below_lower=tuple(o for o in seats if o not in closed and len(held[o]) < lower[o]),
        waived_pairs=waived,
        students=len(wishes),
        placed=len(got),
        first_choices=sum(wishes[student].get(offering) == 0 for student, offering in got),
    )


class _Lottery:
    """The lottery as published; without a seed nobody is before anybody."""

    def __init__(self, seed: int | None) -> None:
        self._seed = seed
        self._known: dict[str, bytes] = {}

    def is_before(self, student: str, other: str) -> bool:
        return self._seed is not None and self._number(student) < self._number(other)

    def _number(self, student: str) -> bytes:
        if student not in self._known:
            self._known[student] = hashlib.sha256(b"%d:" % (self._seed or 0) + student.encode()).digest()
        return self._known[student]


def _ranks(listed: Sequence[str | list[str]]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for rank, tier in enumerate(listed):
        ranks.update(dict.fromkeys([tier] if isinstance(tier, str) else tier, rank))
    return ranks


def _match_faults(
    instance: Mapping[str, Any],
    solution: Mapping[str, Any],
    wishes: Ranks,
    priority: Ranks,
    held: dict[str, list[str]],
) -> list[str]:
    """Faults of single placements. Fills `held` with everybody who is where they can be."""
    faults = []
    if solution.get("instance") != instance.get("name", ""):
        faults.append("the solution names another round")
    faults += [f"student {student} is not in the match" for student in wishes if student not in solution["match"]]
    for student, offering in solution["match"].items():
        if student not in wishes:
            faults.append(f"student {student} is not in the round")
        elif offering is None:
            continue
        elif offering not in priority:
            faults.append(f"student {student} is placed at {offering}, which is not in the round")
        else:
            held[offering].append(student)
            if offering not in wishes[student]:
                faults.append(f"student {student} is placed at {offering}, which they do not list")
            if student not in priority[offering]:
                faults.append(f"student {student} is placed at {offering}, which cannot take them")
    return faults


def _closure_faults(
    solution: Mapping[str, Any],
    lower: dict[str, int],
    held: dict[str, list[str]],
    wishes: Ranks,
    priority: Ranks,
) -> list[str]:
    """Faults of the offerings said to be closed: a closure must be allowed, complete and counted right."""
    faults = []
    for closure in solution.get("closed", []):
        offering = closure["offering"]
        if offering not in held:
            faults.append(f"{offering} is closed but not in the round")
            continue
        if not closure["placed"] < closure["lower"] == lower[offering]:
            faults.append(f"{offering} is closed without being below its minimum of {lower[offering]}")
        if held[offering]:
            faults.append(f"{offering} is closed but holds {len(held[offering])} students")
        if closure["demand"] != sum(offering in wishes.get(student, {}) for student in priority[offering]):
            faults.append(f"{offering} is closed with a demand counted wrong")
    return faults


def _order_faults(instance: Mapping[str, Any]) -> list[str]:
    """Offerings whose order is not that of the students' `standing`, where every student has one."""
    standing = {student["id"]: tuple(student["standing"]) for student in instance["students"] if "standing" in student}
    if len(standing) < len(instance["students"]):
        return []
    faults = []
    for offering in instance["offerings"]:
        tiers = [[tier] if isinstance(tier, str) else tier for tier in offering["priority"]]
        groups = [{standing[student] for student in tier} for tier in tiers]
        order = [group.pop() for group in groups if len(group) == 1]
        if len(order) < len(groups) or any(a >= b for a, b in itertools.pairwise(order)):
            faults.append(f"{offering['id']} does not take students by their standing")
    return faults


def _wanted(match: Mapping[str, str | None], wishes: Ranks) -> list[tuple[str, str]]:
    """Every (student, offering) where the student would rather be than where they are."""
    pairs = []
    for student, ranks in wishes.items():
        got = match.get(student)
        own = len(ranks) if got is None else ranks.get(got, len(ranks))
        pairs += [(student, offering) for offering, rank in ranks.items() if rank < own]
    return pairs


def _blocks(student: str, wanted: str, seats: int, held: list[str], priority: dict[str, int], lottery: _Lottery) -> str:
    """Why the offering would take the student too: "priority", "lottery", or "" for it would not."""
    if student not in priority:
        return ""
    own = priority[student]
    if len(held) < seats or any(priority.get(other, own) > own for other in held):
        return "priority"
    tied = (other for other in held if priority.get(other) == own)
    return "lottery" if any(lottery.is_before(student, other) for other in tied) else ""
