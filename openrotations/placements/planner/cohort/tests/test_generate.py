"""Generated cohorts repeat themselves and have the shape that was asked for."""

import hashlib

import pytest

from openrotations.placements.planner.cohort.files.formats import Instance
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.tests.small import every_plan


def seats_of(instance: Instance) -> int:
    return sum(sum(offering.capacity) for offering in instance.offerings)


def test_a_seed_always_gives_these_bytes() -> None:
    written = cohort_to_try(students=40, offerings=9, seed=8, states=3).model_dump_json()
    assert hashlib.sha256(written.encode()).hexdigest()[:16] == "c71e7b8ed9ea6b7a"


@pytest.mark.parametrize(("students", "offerings"), [(0, 0), (0, 3), (3, 0), (1, 1), (40, 7)])
def test_a_cohort_has_the_size_that_was_asked_for(students: int, offerings: int) -> None:
    instance = cohort_to_try(students=students, offerings=offerings, seed=1, choices=4, states=2)
    assert (len(instance.students), len(instance.offerings)) == (students, offerings)
    assert all(len(student.prefs) <= 4 for student in instance.students)


def test_twice_as_tight_leaves_about_half_the_seats() -> None:
    loose, tight = (seats_of(cohort_to_try(students=0, offerings=200, seed=3, tightness=t)) for t in (1.0, 2.0))
    assert 0.4 < tight / loose < 0.65


def test_states_bring_limits_and_without_them_there_are_none() -> None:
    plain = cohort_to_try(students=20, offerings=10, seed=4)
    assert not plain.limits.weeks_in_state and not plain.limits.students_in_state
    limited = cohort_to_try(students=20, offerings=10, seed=4, states=2)
    assert {offering.state for offering in limited.offerings} == {"State 1", "State 2"}
    assert limited.limits.weeks_in_state and limited.limits.students_in_state
    assert {limit.school for limit in limited.limits.students_in_state} >= {s.school for s in limited.students}


def test_most_students_can_be_placed_somewhere() -> None:
    instance = cohort_to_try(students=30, offerings=40, seed=5)
    one_each = [student.model_copy(update={"max_rotations": 1}) for student in instance.students]
    assert sum(len(every_plan(instance, student)) > 1 for student in one_each) >= 25
