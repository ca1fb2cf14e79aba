"""The plain search for one student finds what the compiled one finds."""

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings

from openrotations.placements.planner.cohort.files.formats import Instance
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.plain import Plan, TooLong, best_plans
from openrotations.placements.planner.cohort.rolling import Rolling
from openrotations.placements.planner.cohort.tests.small import blend_of, cohorts, every_plan, totals_of


def alone(instance: Instance, number: int) -> Instance:
    return instance.model_copy(update={"students": (instance.students[number],)})


def worth(instance: Instance, plans: list[Plan]) -> list[float]:
    return [blend_of(instance, totals_of(instance, instance.students[0], plan)) for plan in plans]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(cohorts(limits=True, any_order=True))
def test_it_finds_the_same_as_the_compiled_search_on_tiny_cohorts(instance: Instance) -> None:
    for number, student in enumerate(instance.students):
        own = alone(instance, number)
        found = best_plans(own, top=4)
        assert len(set(found)) == len(found)
        assert set(found) <= set(every_plan(own, student))
        assert worth(own, found) == pytest.approx([each.value for each in Rolling(own).best_now(student.id, top=4)])


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_the_same_as_the_compiled_search_on_usual_lists(seed: int) -> None:
    cohort = cohort_to_try(students=40, offerings=20, seed=seed, tightness=1.0)
    for number, student in enumerate(cohort.students):
        own = alone(cohort, number)
        expected = [each.value for each in Rolling(own).best_now(student.id, top=40)]
        assert worth(own, best_plans(own, top=40, patience=10**7)) == pytest.approx(expected)


def test_it_gives_up_rather_than_taking_long() -> None:
    own = alone(cohort_to_try(students=1, offerings=20, seed=1, tightness=1.0), 0)
    with pytest.raises(TooLong):
        best_plans(own, patience=1)


def test_it_loads_neither_arrays_nor_a_compiler() -> None:
    module = "openrotations.placements.planner.cohort.plain"
    script = f"import sys, {module}; print('numba' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
