"""Computing a cohort plan: asked for, followed while it runs, stopped, checked, chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.placements import rules
from openrotations.placements.actions.explaining import Detail, as_json, keep_reasons
from openrotations.placements.models import Round, Run
from openrotations.placements.planner import ENGINE
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import Solution, solution_json
from openrotations.placements.queries.cohorts import cohort_of
from openrotations.placements.queries.instances import choices_of
from openrotations.placements.queries.rounds import ids_in_round, ids_planned
from openrotations.placements.states import ROUND_MOVES, RUN_MOVES, RoundState, RunState

TIME_BESIDES = timedelta(minutes=30)
"""How long a run may take besides computing: reading, proving, and finding the reasons of every choice."""
TIME_BESIDES_A_REPAIR = timedelta(minutes=5)
"""The same for a repair, which finds no reasons: until then no other one can be looked for."""


class UnsoundPlan(Exception):
    """The checker, which shares no code with the planner, found a fault: nothing is kept."""


@transaction.atomic
def request_plan(round: Round, settings: Mapping[str, Any], *, by: Actor, now: datetime) -> Run:
    """Have a plan computed by the worker. `settings`: objectives in order, seconds, limits.

    What goes in is fixed here, so that the runs of one round can be compared.
    """
    from openrotations.placements.tasks import compute_plan  # the task module imports this one

    round = Round.locked(round.pk)
    refuse_if(rules.why_not_this_kind(kind=round.kind, wanted=Round.Kind.COHORT))
    refuse_if(rules.why_not_run(state=round.state, entries=round.entries.count()))
    cohort = cohort_of(round, choices_of(round, now), settings, now)
    old = round.state
    ROUND_MOVES.move(round, RoundState.RUNNING)
    run = new_run(round, settings=dict(settings), instance=cohort.as_json, now=now)
    record("request_plan", round, by=by, now=now, old=old, new=RoundState.RUNNING, run=str(run.pk))
    compute_plan.defer(run_id=str(run.pk))
    return run


@transaction.atomic
def start_run(run: Run, *, by: Actor = PROGRAM, now: datetime) -> None:
    """A worker takes the run up."""
    run = Run.locked(run.pk)
    RUN_MOVES.move(run, RunState.RUNNING, started_at=now)
    record("start_run", run, by=by, now=now, new=RunState.RUNNING)


def report_progress(run: Run, progress: Mapping[str, Any]) -> bool:
    """Keep how far a run is, for whoever watches; returns whether it should go on.

    Not an entry of the audit trail: nothing is decided here, and it happens every second.
    """
    open_runs = Run.objects.filter(pk=run.pk, state=RunState.RUNNING)
    return bool(open_runs.filter(stop_asked_at=None).update(progress=dict(progress)))


@transaction.atomic
def stop_run(run: Run, *, by: Actor, now: datetime) -> None:
    """Ask a run to end with the best plan so far. One that no worker has taken up yet is given up at once."""
    Round.locked(run.round_id)
    run = Run.locked(run.pk)
    if run.state not in (RunState.WAITING, RunState.RUNNING):
        raise Refused([Reason("not-running", _("This run has ended already."))])
    run.stop_asked_at = now
    run.save(update_fields=["stop_asked_at"])
    record("stop_run", run, by=by, now=now)
    if run.state == RunState.WAITING:
        fail_run(run, by=by, now=now)


@transaction.atomic
def finish_run(
    run: Run,
    solution: Solution,
    reasons: Mapping[str, Sequence[Detail]],
    rule_prices: Sequence[Detail] = (),
    *,
    offerings: Sequence[Detail] = (),
    summary: Detail | None = None,
    by: Actor = PROGRAM,
    now: datetime,
) -> None:
    """Check a plan without trusting it, and keep it, with its reasons, as the round's result. Raises UnsoundPlan."""
    round = Round.locked(run.round_id)
    run = Run.locked(run.pk)
    result = as_json(solution_json(solution))
    verdict = check_plan(run.instance or {}, result)
    if not verdict.is_sound:
        raise UnsoundPlan(str(run.pk))
    RUN_MOVES.move(
        run, RunState.FINISHED, solution=result, verdict=as_json(asdict(verdict)), reasons=dict(reasons),
        rule_prices=list(rule_prices), offering_reasons=list(offerings), summary=summary or {},
        engine=ENGINE, ended_at=now,
    )  # fmt: skip
    record("finish_run", run, by=by, now=now, new=RunState.FINISHED)
    _choose(round, run, by=by, now=now)


@transaction.atomic
def fail_run(run: Run, *, by: Actor = PROGRAM, now: datetime) -> None:
    """The computation failed: the round is as it was before, ready to be tried again."""
    round = Round.locked(run.round_id)
    run = Run.locked(run.pk)
    RUN_MOVES.move(run, RunState.FAILED, ended_at=now)
    record("fail_run", run, by=by, now=now, new=RunState.FAILED)
    if round.state == RoundState.RUNNING:
        to = RoundState.REVIEWED if round.solution else RoundState.CHECKED
        ROUND_MOVES.move(round, to)
        record("abandon_run", round, by=by, now=now, old=RoundState.RUNNING, new=to)


def fail_lost_runs(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Give up runs whose worker has died; returns how many. A living one ends long before."""
    lost = [run for run in Run.objects.filter(state=RunState.RUNNING) if _is_lost(run, now)]
    for run in lost:
        fail_run(run, by=by, now=now)
    return len(lost)


@transaction.atomic
def choose_run(run: Run, *, by: Actor, now: datetime) -> None:
    """Make this run's plan the round's result, to be published."""
    round = Round.locked(run.round_id)
    run = Run.locked(run.pk)
    if round.state != RoundState.REVIEWED or run.state != RunState.FINISHED:
        raise Refused([Reason("not-finished", _("Only a finished run of a round under review can be chosen."))])
    refuse_if(rules.why_not_of_this_round(in_round=ids_in_round(round), planned=ids_planned(run.instance or {})))
    _choose(round, run, by=by, now=now)


def new_run(round: Round, *, now: datetime, **values: Any) -> Run:
    """The next run of a locked round."""
    last = round.runs.aggregate(last=Max("number"))["last"] or 0
    return Run.objects.create(round=round, number=last + 1, seed=round.seed, created_at=now, **values)


def _is_lost(run: Run, now: datetime) -> bool:
    besides = TIME_BESIDES_A_REPAIR if run.origin == Run.Origin.REPAIRED else TIME_BESIDES
    allowed = timedelta(seconds=run.settings.get("seconds", 0)) + besides
    return run.started_at is not None and run.started_at + allowed < now


def _choose(round: Round, run: Run, *, by: Actor, now: datetime) -> None:
    old = round.state
    changes: dict[str, Any] = {
        "settings": run.settings,
        "instance": run.instance,
        "solution": run.solution,
        "engine": run.engine,
        "ran_at": now,
        "unpublished_because": "",
    }
    if round.state == RoundState.RUNNING:
        ROUND_MOVES.move(round, RoundState.REVIEWED, **changes)
    else:
        for name, value in changes.items():
            setattr(round, name, value)
        round.save(update_fields=list(changes))
    run.chosen_at = now
    run.save(update_fields=["chosen_at"])
    reasons: Mapping[str, Sequence[Detail]] = run.reasons
    keep_reasons(round, choices_of(round, now), lambda application_id: reasons.get(str(application_id), []))
    record("choose_run", round, by=by, now=now, old=old, new=round.state, run=str(run.pk))
