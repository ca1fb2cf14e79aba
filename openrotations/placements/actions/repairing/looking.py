"""Repairing a published round: having repairs looked for, and keeping what was found as runs to choose from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.catalogue.rules import why_not_close_days
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Reason, refuse_if
from openrotations.placements import rules
from openrotations.placements.actions.explaining import as_json
from openrotations.placements.actions.plans import UnsoundPlan, new_run
from openrotations.placements.models import Request, Round, Run
from openrotations.placements.planner import ENGINE
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import instance_from, solution_json
from openrotations.placements.planner.cohort.repair.changing import changed_instance
from openrotations.placements.plans.repairing import Closing
from openrotations.placements.plans.running import RepairFound
from openrotations.placements.queries.cohorts import Cohort, calendar_of
from openrotations.placements.queries.repairing.as_it_stands import AsItStands, as_it_stands
from openrotations.placements.queries.repairing.moves import changes_of_run
from openrotations.placements.queries.repairing.newcomers import cannot_come
from openrotations.placements.queries.repairing.wished import asked_with, can_be_looked_for
from openrotations.placements.queries.seats import placements_on
from openrotations.placements.states import RUN_MOVES, RoundState, RunState

REPAIRABLE = (RoundState.PUBLISHED, RoundState.CLOSED)


@transaction.atomic
def request_repair(
    round: Round,
    chosen: Collection[UUID],
    closings: Sequence[Closing],
    *,
    newcomers: Collection[UUID] = (),
    asked: Request | None = None,
    seconds: int,
    by: Actor,
    now: datetime,
) -> Run:
    """Have repairs looked for by the worker: for these students, and for whoever is where days close.

    `newcomers` are applications that are not in the round: who finds a plan comes in when the repair is applied.
    `asked` is a student's request for other dates that only such a repair may grant which finds them a place.
    Nothing is changed now. What goes in is fixed here, so that all that is found can be compared.
    """
    from openrotations.placements.tasks import compute_repair  # the task module imports this package

    round = Round.locked(round.pk)
    refuse_if(rules.why_not_this_kind(kind=round.kind, wanted=Round.Kind.COHORT))
    asked = asked_with(asked.pk) if asked else None
    refuse_if(_why_not_look(round, [*chosen, *newcomers, *([asked.pk] if asked else [])], closings))
    refuse_if([*why_not_come(round, newcomers), *why_not_wished(asked), *_why_not_these_days(closings, now)])
    settings = {**round.settings, "seconds": seconds}
    standing = as_it_stands(round, settings, now, newcomers, asked)
    refuse_if(_why_not_move(standing))
    refuse_if(_why_not_close(standing, closings, now))
    changes = standing.changes(chosen, closings).model_dump(mode="json", exclude_none=True)
    run = new_run(
        round,
        now=now,
        origin=Run.Origin.REPAIRED,
        settings=settings,
        instance=standing.before_closing(closings).as_json,
        solution=as_json(solution_json(standing.solution)),
        change={
            "changes": changes,
            "closings": [closing.as_json for closing in closings],
            "wish": str(asked.pk) if asked else "",
        },
    )
    record(
        "request_repair", round, by=by, now=now, run=str(run.pk), students=sorted(map(str, chosen)),
        closings=len(closings), newcomers=sorted(map(str, newcomers)), wish=str(asked.pk) if asked else "",
    )  # fmt: skip
    compute_repair.defer(run_id=str(run.pk))
    return run


@transaction.atomic
def finish_repair(run: Run, found: Sequence[RepairFound], *, by: Actor = PROGRAM, now: datetime) -> list[Run]:
    """Check every repair without trusting it, and keep each as a run, the first one in `run`. Raises UnsoundPlan."""
    round = Round.locked(run.round_id)
    run = Run.locked(run.pk)
    instance = changed_instance(instance_from(run.instance), changes_of_run(run))
    cohort = Cohort(instance, calendar_of(run.instance or {})).as_json
    kept = [_kept(run, repair, cohort, now) for repair in found]
    RUN_MOVES.move(run, RunState.FINISHED, **kept[0])
    record("finish_run", run, by=by, now=now, new=RunState.FINISHED)
    others = [
        new_run(
            round,
            now=now,
            origin=Run.Origin.REPAIRED,
            based_on=run,
            state=RunState.FINISHED,
            settings=run.settings,
            started_at=run.started_at,
            **values,
        )
        for values in kept[1:]
    ]
    for other in others:
        record("finish_run", other, by=by, now=now, new=RunState.FINISHED)
    return [run, *others]


def _kept(run: Run, repair: RepairFound, cohort: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    solution = as_json(solution_json(repair.solution))
    verdict = check_plan(cohort, solution)
    if not verdict.is_sound:
        raise UnsoundPlan(str(run.pk))
    return {
        "instance": cohort,
        "solution": solution,
        "verdict": as_json(asdict(verdict)),
        "change": {**run.change, **repair.told},
        "engine": ENGINE,
        "ended_at": now,
    }


def why_not_come(round: Round, newcomers: Collection[UUID]) -> list[Reason]:
    """Who has got a place meanwhile, is in another round or withdrew, does not come into this one."""
    names = [each.student.person.full_name for each in cannot_come(round, newcomers)]
    if not names:
        return []
    text = _("These cannot come into this round any more: %(names)s. Look for repairs again.")
    return [Reason("cannot-come", text % {"names": ", ".join(names)})]


def why_not_wished(asked: Request | None) -> list[Reason]:
    """A wish that was answered, or taken back, is no wish any more."""
    if asked is None or can_be_looked_for(asked):
        return []
    text = _("This request was answered or taken back, or its placement is past it. Look for repairs without it.")
    return [Reason("wish-decided", text)]


def _why_not_move(standing: AsItStands) -> list[Reason]:
    """The placement that a wish is about has to be movable, and the wish within what the student asks in all."""
    asked = standing.asked
    if asked is None or asked.wanted is None:
        return []
    if all(placement.pk != asked.placement_id for placement in standing.stays.get(standing.wisher, {}).values()):
        text = _("A repair cannot move this placement: its dates are no whole weeks. Answer the request on its page.")
        return [Reason("wish-not-movable", text)]
    student = next(each for each in standing.cohort.instance.students if each.id == standing.wisher)
    weeks = len(standing.cohort.calendar.of_window(asked.wanted))
    if not weeks:
        return [Reason("no-whole-week", _("The dates asked for hold no whole week to come."))]
    if weeks > student.weeks_needed:
        return [Reason("too-many-weeks", _("With these dates the student has more weeks than their application asks."))]
    return []


def _why_not_look(round: Round, chosen: Collection[UUID], closings: Sequence[Closing]) -> list[Reason]:
    reasons = []
    if round.state not in REPAIRABLE:
        reasons.append(Reason("not-published", _("Only a published round is repaired. Compute this one again.")))
    if round.runs.filter(state__in=[RunState.WAITING, RunState.RUNNING]).exists():
        reasons.append(Reason("running", _("Repairs of this round are being looked for already. Wait for them.")))
    if not chosen and not closings:
        reasons.append(Reason("nothing", _("Choose at least one student, or days that close.")))
    return reasons


def _why_not_these_days(closings: Sequence[Closing], now: datetime) -> list[Reason]:
    """Days are closed once and inside their opening, as when each is closed alone."""
    openings = Opening.objects.prefetch_related("closures").in_bulk({closing.opening_id for closing in closings})
    reasons: dict[str, Reason] = {}
    for number, closing in enumerate(closings):
        opening = openings[closing.opening_id]
        why_not = why_not_close_days(
            closing.period, opening=opening.dates, closed=opening.closed_days, today=now.date()
        )  # fmt: skip
        reasons.update({reason.code: reason for reason in why_not})
        if any(closing.hits(other.opening_id, other.period) for other in closings[:number]):
            text = _("Some of these days are in two closings. Give them once.")
            reasons["closed-twice"] = Reason("closed-twice", text)
    return list(reasons.values())


def _why_not_close(standing: AsItStands, closings: Sequence[Closing], now: datetime) -> list[Reason]:
    """What has begun, or was arranged outside this round, is moved by hand, before its days close."""
    movable = {placement.pk for blocks in standing.stays.values() for placement in blocks.values()}
    openings = Opening.objects.in_bulk({closing.opening_id for closing in closings})
    rows = [row for each in closings for row in placements_on(openings[each.opening_id], each.period, now)]
    names = sorted({row.student.person.full_name for row in rows if row.pk not in movable})
    if not names:
        return []
    text = ngettext(
        "A repair cannot move this student, who is there on these days: %(names)s. Change or cancel the placement.",
        "A repair cannot move these students, who are there on these days: %(names)s. Change or cancel the placements.",
        len(names),
    )
    return [Reason("placements-there", text % {"names": ", ".join(names)})]
