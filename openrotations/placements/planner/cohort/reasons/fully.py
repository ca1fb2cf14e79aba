"""Why students have no full plan, by the one main reason of each, and where one more seat would help most.

Everything is tried, with all others where they are: a reason is a full plan that was found, or that does not
exist, when exactly that is put aside.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from openrotations.placements.planner.cohort.files.formats import Instance, Placed, Solution, Student
from openrotations.placements.planner.cohort.reasons.relaxing import FULLY, STEPS, RelaxedRule, relaxed_cohorts
from openrotations.placements.planner.cohort.search.candidates import Ints, SmallInts, candidates_of
from openrotations.placements.planner.cohort.search.prices import PriceSearch
from openrotations.placements.planner.cohort.search.pricing import Prices, Pricing
from openrotations.placements.planner.cohort.search.seating import Seating, seating_of

type NotFull = Literal[RelaxedRule, "nothing listed", "order", "seats", "limits", "choices", "several"]
ME = np.zeros(1, np.int64)
MOST_TOLD, MOST_TRIED = 5, 20


@dataclass(frozen=True, slots=True)
class Group:
    """Students without a full plan for the same main reason, by id.

    nothing listed: no choices. order: a full plan is there on the seats left, and the office's order, or a hand,
    chose otherwise. limits: it would be there without the limits on students in a state. seats: it would be there
    were the student alone in the cohort. budget, moves, rotations, window, requirement, state: not even then, but
    without this rule of theirs (as in `RulePrice`). several: only without more than one of these. choices: not
    even then, the choices do not add up to the weeks.
    """

    reason: NotFull
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoreSeat:
    """With one more seat at the offering, in each week that has any, `students` more get a full plan.

    Tried: so many were placed, one after the other, with nobody else moved. There may be more.
    """

    offering: str
    students: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Of a whole cohort: who has no full plan and why, the largest group first, and the seats that help most."""

    without_full: tuple[Group, ...]
    more_seats: tuple[MoreSeat, ...]

    def as_json(self) -> dict[str, Any]:
        """The summary as JSON values."""
        return asdict(self)


def summary_of(instance: Instance, solution: Solution, *, steps: int = STEPS) -> Summary:
    """The summary of a sound plan. `steps` sharpen the prices by which offerings are chosen to be tried."""
    pricing = Pricing(candidates_of(instance))
    seating = seating_of(pricing, solution)
    full = seating.measures()[:, 0] > 0 if len(seating.plans) else np.zeros(0, np.bool_)
    groups: dict[NotFull, list[str]] = defaultdict(list)
    for at, student in enumerate(instance.students):
        if student.weeks_needed and not full[at]:
            groups[_why_not_full(instance, seating, at)].append(student.id)
    told = [Group(reason, tuple(students)) for reason, students in groups.items()]
    told.sort(key=lambda group: (-len(group.students), group.reason))
    waiting = frozenset(groups["seats"])
    return Summary(tuple(told), tuple(_more_seats(instance, seating, waiting, steps, float(full.sum()))))


def _why_not_full(instance: Instance, seating: Seating, at: int) -> NotFull:
    student = instance.students[at]
    if not student.prefs:
        return "nothing listed"
    left = _without(seating, at)
    if _full_plan(instance, student, left.free, left.limits_left):
        return "order"
    own = _of_one(instance, student)
    no_limits = np.ones_like(left.limits_left)
    if _full_plan(instance, student, left.free, no_limits):
        return "limits"
    if _full_plan(own):
        return "seats"
    for rule, relaxed in relaxed_cohorts(own):
        if rule != "seat" and _full_plan(relaxed):
            return rule
    everything = own
    for rule in ("budget", "moves", "rotations", "window", "requirement", "state"):
        everything = dict(relaxed_cohorts(everything)).get(rule, everything)
    return "several" if _full_plan(everything) else "choices"


def _of_one(instance: Instance, student: Student) -> Instance:
    """The cohort of this student alone."""
    listed = {wish.offering for wish in student.prefs}
    offerings = tuple(each for each in instance.offerings if each.id in listed)
    return instance.model_copy(update={"offerings": offerings, "students": (student,)})


def _without(seating: Seating, at: int) -> Seating:
    left = seating.copy()
    left.empty(np.array([at]))
    return left


def _full_plan(
    instance: Instance, student: Student | None = None, free: SmallInts | None = None, limits_left: Ints | None = None
) -> tuple[Placed, ...]:
    """A full plan of the student (of the only one), on the `free` seats of all offerings; empty for none."""
    own = _of_one(instance, student) if student else instance
    pricing = Pricing(candidates_of(own))
    candidates = pricing.candidates
    most = candidates.limit_most if limits_left is None else limits_left
    prices = Prices(np.zeros(len(candidates.capacity)), np.where(most > 0, 0.0, np.inf))
    if free is not None:
        listed = set(candidates.offering_ids)
        rows = [at for at, each in enumerate(instance.offerings) if each.id in listed]
        free = free.reshape(-1, instance.weeks)[rows].reshape(-1)
    found = pricing.best(ME, FULLY, prices, free=free)
    if not found.counts[0]:
        return ()
    return tuple(candidates.placement(c) for c in found.plans[0, 0].tolist() if c >= 0)


def _more_seats(
    instance: Instance, seating: Seating, waiting: frozenset[str], steps: int, full: float
) -> Iterator[MoreSeat]:  # fmt: skip
    """The offerings where one more seat was tried and helps, best first."""
    if not waiting:
        return
    search = PriceSearch(seating.pricing, FULLY)
    for _ in range(steps):
        search.step(full)
    prices = search.prices.cells.reshape(len(instance.offerings), -1).sum(axis=1)
    lists = {student.id: {wish.offering for wish in student.prefs} for student in instance.students}
    wanted = np.array([sum(each.id in lists[student] for student in waiting) for each in instance.offerings])
    tried = [at for at in np.lexsort((-wanted, -prices)).tolist() if wanted[at]][:MOST_TRIED]
    found = [MoreSeat(instance.offerings[at].id, _placed_with(instance, seating, waiting, at)) for at in tried]
    found.sort(key=lambda each: (-each.students, each.offering))
    yield from (each for each in found[:MOST_TOLD] if each.students)


def _placed_with(instance: Instance, seating: Seating, waiting: frozenset[str], at: int) -> int:
    """How many of those who wait get a full plan, one after the other, with one more seat at the offering."""
    offering = instance.offerings[at]
    seats = tuple(seats + (seats > 0) for seats in offering.capacity)
    others = tuple(
        offering.model_copy(update={"capacity": seats}) if each is offering else each for each in instance.offerings
    )
    more = instance.model_copy(update={"offerings": others})
    left = seating.copy()
    cells = left.free.reshape(-1, instance.weeks)
    cells[at] += np.array(offering.capacity) > 0
    count = 0
    for student_at, student in enumerate(instance.students):
        if student.id not in waiting or all(wish.offering != offering.id for wish in student.prefs):
            continue
        without = _without(left, student_at)
        plan = _full_plan(more, student, without.free, without.limits_left)
        if plan:
            left, count = _with_plan(without, student_at, plan), count + 1
    return count


def _with_plan(left: Seating, at: int, plan: tuple[Placed, ...]) -> Seating:
    candidates = left.pricing.candidates
    rows = [c for c in candidates.of(at) if candidates.placement(c) in set(plan)]
    row = np.full((1, candidates.width), -1, np.int32)
    row[0, : len(rows)] = rows
    left.put(np.array([at]), row)
    return left
