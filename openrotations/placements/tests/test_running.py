"""The worker computes a plan in a process of its own, tells how far it is, and stops when asked."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection

from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions, tasks
from openrotations.placements.models import Round, Run
from openrotations.placements.planner.cohort.files.formats import instance_from
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.plans.running import PlannerFailed, plan_apart
from openrotations.placements.states import RoundState, RunState
from openrotations.placements.tests.cohorts import SETTINGS, apply_for, checked_round, opening_of_weeks
from openrotations.placements.tests.factories import office_hours

NOW = office_hours()
JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 3, 31))


def asked() -> Run:
    """A run that waits for the worker: two students for one seat in January and two in February."""
    make_programme()
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4, seats=2)
    for _ in range(2):
        apply_for(first, second, weeks=8, window=WINDOW)
    return actions.request_plan(checked_round(NOW), SETTINGS, by=PROGRAM, now=NOW)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_worker_computes_what_was_asked_for() -> None:
    run = asked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'compute_plan'")
        (args,) = cursor.fetchone()
    tasks.compute_plan(**json.loads(args))
    run.refresh_from_db()
    assert (run.state, Round.objects.get().state) == (RunState.FINISHED, RoundState.REVIEWED)
    assert (run.objectives["full"], run.objectives["weeks"]) == (1, 12)
    assert (run.progress["students"], run.progress["stage"]) == (2, "reasons")
    assert (run.solution or {})["claims"]["blend_bound"] >= (run.verdict or {})["blend"] - 1


@pytest.mark.django_db
def test_a_planner_that_breaks_leaves_the_round_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    run = asked()
    monkeypatch.setattr("openrotations.placements.plans.running.sys.executable", "/bin/false")
    with pytest.raises(PlannerFailed):
        tasks.compute_plan(str(run.pk))
    run.refresh_from_db()
    assert (run.state, Round.objects.get().state) == (RunState.FAILED, RoundState.CHECKED)


@pytest.mark.slow
def test_a_run_that_is_stopped_keeps_the_best_so_far() -> None:
    instance = cohort_to_try(students=300, offerings=60, seed=3)
    told: list[Mapping[str, Any]] = []

    def watch(progress: Mapping[str, Any]) -> bool:
        told.append(progress)
        return False

    solution = plan_apart(instance, seconds=120, seed=1, watch=watch)
    assert any(solution.plans.values())
    assert told[-1]["elapsed"] < 60
    assert instance_from(instance.model_dump(mode="json")).name == solution.instance
