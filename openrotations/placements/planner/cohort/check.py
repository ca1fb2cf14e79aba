"""Checks the plan of a cohort. It shares no code with the planner and trusts none of it.

It reads plain JSON values and recounts everything: every hard rule, the objectives, the blend, what the planner
claims about them, and the one-for-one exchanges that a student could still wish for.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

type Json = Mapping[str, Any]

ORDER = ("full", "weeks", "rank_cost", "host", "money")
MORE_IS_BETTER = {"full": True, "weeks": True, "rank_cost": False, "host": True, "money": False}
WEIGHTS = {"full": 20000.0, "weeks": 1000.0, "rank_cost": 1.0, "host": 0.01, "money": 0.0005}
MOVE_COST = 300
ROUNDING = 1e-6
NEARLY = 1e-6
"""Bounds of levels are whole numbers but for the rounding of one float."""
"""Bounds and blends are compared within a millionth of their size, or of 1 when they are smaller."""


class Exchange(NamedTuple):
    """A student could have `wanted`, which they rank higher, in place of `held`, in the same weeks."""

    student: str
    held: str
    wanted: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a recount of a plan found.

    `faults` break a hard rule or a claim. `free_seats` are exchanges for a seat that is empty, `host_prefers`
    those for a seat held by a student whom the host scores lower; neither breaks a rule. `objectives` and
    `blend` are recounted. `weeks_by_rank` counts placed weeks by the rank the student gave them, and
    `weeks_together` those that each pair of friends spends in one city, as `(one, other, weeks)`.
    """

    faults: tuple[str, ...]
    objectives: dict[str, int]
    blend: float
    free_seats: tuple[Exchange, ...]
    host_prefers: tuple[Exchange, ...]
    weeks_by_rank: dict[int, int]
    students: int
    placed: int
    weeks_together: tuple[tuple[str, str, int], ...] = ()

    @property
    def is_sound(self) -> bool:
        """True when no rule is broken and every claim holds."""
        return not self.faults


@dataclass(slots=True)
class _Book:
    """The cohort by id, and what the plans use of it."""

    offerings: dict[str, Json]
    students: dict[str, Json]
    wishes: dict[str, dict[str, tuple[int, int]]]
    blocks: dict[str, set[tuple[int, int]]]
    weeks_in_state: list[Json]
    placements_in_state: list[Json]
    students_in_state: list[Json]
    plans: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    used: dict[tuple[str, int], int] = field(default_factory=dict)
    counted: list[set[str]] = field(default_factory=list)


def check_plan(instance: Json, solution: Json) -> Verdict:
    """Recount a solution (JSON values) against its cohort (JSON values that are well formed)."""
    book = _opened(instance)
    faults = [] if solution["instance"] == instance.get("name", "") else ["the solution names another cohort"]
    faults += _entered(book, solution["plans"])
    for student, plan in book.plans.items():
        faults += [f"student {student}: {found}" for found in _plan_faults(book, book.students[student], plan)]
    faults += _shared_faults(book)
    weights = {**WEIGHTS, "move_cost": MOVE_COST, **instance.get("weights", {})}
    objectives = _objectives(book, weights["move_cost"])
    blend = sum((1 if MORE_IS_BETTER[level] else -1) * weights[level] * objectives[level] for level in ORDER)
    faults += _claim_faults(solution.get("claims") or {}, objectives, blend)
    free, preferred = _exchanges(book)
    return Verdict(
        faults=tuple(faults),
        objectives=objectives,
        blend=blend,
        free_seats=tuple(free),
        host_prefers=tuple(preferred),
        weeks_by_rank=_weeks_by_rank(book),
        students=len(book.students),
        placed=sum(bool(plan) for plan in book.plans.values()),
        weeks_together=tuple((a, b, _weeks_together(book, a, b)) for a, b in instance.get("together", ())),
    )


def _opened(instance: Json) -> _Book:
    limits = instance.get("limits", {})
    by_students = list(limits.get("students_in_state", ()))
    return _Book(
        offerings={offering["id"]: offering for offering in instance["offerings"]},
        students={student["id"]: student for student in instance["students"]},
        wishes={s["id"]: {o: (rank, host) for o, rank, host in s["prefs"]} for s in instance["students"]},
        blocks={o["id"]: {(start, length) for start, length in o["blocks"]} for o in instance["offerings"]},
        weeks_in_state=list(limits.get("weeks_in_state", ())),
        placements_in_state=list(limits.get("placements_in_state", ())),
        students_in_state=by_students,
        counted=[set() for _ in by_students],
    )


def _entered(book: _Book, plans: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Enter the plans in the book, in the order of weeks; what is not in the cohort is a fault and left out."""
    for student, listed in plans.items():
        if student not in book.students:
            yield f"student {student} is not in the cohort"
            continue
        known = [(o, start, length) for o, start, length in listed if o in book.offerings]
        yield from (
            f"student {student}: {entry[0]} is not in the cohort" for entry in listed if entry[0] not in book.offerings
        )
        book.plans[student] = sorted(known, key=lambda entry: (entry[1], entry[0]))
        for offering, start, length in known:
            for week in range(start, start + length):
                book.used[offering, week] = book.used.get((offering, week), 0) + 1
        for limit, counted in zip(book.students_in_state, book.counted, strict=True):
            if _counts(book, limit, student, known):
                counted.add(student)


def _counts(book: _Book, limit: Json, student: str, plan: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a student with this plan is one of those whom a limit on students counts."""
    school, person = limit.get("school", ""), book.students[student]
    if school not in ("", person.get("school", "")) or _already(limit, person):
        return False
    weeks = range(limit["first_week"], limit["end_week"])
    return any(
        _is_there(book, limit, offering)
        and any(week in weeks for week in range(start, start + (length if limit.get("touching") else 1)))
        for offering, start, length in plan
    )


def _is_there(book: _Book, limit: Json, offering: str) -> bool:
    """Whether a limit on a state counts placements at this offering."""
    found = book.offerings[offering]
    kinds = limit.get("kinds") or [found.get("kind", "")]
    return found.get("state", "") == limit["state"] and found.get("kind", "") in kinds


def _already(limit: Json, student: Json) -> int:
    """What counted towards a limit that has a name before the plan."""
    name = limit.get("name", "")
    return int(student.get("already", {}).get(name, 0)) if name else 0


def _plan_faults(book: _Book, student: Json, plan: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """The rules that concern one student alone."""
    for offering, start, length in plan:
        yield from _placement_faults(book, student, offering, start, length)
    for (offering, start, length), (following, then, _) in pairwise(plan):
        if start + length > then:
            yield f"{offering} and {following} overlap in week {then}"
    names = [offering for offering, _, _ in plan]
    yield from (
        f"{offering} stands {names.count(offering)} times"
        for offering in sorted(set(names))
        if names.count(offering) > 1
    )
    weeks = sum(length for _, _, length in plan)
    if plan and not student["min_weeks"] <= weeks <= student["weeks_needed"]:
        yield f"has {weeks} weeks, not {student['min_weeks']} to {student['weeks_needed']}"
    yield from _purse_faults(book, student, plan)


def _placement_faults(book: _Book, student: Json, name: str, start: int, length: int) -> Iterator[str]:
    offering = book.offerings[name]
    if name not in book.wishes[student["id"]]:
        yield f"{name} is not on their list"
    if (start, length) not in book.blocks[name]:
        yield f"{name} has no block of {length} weeks from week {start}"
    if not any(first <= start and start + length <= end for first, end in student["windows"]):
        yield f"{name} from week {start} for {length} weeks is outside their windows"
    missing = sorted(set(offering["requires"]) - set(student["facts"]))
    if missing:
        yield f"{name} requires {', '.join(missing)}"
    if student["score"] < offering["min_score"]:
        yield f"{name} requires a score of {offering['min_score']}, not {student['score']}"


def _purse_faults(book: _Book, student: Json, plan: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """The rules of sums over a plan: price, changes of city, rotations, weeks in a state."""
    price, moves = _price(book, plan), _moves(book, plan)
    if price > student["budget"]:
        yield f"pays {price} of a budget of {student['budget']}"
    if moves > student["max_moves"]:
        yield f"changes city {moves} times, not at most {student['max_moves']}"
    if len(plan) > student["max_rotations"]:
        yield f"has {len(plan)} rotations, not at most {student['max_rotations']}"
    yield from _state_faults(book, student, plan)


def _state_faults(book: _Book, student: Json, plan: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """The rules of what one student has in a state."""
    for limit in (*book.weeks_in_state, *book.placements_in_state):
        there = [length for name, _, length in plan if _is_there(book, limit, name)]
        schools = limit.get("schools") or [student.get("school", "")]
        if not there or student.get("school", "") not in schools:
            continue
        if "most_placements" in limit:
            placements = len(there) + _already(limit, student)
            if placements > limit["most_placements"]:
                yield f"has {placements} placements in {limit['state']}, not at most {limit['most_placements']}"
            continue
        spent = _already(limit, student) if limit.get("name") else student.get("state_weeks", {}).get(limit["state"], 0)
        weeks = sum(there) + spent
        if weeks > limit["most_weeks"]:
            yield f"spends {weeks} weeks in {limit['state']}, not at most {limit['most_weeks']}"


def _price(book: _Book, plan: Sequence[tuple[str, int, int]]) -> int:
    return sum(int(book.offerings[name]["price_week"]) * length for name, _, length in plan)


def _moves(book: _Book, plan: Sequence[tuple[str, int, int]]) -> int:
    return sum(a != b for a, b in pairwise(book.offerings[name].get("city", "") for name, _, _ in plan))


def _shared_faults(book: _Book) -> Iterator[str]:
    """The rules that students share: seats, and students in a state."""
    for (name, week), used in sorted(book.used.items()):
        capacity = book.offerings[name]["capacity"]
        seats = capacity[week] if week < len(capacity) else 0
        if used > seats:
            yield f"{name} holds {used} students on {seats} seats in week {week}"
    for limit, counted in zip(book.students_in_state, book.counted, strict=True):
        if len(counted) > limit["most_students"]:
            whose = f" of {limit['school']}" if limit.get("school") else ""
            yield f"{limit['state']} has {len(counted)} students{whose}, not at most {limit['most_students']}"


def _objectives(book: _Book, move_cost: int) -> dict[str, int]:
    totals = dict.fromkeys(ORDER, 0)
    for student, plan in book.plans.items():
        weeks = sum(length for _, _, length in plan)
        totals["full"] += bool(plan) and weeks == book.students[student]["weeks_needed"]
        totals["weeks"] += weeks
        totals["money"] += _price(book, plan) + move_cost * _moves(book, plan)
        for name, _, length in plan:
            rank, host = book.wishes[student].get(name, (1, 0))
            totals["rank_cost"] += length * (rank - 1) ** 2
            totals["host"] += length * host
    return totals


def _weeks_together(book: _Book, one: str, other: str) -> int:
    """Weeks in which both have a placement, and in the same city; a city without a name is none."""
    there, with_them = (_cities(book, book.plans.get(student, ())) for student in (one, other))
    return sum(bool(city) and with_them.get(week) == city for week, city in there.items())


def _cities(book: _Book, plan: Sequence[tuple[str, int, int]]) -> dict[int, str]:
    return {
        week: book.offerings[name].get("city", "")
        for name, start, length in plan
        for week in range(start, start + length)
    }


def _weeks_by_rank(book: _Book) -> dict[int, int]:
    counts: dict[int, int] = {}
    for student, plan in book.plans.items():
        for name, _, length in plan:
            if name in book.wishes[student]:
                rank = book.wishes[student][name][0]
                counts[rank] = counts.get(rank, 0) + length
    return dict(sorted(counts.items()))


def _claim_faults(claims: Json, objectives: dict[str, int], blend: float) -> Iterator[str]:
    """Claims that do not hold: wrong numbers, a bound that is passed, a level said to be proven that is not."""
    for level, claimed in claims.get("objectives", {}).items():
        if claimed != objectives[level]:
            yield f"claims {level} of {claimed}, recounted {objectives[level]}"
    for level, bound in claims.get("bounds", {}).items():
        if bound is not None and _is_past(objectives[level], bound, MORE_IS_BETTER[level]):
            yield f"{level} of {objectives[level]} is better than its own bound of {bound}"
    for level in claims.get("proven", ()):
        bound = claims.get("bounds", {}).get(level)
        if bound is None or _is_open(objectives[level], bound, MORE_IS_BETTER[level]):
            yield f"{level} is claimed as proven, but its bound is {bound} and its value {objectives[level]}"
    claimed_blend, bound = claims.get("blend"), claims.get("blend_bound")
    if claimed_blend is not None and abs(claimed_blend - blend) > _slack(blend):
        yield f"claims a blend of {claimed_blend}, recounted {blend}"
    if bound is not None and _is_past(blend, bound, True):
        yield f"the blend of {blend} is better than its own bound of {bound}"


def _slack(value: float) -> float:
    return ROUNDING * max(1.0, abs(value))


def _is_past(value: float, bound: float, more_is_better: bool) -> bool:
    return value > bound + _slack(bound) if more_is_better else value < bound - _slack(bound)


def _is_open(value: int, bound: float, more_is_better: bool) -> bool:
    """Whether a better whole number fits under the bound."""
    reach = math.floor(bound + NEARLY) if more_is_better else math.ceil(bound - NEARLY)
    return reach > value if more_is_better else reach < value


def _exchanges(book: _Book) -> tuple[list[Exchange], list[Exchange]]:
    """Exchanges of one placement for a better ranked one in the same weeks that break no other rule."""
    lowest: dict[tuple[str, int, int], int] = {}
    for student, plan in book.plans.items():
        for name, start, length in plan:
            host = book.wishes[student].get(name, (0, 0))[1]
            lowest[name, start, length] = min(host, lowest.get((name, start, length), host))
    free, preferred = [], []
    for student, plan in book.plans.items():
        for at, (held, start, length) in enumerate(plan):
            for wanted, (rank, host) in book.wishes[student].items():
                if not _could_take(book, student, plan, at, wanted, rank):
                    continue
                found = Exchange(student, held, wanted, start, length)
                seats = book.offerings[wanted]["capacity"][start : start + length]
                if all(book.used.get((wanted, start + week), 0) < count for week, count in enumerate(seats)):
                    free.append(found)
                elif lowest.get((wanted, start, length), host) < host:
                    preferred.append(found)
    return free, preferred


def _could_take(book: _Book, student: str, plan: list[tuple[str, int, int]], at: int, wanted: str, rank: int) -> bool:
    """Whether the plan with `wanted` in place of its entry `at` keeps every rule except the seats.

    Limits on students in a state count as if nobody else gave up a placement.
    """
    held, start, length = plan[at]
    own = book.wishes[student].get(held)
    if own is None or rank >= own[0] or wanted in {name for name, _, _ in plan}:
        return False
    person = book.students[student]
    after = [*plan[:at], (wanted, start, length), *plan[at + 1 :]]
    if any(_placement_faults(book, person, wanted, start, length)) or any(_purse_faults(book, person, after)):
        return False
    return not any(
        student not in counted and len(counted) >= limit["most_students"] and _counts(book, limit, student, after)
        for limit, counted in zip(book.students_in_state, book.counted, strict=True)
    )
