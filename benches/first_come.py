"""What a coordinator does: students in the order in which they came, each down their own list."""

from collections import Counter
from itertools import pairwise

from openrotations.placements.planner.cohort.files.formats import Instance, Offering, Placed, Solution, Student


def place_first_come(instance: Instance) -> Solution:
    """Each student in turn takes, choice by choice, the first block that still fits what they took before.

    Nobody looks ahead and nobody gives up a block again, except a student left with fewer than their least weeks,
    who gives up all. Limits on states are not looked at: use it on cohorts without.
    """
    offerings = {offering.id: offering for offering in instance.offerings}
    used: Counter[tuple[str, int]] = Counter()
    plans: dict[str, tuple[Placed, ...]] = {}
    for student in sorted(instance.students, key=lambda each: each.arrival):
        plan: list[Placed] = []
        for wish in sorted(student.prefs, key=lambda wish: wish.rank):
            offering = offerings[wish.offering]
            if set(offering.requires) <= set(student.facts) and student.score >= offering.min_score:
                plan += _first_that_fits(student, offering, plan, offerings, used)
        if sum(placed.length for placed in plan) >= student.min_weeks:
            plans[student.id] = tuple(sorted(plan, key=lambda placed: placed.start))
            used.update((placed.offering, week) for placed in plan for week in _weeks(placed))
    return Solution(instance=instance.name, plans=plans)


def _first_that_fits(
    student: Student,
    offering: Offering,
    plan: list[Placed],
    offerings: dict[str, Offering],
    used: Counter[tuple[str, int]],
) -> list[Placed]:
    """The earliest block that can be added, the longest of those that start together; or nothing."""
    taken = {week for placed in plan for week in _weeks(placed)}
    for start, length in sorted(offering.blocks, key=lambda block: (block[0], -block[1])):
        placed = Placed(offering.id, start, length)
        if (
            len(taken) + length <= student.weeks_needed
            and any(first <= start and start + length <= end for first, end in student.windows)
            and taken.isdisjoint(_weeks(placed))
            and all(used[offering.id, week] < offering.capacity[week] for week in _weeks(placed))
            and _affords(student, [*plan, placed], offerings)
        ):
            return [placed]
    return []


def _affords(student: Student, plan: list[Placed], offerings: dict[str, Offering]) -> bool:
    price = sum(offerings[placed.offering].price_week * placed.length for placed in plan)
    cities = [offerings[placed.offering].city for placed in sorted(plan, key=lambda placed: placed.start)]
    moves = sum(one != other for one, other in pairwise(cities))
    return price <= student.budget and moves <= student.max_moves and len(plan) <= student.max_rotations


def _weeks(placed: Placed) -> range:
    return range(placed.start, placed.start + placed.length)
