"""What a cohort looks like after changes: openings cancelled, offerings closed, students different, gone or new."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from openrotations.placements.planner.cohort.files.formats import (
    LEVELS,
    Changes,
    Closed,
    Instance,
    Level,
    Offering,
    Placed,
    Solution,
    Student,
)

type Plan = tuple[Placed, ...]


def changed_instance(instance: Instance, changes: Changes) -> Instance:
    """The cohort as it is after the changes. Students who withdraw are not in it any more."""
    cancelled: dict[str, set[tuple[int, int]]] = {}
    for offering, start, length in changes.cancel:
        cancelled.setdefault(offering, set()).add((start, length))
    closed: dict[str, list[Closed]] = {}
    for each in changes.close:
        closed.setdefault(each.offering, []).append(each)
    offerings = tuple(
        _changed_offering(each, cancelled.get(each.id, set()), closed.get(each.id, []))
        if each.id in cancelled or each.id in closed
        else each
        for each in instance.offerings
    )
    students = [_changed_student(each, changes) for each in instance.students]
    stay = tuple(each for each in students if each is not None)
    return instance.model_copy(update={"offerings": offerings, "students": stay + changes.new_students})


def _changed_offering(offering: Offering, cancelled: set[tuple[int, int]], closed: Sequence[Closed]) -> Offering:
    capacity = tuple(
        0 if any(each.from_week <= week < each.to_week for each in closed) else seats
        for week, seats in enumerate(offering.capacity)
    )
    blocks = tuple(block for block in offering.blocks if block not in cancelled)
    return offering.model_copy(update={"capacity": capacity, "blocks": blocks})


def _changed_student(student: Student, changes: Changes) -> Student | None:
    change = changes.students.get(student.id)
    if change is None:
        return student
    if change.withdraw:
        return None
    fields = change.model_dump(exclude={"withdraw"}, exclude_none=True)
    if change.prefs is not None:
        fields["prefs"] = change.prefs
    return student.model_copy(update=fields)


def in_order(plan: Sequence[Placed]) -> Plan:
    """The placements by start week."""
    return tuple(sorted(plan, key=lambda placed: (placed.start, placed.offering)))


def measures_of(offerings: Mapping[str, Offering], student: Student, plan: Plan, move_cost: int) -> dict[Level, int]:
    """What one student's plan counts in each objective. The plan is in order and within their list."""
    wishes = {wish.offering: wish for wish in student.prefs}
    weeks = sum(placed.length for placed in plan)
    moves = sum(offerings[a.offering].city != offerings[b.offering].city for a, b in pairwise(plan))
    totals = (
        int(bool(plan) and weeks == student.weeks_needed),
        weeks,
        sum(placed.length * (wishes[placed.offering].rank - 1) ** 2 for placed in plan if placed.offering in wishes),
        sum(placed.length * wishes[placed.offering].host_score for placed in plan if placed.offering in wishes),
        sum(placed.length * offerings[placed.offering].price_week for placed in plan) + move_cost * moves,
    )
    return dict(zip(LEVELS, totals, strict=True))


def keeps_own_rules(instance: Instance, offerings: Mapping[str, Offering], student: Student, plan: Plan) -> bool:
    """Whether a plan, in order, keeps every rule that concerns this student alone. Seats are not looked at."""
    if not plan:
        return True
    wishes = {wish.offering for wish in student.prefs}
    if any(placed.offering not in offerings for placed in plan):
        return False
    weeks = sum(placed.length for placed in plan)
    measures = measures_of(offerings, student, plan, move_cost=0)
    moves = sum(offerings[a.offering].city != offerings[b.offering].city for a, b in pairwise(plan))
    return (
        all(placed.offering in wishes and _may_stand(offerings[placed.offering], student, placed) for placed in plan)
        and all(a.start + a.length <= b.start for a, b in pairwise(plan))
        and len({placed.offering for placed in plan}) == len(plan)
        and student.min_weeks <= weeks <= student.weeks_needed
        and measures["money"] <= student.budget
        and moves <= student.max_moves
        and len(plan) <= student.max_rotations
        and instance.limits.keeps_own(offerings, student, plan)
    )


def _may_stand(offering: Offering, student: Student, placed: Placed) -> bool:
    start, end = placed.start, placed.start + placed.length
    return (
        (placed.start, placed.length) in offering.blocks
        and any(first <= start and end <= last for first, last in student.windows)
        and student.score >= offering.min_score
        and set(offering.requires) <= set(student.facts)
        and all(seats > 0 for seats in offering.capacity[start:end])
    )


def plans_of(solution: Solution) -> dict[str, Plan]:
    """The plan of each student who has one, in the order of weeks."""
    return {student: in_order(plan) for student, plan in solution.plans.items() if plan}
