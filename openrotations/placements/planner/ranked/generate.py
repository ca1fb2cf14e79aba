"""Makes ranked rounds to try the planner on. The same seed gives the same round on any machine."""

import random

from openrotations.placements.planner.ranked.formats import Instance, instance_from


def ranked_round(
    *,
    students: int,
    offerings: int,
    seed: int,
    choices: int = 10,
    seats_per_student: float = 0.85,
    priority_groups: int = 0,
    lower: int = 0,
) -> Instance:
    """An invented round: `students` rank up to `choices` of `offerings`, some of which are more popular.

    `priority_groups` > 0 sorts applicants into so many tied groups; 0 gives strict orders. `lower` is the
    minimum number at every third offering. Only `random()` is drawn, whose sequence Python promises to keep.
    """
    draw = random.Random(seed).random  # noqa: S311 - an invented round has nothing to keep secret
    appeal = [0.2 + draw() for _ in range(offerings)]
    seats = [0] * offerings
    for _ in range(round(students * seats_per_student) if offerings else 0):
        seats[int(draw() * offerings)] += 1
    applicants: list[list[tuple[float, str]]] = [[] for _ in range(offerings)]
    listed: list[object] = []
    for student in range(1, students + 1):
        tried = {int(draw() * offerings) for _ in range(2 * choices)} if offerings else set()
        wished = sorted(tried, key=lambda offering: (-appeal[offering] * draw(), offering))[:choices]
        for offering in wished:
            applicants[offering].append((draw(), f"S{student}"))
        listed.append({"id": f"S{student}", "prefs": [f"O{offering + 1}" for offering in wished]})
    offered = [
        {
            "id": f"O{offering + 1}",
            "capacity": seats[offering],
            "lower": min(lower, seats[offering]) if offering % 3 == 0 else 0,
            "priority": _priority(applicants[offering], priority_groups),
        }
        for offering in range(offerings)
    ]
    name = f"generated-{students}-{offerings}-{seed}"
    return instance_from(
        {
            "format": "matching-instance/1",
            "name": name,
            "offerings": offered,
            "students": listed,
            "couples": [],
        }
    )


def _priority(applicants: list[tuple[float, str]], groups: int) -> list[list[str]]:
    ordered = sorted(applicants)
    if not groups:
        return [[student] for _, student in ordered]
    tied = [[student for grade, student in ordered if int(grade * groups) == group] for group in range(groups)]
    return [tier for tier in tied if tier]
