"""Jobs of this package: computing and publishing rounds, and what happens by the clock."""

from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.refusals import Refused
from openrotations.placements import actions
from openrotations.placements.actions.plans import report_progress
from openrotations.placements.models import Round, Run
from openrotations.placements.planner.cohort.files.formats import Instance, Solution, instance_from, solution_from
from openrotations.placements.plans.running import RepairFound, explain_apart, plan_apart, repair_apart
from openrotations.placements.queries.repairing.moves import changes_of_run
from openrotations.placements.states import RoundState, RunState

EVERY_TWENTY_SECONDS = "* * * * * */20"
EVERY_TEN_MINUTES = "*/10 * * * *"
log = structlog.get_logger("openrotations.placements")


@app.task(name="compute_round")
def compute_round(round_id: str, by: list[str]) -> None:
    """Compute a round for whoever asked; when that fails, the round is as before and the failure is logged."""
    round = Round.objects.get(pk=UUID(round_id))
    if round.state != RoundState.RUNNING:
        return  # the job was taken up again, and the worker that was killed had done its work
    try:
        actions.run_round(round, by=Actor(*by), now=timezone.now())
    except Exception:
        actions.abandon_run(round, now=timezone.now())
        raise


@app.task(name="publish_round")
def publish_round(round_id: str, by: list[str]) -> None:
    """Send the offers of a round for whoever asked; when that fails, the round is under review again, and says why."""
    round = Round.objects.get(pk=UUID(round_id))
    try:
        actions.finish_publication(round, by=Actor(*by), now=timezone.now())
    except Refused as refused:
        actions.abandon_publication(round, because=refused.reasons[0].code, now=timezone.now())
    except Exception:
        actions.abandon_publication(round, now=timezone.now())
        raise


@app.task(name="compute_plan")
def compute_plan(run_id: str) -> None:
    """Compute the plan of a run in a process of its own; when that fails, the round is as before."""
    run = Run.objects.select_related("round").get(pk=UUID(run_id))
    if run.state != RunState.WAITING:
        return  # another worker has it, or had it
    actions.start_run(run, now=timezone.now())
    try:
        given = instance_from(run.instance)
        solution = solution_from(run.solution) if run.solution else _planned(run, given)
        run.refresh_from_db(fields=["progress"])
        report_progress(run, {**run.progress, "stage": "reasons"})
        told = explain_apart(given, solution)
        actions.finish_run(
            run, solution, told.reasons, told.rule_prices,
            offerings=told.offerings, summary=told.summary, now=timezone.now(),
        )  # fmt: skip
    except Exception:
        actions.fail_run(run, now=timezone.now())
        raise


def _planned(run: Run, given: Instance) -> Solution:
    return plan_apart(
        given,
        seconds=float(run.settings["seconds"]),
        seed=run.seed,
        watch=lambda progress: report_progress(run, progress),
    )


@app.task(name="compute_repair")
def compute_repair(run_id: str) -> None:
    """Look for repairs of a published round in a process of its own; when that fails, nothing is changed."""
    run = Run.objects.get(pk=UUID(run_id))
    if run.state != RunState.WAITING:
        return  # another worker has it, or had it
    actions.start_run(run, now=timezone.now())
    try:
        actions.finish_repair(run, _repaired(run), now=timezone.now())
    except Exception:
        actions.fail_run(run, now=timezone.now())
        raise


def _repaired(run: Run) -> list[RepairFound]:
    return repair_apart(
        instance_from(run.instance),
        solution_from(run.solution),
        changes_of_run(run),
        seconds=float(run.settings["seconds"]),
        seed=run.seed,
        watch=lambda progress: report_progress(run, progress),
    )


@app.periodic(cron=EVERY_TWENTY_SECONDS)
@app.task(name="expire_due_offers", queueing_lock="expire_due_offers")
def expire_due_offers(timestamp: int) -> None:
    """Free the seats of offers that ran out."""
    freed = actions.expire_due_offers(timezone.now())
    if freed:
        log.info("offers expired", count=freed)


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="fail_lost_runs", queueing_lock="fail_lost_runs")
def fail_lost_runs(timestamp: int) -> None:
    """Give up runs whose worker has died, and rounds for which no job is left, so that they can be computed again."""
    actions.fail_lost_runs(timezone.now())
    actions.abandon_lost_rounds(timezone.now())
    actions.abandon_lost_publications(timezone.now())


@app.task(name="offer_freed_seats")
def offer_freed_seats(opening_id: str) -> None:
    """Offer the free seats of an opening to those who wait for it."""
    opening = Opening.objects.filter(pk=UUID(opening_id)).first()
    if opening and (count := actions.offer_freed_seats(opening, now=timezone.now())):
        log.info("freed seats offered", count=count)


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="remind_and_release_silent_hosts", queueing_lock="remind_and_release_silent_hosts")
def remind_and_release_silent_hosts(timestamp: int) -> None:
    """Tell the office and the student of silent hosts, and release what waited too long."""
    actions.remind_and_release_silent_hosts(timezone.now())


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="complete_due_placements", queueing_lock="complete_due_placements")
def complete_due_placements(timestamp: int) -> None:
    """Complete placements whose last day has passed."""
    actions.complete_due_placements(timezone.now())
