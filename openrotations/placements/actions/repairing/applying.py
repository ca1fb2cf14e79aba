"""Applying a repair: checked again against the world as it is now, then done as a whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
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
from openrotations.placements.actions.explaining import as_json
from openrotations.placements.actions.mails import tell_host
from openrotations.placements.actions.offers import announce_offers, hold_from
from openrotations.placements.actions.repairing.looking import REPAIRABLE, why_not_come, why_not_wished
from openrotations.placements.actions.repairing.newcomers import note_newcomers, take_in
from openrotations.placements.actions.repairing.repaired import note_outcomes, tell_of_change
from openrotations.placements.actions.requests import grant_with_repair
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.actions.steps import back_to_waiting, locked_placement, move_placement
from openrotations.placements.models import Placement, Request, Round, Run
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import Placed, solution_json
from openrotations.placements.plans.repairing import Closing, may_move_confirmed, may_move_others
from openrotations.placements.queries.cohorts import windows_of
from openrotations.placements.queries.repairing.as_it_stands import FIRM, AsItStands, as_it_stands, solution_of
from openrotations.placements.queries.repairing.moves import (
    Move,
    closings_of_run,
    moves_of_run,
    runs_beside,
    wish_of_run,
)
from openrotations.placements.queries.repairing.since import MAY_BE_HELPED
from openrotations.placements.queries.repairing.wished import inside
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
    newcomers = {move.application_id for move in moves if move.is_new}
    asked = wish_of_run(run)
    refuse_if([*why_not_come(round, newcomers), *why_not_wished(asked), *_why_not_granted(asked, moves)])
    standing = as_it_stands(round, run.settings, now, newcomers, asked)
    moves = [move.counted_from(standing.cohort.calendar) for move in moves]
    checked = _checked(run, standing, moves, applications, closings)
    granted = grant_with_repair(asked, by=by, now=now) if asked else None  # before its placement ends
    changed = [_give_up(applications[move.application_id], move, standing, closings, by=by, now=now) for move in moves]
    for closing in closings:
        close_days(openings[closing.opening_id], closing.period, because=closing.because, by=by, now=now)
    choices = take_in([applications[pk] for pk in sorted(newcomers)], round, run, by=by, now=now)
    _take_seats(changed, openings, round, standing, by=by, now=now)
    if granted:
        _note_what_it_became(granted, changed)
    note_newcomers(choices, {(offer.application_id, offer.opening_id) for each in changed for offer in each.offers})
    _tell(changed, standing.wisher, round, by=by, now=now)
    _keep(round, run, changed, checked, by=by, now=now)
    return changed


def _why_not_now(round: Round, run: Run) -> list[Reason]:
    if run.origin != Run.Origin.REPAIRED or run.state != RunState.FINISHED or round.state not in REPAIRABLE:
        return [Reason("not-a-repair", _("Only a finished repair of a published round can be applied."))]
    if run.chosen_at:
        return [Reason("applied", _("This repair has been applied already."))]
    if runs_beside(run).filter(chosen_at__isnull=False).exists():
        return [Reason("applied", _("Another of these repairs has been applied. Look again to repair what is left."))]
    if not moves_of_run(run) and not closings_of_run(run):
        return [Reason("nothing-to-apply", _("This repair changes nothing."))]
    return []


def _why_not_granted(asked: Request | None, moves: Sequence[Move]) -> list[Reason]:
    if asked is None or any(move.application_id == asked.placement.application_id and move.new for move in moves):
        return []
    name = asked.placement.application.student.person.full_name
    text = _("No place was found with the wish of %(name)s. Choose another kind, or look without the wish.")
    return [Reason("no-place", text % {"name": name})]


def _checked(
    run: Run,
    standing: AsItStands,
    moves: Sequence[Move],
    applications: Mapping[UUID, Application],
    closings: Sequence[Closing],
) -> dict[str, Any]:
    """What the round's plan is with this repair, and everybody else as they are now. Raises Refused.

    Plans must be as they were, no place confirmed since may go unseen, and every rule must hold with all of it.
    """
    refuse_if(_why_not_as_before(standing, moves, applications))
    reasons = _why_not_this_kind(run.change["kind"], standing, moves, closings)
    has_begun = any(block.start < 0 for move in moves for block in move.after)
    checked = None if has_begun else _result(standing, moves, closings)
    if not checked:
        text = _("A seat, a window or a limit is not as it was, so the plan does not fit. Look for repairs again.")
        reasons.append(Reason("does-not-fit", text))
    refuse_if(reasons)
    return checked or {}


def _result(standing: AsItStands, moves: Sequence[Move], closings: Sequence[Closing]) -> dict[str, Any] | None:
    """Cohort, plan and recount as a run keeps them; None when a rule does not hold."""
    plans = {**standing.plans, **{move.student: list(move.after) for move in moves}}
    closed = standing.closed(closings)
    solution = as_json(solution_json(solution_of(closed.instance, plans)))
    verdict = check_plan(closed.as_json, solution)
    if not verdict.is_sound:
        return None
    return {"instance": closed.as_json, "solution": solution, "verdict": as_json(asdict(verdict))}


def _why_not_as_before(
    standing: AsItStands, moves: Sequence[Move], applications: Mapping[UUID, Application]
) -> list[Reason]:  # fmt: skip
    other = [
        move
        for move in moves
        if set(standing.stays.get(move.student, ())) != set(move.before)
        or not (move.is_new or applications[move.application_id].state in MAY_BE_HELPED)
    ]
    if other:
        names = sorted(applications[move.application_id].student.person.full_name for move in other)
        text = _("The plan of %(names)s is not as it was. Look for repairs again.")
        return [Reason("plan-moved", text % {"names": ", ".join(names)})]
    return []


def _why_not_this_kind(
    kind: str, standing: AsItStands, moves: Sequence[Move], closings: Sequence[Closing]
) -> list[Reason]:  # fmt: skip
    reasons = []
    hosts_asked = [move for move in moves if move.student != standing.wisher]  # who asks gives it up themselves
    if any(_confirmed_by(move, standing, closings) - set(move.confirmed) for move in hosts_asked):
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
        if placement.state in FIRM and not standing.closing_of(block, closings)
    }


def _give_up(
    application: Application, move: Move, standing: AsItStands, closings: Sequence[Closing], *, by: Actor, now: datetime
) -> Changed:
    ended = []
    for block in move.given_up:
        placement = locked_placement(standing.stays[move.student][block])
        closing = standing.closing_of(block, closings)
        if closing:
            move_placement(
                placement, PlacementState.CANCELLED, "cancel_placement", by=by, now=now, ended_at=now,
                ended_by=EndedBy.HOST, ended_because=closing.because, note={"ended_by": EndedBy.HOST},
            )  # fmt: skip
        elif move.student == standing.wisher:
            move_placement(
                placement, PlacementState.REPLACED, "replace_placement", by=by, now=now, ended_at=now,
                ended_by=EndedBy.STUDENT, ended_because=_("The student asked for other dates."),
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
    if standing.asked and standing.asked.wanted:
        asker = standing.asked.placement.application_id
        windows[asker] = inside(windows[asker], standing.asked.wanted)

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


def _note_what_it_became(asked: Request, changed: Sequence[Changed]) -> None:
    """A wish has one stay, so its student gets one new place."""
    [asked.became] = next(each.offers for each in changed if each.application.pk == asked.placement.application_id)
    asked.save(update_fields=["became"])


def _tell(changed: Sequence[Changed], wisher: str, round: Round, *, by: Actor, now: datetime) -> None:
    """One message a student, one to each host that knew, and the news for the other packages."""
    for each in changed:
        if each.move.is_new:
            announce_offers(each.offers, round=round, by=by, now=now)
            continue
        back_to_waiting(each.application, by=by, now=now)
        why = "wish" if each.move.student == wisher else each.move.told
        tell_of_change(each.ended, each.offers, why, round, now=now)
        for placement in each.ended:
            if placement.host_asked_at:
                tell_host(placement, "cancelled_others", by=by, now=now)
            placement_ended.send(Placement, placement=placement, by=by, now=now)
        for placement in each.offers:
            placement_offered.send(Placement, placement=placement, by=by, now=now)


def _keep(
    round: Round, run: Run, changed: Sequence[Changed], checked: Mapping[str, Any], *, by: Actor, now: datetime
) -> None:
    """What was `checked` just now is the round's result: others may have moved since the repair was computed.

    Newcomers who found nothing are no part of it. The run's weeks count from the Monday of now.
    """
    moves = {each.move.student: each.move for each in changed}
    run.change = {**run.change, "moved": as_json([_recounted(each, moves) for each in run.change["moved"]])}
    run.instance, run.solution, run.verdict = checked["instance"], checked["solution"], checked["verdict"]
    run.chosen_at = now
    run.save(update_fields=["chosen_at", "change", *checked])
    kept = ("settings", "instance", "solution", "engine")
    for name in kept:
        setattr(round, name, getattr(run, name))
    round.save(update_fields=kept)
    helped = [each for each in changed if not each.move.is_new]
    note_outcomes(round, [(each.application, each.ended, each.offers) for each in helped])
    record(
        "apply_repair", round, by=by, now=now, run=str(run.pk), kind=run.change["kind"], students=len(changed),
        ended=sum(len(each.ended) for each in changed), offers=sum(len(each.offers) for each in changed),
        newcomers=len(changed) - len(helped),
    )  # fmt: skip


def _recounted(told: Mapping[str, Any], moves: Mapping[str, Move]) -> dict[str, Any]:
    move = moves[told["student"]]
    return {**told, "before": move.before, "after": move.after, "confirmed": move.confirmed}
