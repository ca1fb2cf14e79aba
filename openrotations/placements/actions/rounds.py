"""Opening a round, filling it, checking it, and closing it."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.placements import rules
from openrotations.placements.actions.steps import lock_applications, move_application, move_applications
from openrotations.placements.models import Round, RoundEntry
from openrotations.placements.plans.criteria import checked_criteria
from openrotations.placements.queries.instances import choices_of, listed_in
from openrotations.placements.queries.rounds import applications_to_collect, applications_with_weeks_left
from openrotations.placements.states import ROUND_MOVES, RoundState

SEEDS = 10**9


@transaction.atomic
def add_round(
    name: str, *, kind: str = Round.Kind.RANKED, seed: int | None = None, criteria: Sequence[str] = (),
    by: Actor, now: datetime,
) -> Round:  # fmt: skip
    """Open a round. Its lottery seed, and who comes before the lottery, are fixed here, before anybody knows more.

    Raises ValueError for criteria that are not known.
    """
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    settings = {"criteria": checked_criteria(criteria)} if criteria else {}
    round = Round.objects.create(name=name, kind=kind, seed=seed, settings=settings, created_at=now)
    record("add_round", round, by=by, now=now, seed=seed, kind=kind, criteria=list(criteria))
    return round


@transaction.atomic
def collect_applications(round: Round, *, by: Actor, now: datetime) -> int:
    """Take every eligible and waiting application into the round; returns how many came in."""
    round = Round.locked(round.pk)
    if round.state != RoundState.COLLECTING:
        raise Refused([Reason("not-collecting", _("This round does not take applications any more."))])
    return _take_in(round, applications_to_collect(), rules.MAY_TAKE_A_FREE_SEAT, by=by, now=now)


@transaction.atomic
def collect_placed_applications(round: Round, *, by: Actor, now: datetime) -> int:
    """Take in those who have a place and want more weeks; what they have stays theirs. Only a round of plans can."""
    round = Round.locked(round.pk)
    if round.state != RoundState.COLLECTING or round.kind != Round.Kind.COHORT:
        raise Refused([Reason("not-collecting", _("This round does not take applications any more."))])
    return _take_in(round, applications_with_weeks_left(now), (ApplicationState.PLACED,), by=by, now=now)


def _take_in(
    round: Round, wanted: QuerySet[Application], states: Collection[str], *, by: Actor, now: datetime
) -> int:  # fmt: skip
    found = lock_applications(wanted.values_list("pk", flat=True))
    came = [row for row in found.values() if row.state in states]
    RoundEntry.objects.bulk_create([RoundEntry(round=round, application=row) for row in came])
    move_applications(came, ApplicationState.IN_ROUND, by=by, now=now, round=str(round.pk))
    record("collect_applications", round, by=by, now=now, applications=[str(row.pk) for row in came])
    return len(came)


@transaction.atomic
def check_round(round: Round, *, by: Actor, now: datetime) -> None:
    """Close the collecting. Refused while there is nobody in it, or nobody with a choice that can be had."""
    round = Round.locked(round.pk)
    refuse_if(rules.why_not_check(choices_that_can_be_had=listed_in(round, now).can_be_had))
    _move(round, RoundState.CHECKED, "check_round", by=by, now=now)


@transaction.atomic
def reopen_round(round: Round, *, by: Actor, now: datetime) -> None:
    """Go back to collecting; a result that was computed is put aside."""
    round = Round.locked(round.pk)
    if round.state == RoundState.REVIEWED:
        _move(round, RoundState.CHECKED, "put_result_aside", by=by, now=now)
    round.instance = round.solution = round.ran_at = None
    round.save(update_fields=["instance", "solution", "ran_at"])
    round.runs.update(chosen_at=None)
    _move(round, RoundState.COLLECTING, "reopen_round", by=by, now=now)


@transaction.atomic
def close_round(round: Round, *, by: Actor, now: datetime) -> int:
    """Close a published round. Who still waits without a choice that can be had is told; returns how many."""
    round = Round.locked(round.pk)
    _move(round, RoundState.CLOSED, "close_round", by=by, now=now)
    possible = {each.entry.application_id for each in choices_of(round, now) if not each.reasons}
    entries = round.entries.exclude(application_id__in=possible)
    locked = lock_applications(entries.values_list("application_id", flat=True))
    waiting = [row for row in locked.values() if row.state == ApplicationState.WAITING]
    for application in waiting:
        move_application(application, ApplicationState.UNPLACED, by=by, now=now, round=str(round.pk))
        queue_message(
            "placements/mail/unplaced.txt",
            Recipient.of_person(application.student.person),
            context={"round": round},
            now=now,
            path=reverse("applications:show"),
            label=_("See your application"),
            about=application,
        )
    return len(waiting)


@transaction.atomic
def leave_rounds(application: Application, *, by: Actor, now: datetime) -> None:
    """Take a withdrawn application out of the rounds that have not been computed yet."""
    early = (RoundState.COLLECTING, RoundState.CHECKED)
    for entry in RoundEntry.objects.filter(application=application, round__state__in=early).select_related("round"):
        record("leave_round", entry.round, by=by, now=now, application=str(application.pk))
        entry.delete()


def _move(round: Round, to: str, action: str, *, by: Actor, now: datetime) -> None:
    old = round.state
    ROUND_MOVES.move(round, to)
    record(action, round, by=by, now=now, old=old, new=to)
