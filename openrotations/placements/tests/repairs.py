"""Repairs of a published round, for tests: by the real planner, here and now instead of in the worker's process."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from openrotations.applications.models import Application
from openrotations.catalogue.models import Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.placements import actions
from openrotations.placements.actions.explaining import as_json
from openrotations.placements.models import Placement, Request, Round, Run
from openrotations.placements.planner.cohort.files.formats import instance_from, solution_from
from openrotations.placements.planner.cohort.repair.repair import repair_plan
from openrotations.placements.planner.commands.repair import in_full
from openrotations.placements.plans.repairing import Closing
from openrotations.placements.plans.running import RepairFound
from openrotations.placements.queries.repairing.moves import changes_of_run
from openrotations.placements.states import EndedBy
from openrotations.placements.tests.cohorts import checked_round, computed
from openrotations.placements.tests.factories import office_hours

SECONDS = 2
NOW = office_hours()
JANUARY, FEBRUARY, MARCH = date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 4, 30))


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


def held(application: Application) -> list[tuple[Opening, date, str]]:
    """Who has a seat where, from when, and in which state."""
    rows = Placement.objects.filter(application=application, ended_at=None).order_by("period")
    return [(row.opening, row.dates.first, row.state) for row in rows.select_related("opening")]


def host_says_no(placement: Placement) -> None:
    """The office hears that the host cannot take the student after all."""
    actions.cancel_placement(placement, because="The ward closes.", ended_by=EndedBy.HOST, by=PROGRAM, now=NOW)


def closing(opening: Opening, period: Period | None = None) -> Closing:
    """These days of the opening close; all of them where none are named."""
    return Closing(opening.pk, period or opening.dates, "The ward is rebuilt.")


def accepted(placement: Placement) -> None:
    """The student takes it, and the host is asked."""
    actions.accept_placement(placement, by=PROGRAM, now=NOW)


def confirmed(placement: Placement) -> None:
    """And the host says yes: its coordinator, and the preceptor is told."""
    accepted(placement)
    coordinator = placement.offering.site.coordinators.get()
    actions.confirm_placement(placement, coordinator=coordinator, by=PROGRAM, now=NOW)
