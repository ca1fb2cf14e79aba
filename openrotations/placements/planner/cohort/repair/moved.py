"""What a repair changes for each student: the plan before and after, why, and what it costs in each objective."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from openrotations.placements.planner.cohort.files.formats import Changes, Instance, Level, Placed, Solution
from openrotations.placements.planner.cohort.repair.changing import Plan, in_order, measures_of, plans_of
from openrotations.placements.planner.cohort.repair.standing import Standing, seats_of

type Cause = Literal["cancelled", "closed", "facts changed", "withdrawn", "new", "unsound"]
type Reason = Cause | Literal["makes room", "better plan"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A student whose plan is different.

    `reason`: a block was cancelled, an offering closed, the student's facts changed, they withdrew or are new, or
    the plan did not keep the rules before (unsound). Nothing happened to the others: they make room for somebody
    with the reason `room_for` (None when the room is a place under a limit), or a seat that is free now gives
    them a better plan. `price` is the difference in each objective, after less before. `confirmed` are confirmed
    placements given up that could have stayed.
    """

    student: str
    before: Plan
    after: Plan
    reason: Reason
    room_for: Cause | None
    price: dict[Level, int]
    confirmed: tuple[Placed, ...] = ()

    @property
    def kept(self) -> Plan:
        """The placements that are the same before and after."""
        return tuple(placed for placed in self.before if placed in self.after)


@dataclass(frozen=True, slots=True)
class Event:
    """A published plan, and what happened since."""

    instance: Instance
    solution: Solution
    changes: Changes
    standing: Standing


def moved_between(event: Event, plans: Mapping[str, Plan]) -> tuple[Moved, ...]:
    """Every student whose plan after the repair (`plans`) is another than before."""
    before = plans_of(event.solution)
    known = {student.id for student in event.instance.students}
    new = {student.id for student in event.changes.new_students}
    changed = [
        student
        for student in sorted((before.keys() & known) | plans.keys())
        if before.get(student, ()) != plans.get(student, ())
    ]
    causes = {student: cause for student in changed if (cause := _cause(event, student, new))}
    reasons = _Reasons(before, plans, causes)
    return tuple(
        _moved(event, student, before.get(student, ()), plans.get(student, ()), reasons) for student in changed
    )


def _cause(event: Event, student: str, new: set[str]) -> Cause | None:
    """What happened to this student; None when nothing did."""
    plan, changes = event.standing.before.get(student, ()), event.changes
    if student in new:
        return "new"
    if student not in event.standing.students:
        return "withdrawn"
    if any(placed in changes.cancel for placed in plan):
        return "cancelled"
    if any(_is_closed(changes, placed) for placed in plan):
        return "closed"
    if student in changes.students:
        return "facts changed"
    return "unsound" if student in event.standing.broken | event.standing.unseated else None


def _is_closed(changes: Changes, placed: Placed) -> bool:
    return any(
        each.offering == placed.offering
        and each.from_week < placed.start + placed.length
        and placed.start < each.to_week
        for each in changes.close
    )


class _Reasons:
    """Follows the seats given up: who took them, and what happened to those."""

    def __init__(self, before: Mapping[str, Plan], plans: Mapping[str, Plan], causes: Mapping[str, Cause]) -> None:
        self._before, self._plans, self._causes = before, plans, causes
        self._takers: dict[tuple[str, int], list[str]] = defaultdict(list)
        for student, plan in plans.items():
            for seat in set(seats_of(plan)) - set(seats_of(before.get(student, ()))):
                self._takers[seat].append(student)

    def of(self, student: str) -> tuple[Reason, Cause | None]:
        """The reason of one student, and for whom they make room."""
        if student in self._causes:
            return self._causes[student], None
        asked, asking = {student}, [student]
        while asking:
            one = asking.pop(0)
            given = set(seats_of(self._before.get(one, ()))) - set(seats_of(self._plans.get(one, ())))
            for seat in sorted(given):
                for taker in self._takers.get(seat, ()):
                    if taker in self._causes:
                        return "makes room", self._causes[taker]
                    if taker not in asked:
                        asked.add(taker)
                        asking.append(taker)
        return "better plan", None


def _moved(event: Event, student: str, before: Plan, after: Plan, reasons: _Reasons) -> Moved:
    reason, room_for = reasons.of(student)
    price = _price(event, student, before, after)
    if reason == "better plan" and _is_worse(event.instance, price):
        reason = "makes room"
    sure = {Placed(*each[1:]) for each in event.changes.confirmed if each.student == student}
    gone = set(event.changes.cancel)
    given_up = tuple(
        placed
        for placed in before
        if placed in sure and placed not in after and placed not in gone and not _is_closed(event.changes, placed)
    )
    return Moved(student, before, after, reason, room_for, price, () if reason == "withdrawn" else given_up)


def _price(event: Event, student: str, before: Plan, after: Plan) -> dict[Level, int]:
    then = {each.id: each for each in event.instance.students}.get(student)
    now = event.standing.students.get(student)
    offerings, move_cost = event.standing.offerings, event.instance.weights.move_cost
    known = in_order([placed for placed in before if placed.offering in offerings])
    somebody = then or now
    assert somebody is not None
    was = measures_of(offerings, somebody, known, move_cost)
    will = measures_of(offerings, now or somebody, after, move_cost)
    return {level: will[level] - was[level] for level in was}


def _is_worse(instance: Instance, price: Mapping[Level, int]) -> bool:
    weights = instance.weights
    gain = (
        weights.full * price["full"]
        + weights.weeks * price["weeks"]
        - weights.rank_cost * price["rank_cost"]
        + weights.host * price["host"]
        - weights.money * price["money"]
    )
    return gain < 0
