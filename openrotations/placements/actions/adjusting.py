"""Changing one student's plan by hand, checked before anything is kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused
from openrotations.placements.actions.plans import new_run
from openrotations.placements.models import Round, Run
from openrotations.placements.plans.changing import Block
from openrotations.placements.queries.adjusting import attempt
from openrotations.placements.states import ROUND_MOVES, RoundState, RunState


@transaction.atomic
def adjust_plan(run: Run, application_id: UUID, plan: Sequence[Block], *, by: Actor, now: datetime) -> Run:
    """A new run in which this student has this plan and everybody else keeps theirs.

    Raises Refused with every reason why the plan cannot be. The worker finds the reasons of each choice anew.
    """
    from openrotations.placements.tasks import compute_plan  # the task module imports this package

    round = Round.locked(run.round_id)
    run = Run.locked(run.pk)
    if round.state != RoundState.REVIEWED or run.state != RunState.FINISHED:
        raise Refused([Reason("not-finished", _("Only a finished run of a round under review can be changed."))])
    tried = attempt(run, application_id, plan)
    if tried.reasons:
        raise Refused(tried.reasons)
    ROUND_MOVES.move(round, RoundState.RUNNING)
    change = {"application": str(application_id), "before": tried.before, "after": tried.after}
    adjusted = new_run(
        round,
        now=now,
        origin=Run.Origin.ADJUSTED,
        based_on=run,
        settings=run.settings,
        instance=run.instance,
        solution=tried.solution,
        change=change,
    )
    record(
        "adjust_plan", round, by=by, now=now, old=RoundState.REVIEWED, new=RoundState.RUNNING,
        run=str(adjusted.pk), application=str(application_id),
    )  # fmt: skip
    compute_plan.defer(run_id=str(adjusted.pk))
    return adjusted
