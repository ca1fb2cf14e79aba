"""Applying a repair: checked again against the world as it is now, then done as a whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.audit.actions import record
from openrotations.catalogue.actions import close_days
from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.mails import tell_host
from openrotations.placements.actions.offers import hold_from
from openrotations.placements.actions.repaired import note_outcomes, tell_of_change
from openrotations.placements.actions.repairs import REPAIRABLE
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.actions.steps import back_to_waiting, locked_placement, move_placement
from openrotations.placements.models import Placement, Round, Run
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import Placed, solution_json
from openrotations.placements.plans.repairing import Closing, may_move_confirmed, may_move_others
from openrotations.placements.queries.as_it_stands import FIRM, AsItStands, as_it_stands, solution_of
from openrotations.placements.queries.cohorts import windows_of
from openrotations.placements.queries.repairs import Move, closings_of_run, moves_of_run
from openrotations.placements.queries.since import MAY_BE_HELPED
from openrotations.placements.signals import placement_ended, placement_offered
from openrotations.placements.states import EndedBy, PlacementState, RunState


@dataclass
class Changed:
    """What applying a repair does for one student: placements that end, offers that take their place, and why."""

    application: Application
    move: Move
    ended: list[Placement]
    offers: list[Placement]


@transaction.atomic
def apply_repair(run: Run, *, by: Actor, now: datetime) -> list[Changed]:
    """Make this repair true: end what is given up, close days, offer the new seats, and tell everybody concerned.

    Everything is checked again as it is now. Raises Refused with every reason when the world has moved.
    """
    round = Round.locked(run.round_id)
    run = Run.locked(run.pk)
    refuse_if(_why_not_now(round, run))
    moves, closings = moves_of_run(run), closings_of_run(run)
    openings = Opening.objects.select_related("offering__site").in_bulk(
        {UUID(block.offering) for move in moves for block in (*move.before, *move.after)}
        | {closing.opening_id for closing in closings}
    )
    everybody = {move.application_id for move in moves}
    applications = prepare_seats({each.offering_id for each in openings.values()}, everybody, now=now)
    standing = as_it_stands(round, run.settings, now)
    moves = [move.counted_from(standing.cohort.calendar) for move in moves]
    refuse_if(_why_not_any_more(run, standing, moves, applications, closings))
    changed = [_give_up(applications[move.application_id], move, standing, closings, by=by, now=now) for move in moves]
    for closing in closings:
        close_days(openings[closing.opening_id], closing.period, because=closing.because, by=by, now=now)
    _take_seats(changed, openings, round, standing, by=by, now=now)
    _tell(changed, round, by=by, now=now)
    _keep(round, run, changed, by=by, now=now)
    return changed


def _why_not_now(round: Round, run: Run) -> list[Reason]:
    if run.origin != Run.Origin.REPAIRED or run.state != RunState.FINISHED or round.state not in REPAIRABLE:
        return [Reason("not-a-repair", _("Only a finished repair of a published round can be applied."))]
    if run.chosen_at:
        return [Reason("applied", _("This repair has been applied already."))]
    return []


def _why_not_any_more(
    run: Run,
    standing: AsItStands,
    moves: Sequence[Move],
    applications: Mapping[UUID, Application],
    closings: Sequence[Closing],
) -> list[Reason]:
    """Plans must be as they were, no place confirmed since may go unseen, and every rule must hold with all of it."""
    other = [
        move
        for move in moves
        if set(standing.stays.get(move.student, ())) != set(move.before)
        or applications[move.application_id].state not in MAY_BE_HELPED
    ]
    if other:
        names = sorted(applications[move.application_id].student.person.full_name for move in other)
        text = _("The plan of %(names)s is not as it was. Look for repairs again.")
        return [Reason("plan-moved", text % {"names": ", ".join(names)})]
    reasons = _why_not_this_kind(run.change["kind"], standing, moves, closings)
    plans = {**standing.plans, **{move.student: list(move.after) for move in moves}}
    closed = standing.closed(closings)
    solution = solution_json(solution_of(closed.instance, plans))
    if not check_plan(closed.as_json, solution).is_sound:
        text = _("A seat, a window or a limit is not as it was, so the plan does not fit. Look for repairs again.")
        reasons.append(Reason("does-not-fit", text))
    return reasons


def _why_not_this_kind(
    kind: str, standing: AsItStands, moves: Sequence[Move], closings: Sequence[Closing]
) -> list[Reason]:  # fmt: skip
    reasons = []
    if any(_confirmed_by(move, standing, closings) - set(move.confirmed) for move in moves):
        text = _("A host has confirmed a place since that this would give up. Look for repairs again.")
        reasons.append(Reason("confirmed-since", text))
    others = [move for move in moves if move.is_for_others and move.given_up]
    if (others and not may_move_others(kind)) or (
        any(move.confirmed for move in others) and not may_move_confirmed(kind)
    ):
        text = _("This kind of repair takes no such place from anybody for others. Choose another kind.")
        reasons.append(Reason("moves-others", text))
    return reasons


def _confirmed_by(move: Move, standing: AsItStands, closings: Sequence[Closing]) -> set[Placed]:
    """What this student would give up that a host has confirmed and that does not close."""
    stays = {block: standing.stays[move.student][block] for block in move.given_up}
    return {
        block
        for block, placement in stays.items()
        if placement.state in FIRM and not any(each.hits(placement.opening_id, placement.dates) for each in closings)
    }


def _give_up(
    application: Application, move: Move, standing: AsItStands, closings: Sequence[Closing], *, by: Actor, now: datetime
) -> Changed:
    ended = []
    for block in move.given_up:
        placement = locked_placement(standing.stays[move.student][block])
        closing = next((each for each in closings if each.hits(placement.opening_id, placement.dates)), None)
        if closing:
            move_placement(
                placement, PlacementState.CANCELLED, "cancel_placement", by=by, now=now, ended_at=now,
                ended_by=EndedBy.HOST, ended_because=closing.because, note={"ended_by": EndedBy.HOST},
            )  # fmt: skip
        else:
            move_placement(
                placement, PlacementState.REPLACED, "replace_placement", by=by, now=now, ended_at=now,
                ended_by=EndedBy.PROGRAMME, ended_because=_("The office repaired the plan of all students."),
            )  # fmt: skip
        ended.append(placement)
    return Changed(application, move, ended, [])


def _take_seats(
    changed: Sequence[Changed],
    openings: Mapping[UUID, Opening],
    round: Round,
    standing: AsItStands,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """The earliest seats first, so that they can be numbered in order."""
    windows, calendar = windows_of(round), standing.cohort.calendar

    def taken(each: Changed, block: Placed) -> Placement:
        opening = openings[UUID(block.offering)]
        dates = calendar.dates(opening.dates, block.start, block.length, windows[each.application.pk])
        try:
            return take_seat(
                each.application, opening, dates, round=round, held_until=hold_from(now), by=by, now=now
            )  # fmt: skip
        except Refused as refused:
            name = each.application.student.person.full_name
            raise Refused([Reason(why.code, f"{name}: {why.text}") for why in refused.reasons]) from refused

    wanted = [(block.start, each.move.student, block, each) for each in changed for block in each.move.new]
    for _start, _student, block, each in sorted(wanted, key=lambda one: one[:3]):
        each.offers.append(taken(each, block))


def _tell(changed: Sequence[Changed], round: Round, *, by: Actor, now: datetime) -> None:
    """One message a student, one to each host that knew, and the news for the other packages."""
    for each in changed:
        back_to_waiting(each.application, by=by, now=now)
        tell_of_change(each.ended, each.offers, each.move.reason, round, now=now)
        for placement in each.ended:
            if placement.host_asked_at:
                tell_host(placement, "cancelled_others", by=by, now=now)
            placement_ended.send(Placement, placement=placement, by=by, now=now)
        for placement in each.offers:
            placement_offered.send(Placement, placement=placement, by=by, now=now)


def _keep(round: Round, run: Run, changed: Sequence[Changed], *, by: Actor, now: datetime) -> None:
    """The repaired plan is the round's result from now on."""
    values: dict[str, Any] = {
        "settings": run.settings, "instance": run.instance, "solution": run.solution, "engine": run.engine,
    }  # fmt: skip
    for name, value in values.items():
        setattr(round, name, value)
    round.save(update_fields=list(values))
    run.chosen_at = now
    run.save(update_fields=["chosen_at"])
    note_outcomes(round, [(each.application, each.ended, each.offers) for each in changed])
    record(
        "apply_repair", round, by=by, now=now, run=str(run.pk), kind=run.change["kind"], students=len(changed),
        ended=sum(len(each.ended) for each in changed), offers=sum(len(each.offers) for each in changed),
    )  # fmt: skip
