"""Generated rounds repeat themselves and have the shape that was asked for."""

import hashlib
import json

import pytest

from openrotations.placements.planner.ranked.generate import ranked_round


def test_a_seed_always_gives_these_bytes() -> None:
    written = json.dumps(ranked_round(students=50, offerings=9, seed=8, priority_groups=4, lower=2).model_dump())
    assert hashlib.sha256(written.encode()).hexdigest()[:16] == "a0acc5cb6abfdde2"


@pytest.mark.parametrize(("students", "offerings"), [(0, 0), (0, 3), (3, 0), (1, 1), (40, 7)])
def test_a_round_has_the_size_that_was_asked_for(students: int, offerings: int) -> None:
    instance = ranked_round(students=students, offerings=offerings, seed=1, choices=4, lower=2)
    assert (len(instance.students), len(instance.offerings)) == (students, offerings)
    assert all(len(student.prefs) <= 4 for student in instance.students)
    assert all(offering.lower <= offering.capacity for offering in instance.offerings)
    assert sum(offering.capacity for offering in instance.offerings) == (round(students * 0.85) if offerings else 0)
