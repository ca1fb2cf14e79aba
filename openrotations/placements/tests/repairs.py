"""Repairs of a published round, for tests: by the real planner, here and now instead of in the worker's process."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from openrotations.common.actors import PROGRAM
from openrotations.placements import actions
from openrotations.placements.actions.explaining import as_json
from openrotations.placements.models import Request, Round, Run
from openrotations.placements.planner.cohort.files.formats import instance_from, solution_from
from openrotations.placements.planner.cohort.repair.repair import repair_plan
from openrotations.placements.planner.commands.repair import in_full
from openrotations.placements.plans.repairing import Closing
from openrotations.placements.plans.running import RepairFound
from openrotations.placements.queries.repairing.moves import changes_of_run
from openrotations.placements.tests.cohorts import checked_round, computed

SECONDS = 2


def published(now: datetime) -> Round:
    """Everything that can be collected, planned by the plain planner, and offered."""
    found = checked_round(now)
    computed(found, now)
    actions.publish_round(found, by=PROGRAM, now=now)
    return Round.objects.get(pk=found.pk)


def looked_for(
    round: Round,
    now: datetime,
    chosen: Collection[UUID] = (),
    closings: Sequence[Closing] = (),
    newcomers: Collection[UUID] = (),
    asked: Request | None = None,
) -> dict[str, Run]:
    """The runs that a search for repairs leaves, by kind."""
    run = actions.request_repair(
        round, chosen, closings, newcomers=newcomers, asked=asked, seconds=SECONDS, by=PROGRAM, now=now
    )  # fmt: skip
    return {found.change["kind"]: found for found in finished_repair(run, now)}


def finished_repair(run: Run, now: datetime) -> list[Run]:
    """The same run, and those beside it, as the worker leaves them."""
    actions.start_run(run, now=now)
    run.refresh_from_db()
    before = solution_from(run.solution)
    repaired = repair_plan(instance_from(run.instance), before, changes_of_run(run), seconds=SECONDS)
    found = [RepairFound(each.solution, as_json(in_full(each))) for each in (repaired.best, *repaired.alternatives)]
    return actions.finish_repair(run, found, now=now)
