"""The worker computes a plan in a process of its own, tells how far it is, and stops when asked."""

import json
import subprocess
import sys
import time
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
from openrotations.placements.states import EndedBy, RoundState, RunState
from openrotations.placements.tests.cohorts import SETTINGS, apply_for, checked_round, finished, opening_of_weeks
from openrotations.placements.tests.factories import office_hours
from openrotations.placements.tests.repairs import published

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


@pytest.mark.slow
@pytest.mark.django_db
def test_the_worker_looks_for_repairs() -> None:
    make_programme()
    lost, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    hit = apply_for(lost, other, weeks=4, window=WINDOW)
    round = published(NOW)
    placement = round.placements.get()
    actions.cancel_placement(placement, because="The ward closes.", ended_by=EndedBy.HOST, by=PROGRAM, now=NOW)
    run = actions.request_repair(round, [hit.pk], [], seconds=5, by=PROGRAM, now=NOW)
    tasks.compute_repair(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.change["kind"]) == (RunState.FINISHED, "fewest changes")
    assert run.progress["students"] == 1
    assert [each["student"] for each in run.change["moved"]] == [str(hit.pk)]
    assert Round.objects.get().state == RoundState.PUBLISHED


@pytest.mark.django_db
def test_a_search_for_repairs_that_breaks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_programme()
    hit = apply_for(opening_of_weeks(JANUARY, 4), weeks=8, window=WINDOW)
    round = published(NOW)
    run = actions.request_repair(round, [hit.pk], [], seconds=5, by=PROGRAM, now=NOW)
    monkeypatch.setattr("openrotations.placements.plans.running.sys.executable", "/bin/false")
    with pytest.raises(PlannerFailed):
        tasks.compute_repair(str(run.pk))
    run.refresh_from_db()
    assert (run.state, Round.objects.get().state) == (RunState.FAILED, RoundState.PUBLISHED)


@pytest.mark.django_db
def test_a_planner_that_breaks_leaves_the_round_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    run = asked()
    monkeypatch.setattr("openrotations.placements.plans.running.sys.executable", "/bin/false")
    with pytest.raises(PlannerFailed):
        tasks.compute_plan(str(run.pk))
    run.refresh_from_db()
    assert (run.state, Round.objects.get().state) == (RunState.FAILED, RoundState.CHECKED)


@pytest.mark.django_db
def test_a_job_that_comes_twice_computes_once() -> None:
    run = finished(asked(), NOW)
    tasks.compute_plan(str(run.pk))
    assert Run.objects.get(pk=run.pk).ended_at == run.ended_at


_WORKER = """
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.plans.running import plan_apart
cohort = cohort_to_try(students=300, offerings=60, seed=3)
plan_apart(cohort, seconds=300, seed=1, watch=lambda told: not print("told", flush=True))
"""


def processes() -> dict[int, tuple[int, str]]:
    """Every process by its number: its parent's, and its state as `ps` writes it."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, encoding="utf-8", check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return {int(pid): (int(parent), state) for pid, parent, state in rows}


def is_gone(pid: int) -> bool:
    return processes().get(pid, (0, "Z"))[1].startswith("Z")


@pytest.mark.slow
def test_a_planner_ends_when_its_worker_is_killed() -> None:
    worker = subprocess.Popen([sys.executable, "-c", _WORKER], stdout=subprocess.PIPE)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"told\n"
        (planner,) = [pid for pid, (parent, _state) in processes().items() if parent == worker.pid]
    finally:
        worker.kill()
        worker.communicate()
    until = time.monotonic() + 20
    while not is_gone(planner) and time.monotonic() < until:
        time.sleep(0.2)
    assert is_gone(planner)


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
