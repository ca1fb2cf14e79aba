"""Publishing a round: offers to those placed, reasons to those not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office
from openrotations.placements import rules
from openrotations.placements.actions.offers import announce_offers, hold_from
from openrotations.placements.actions.prepared import Prepared, prepared_for
from openrotations.placements.actions.runs import without_job
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.actions.steps import move_application, move_applications
from openrotations.placements.models import Placement, Round, RoundEntry
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.queries.cohorts import calendar_of, windows_of, with_limits_of_now
from openrotations.placements.queries.rounds import ids_in_round, ids_planned
from openrotations.placements.queries.waiting import freed_while_reserved
from openrotations.placements.states import HOLDING, ROUND_MOVES, RoundState, Unpublished


class Award(NamedTuple):
    """A seat that a round's result gives: to whom, where, and when; without dates, the best that still fit."""

    application_id: UUID
    opening_id: UUID
    period: Period | None


@transaction.atomic
def request_publication(round: Round, *, by: Actor, now: datetime) -> None:
    """Have the offers sent by the worker, off the web process. Refused at once where that is known already."""
    from openrotations.placements.tasks import publish_round as job  # the task module imports this one

    _start(round, by=by, now=now)
    job.defer(round_id=str(round.pk), by=[by.kind, by.id, by.role])


@transaction.atomic
def publish_round(round: Round, *, by: Actor, now: datetime) -> list[Placement]:
    """Send the offers here and now; returns them."""
    _start(round, by=by, now=now)
    return finish_publication(round, by=by, now=now)


@transaction.atomic
def finish_publication(round: Round, *, by: Actor, now: datetime) -> list[Placement]:
    """Offer every seat of a result that is to be published; returns the offers, none when that is done already.

    Offerings are locked first, in one order. Where a seat was taken meanwhile, the office is told; a student
    left without any offer stays on the waiting list. Refused, and nothing sent, where the result holds no more.
    """
    from openrotations.placements.tasks import offer_freed_seats  # the task module imports this one

    round = _locked(round)
    if round.state != RoundState.PUBLISHING:
        return []  # another worker had the same job
    refuse_if(_why_not_publish(round, now))
    entries = list(round.entries.order_by("pk"))
    awards = awards_of(round)
    openings = Opening.objects.filter(pk__in={award.opening_id for award in awards})
    prepared = prepared_for(openings, [entry.application_id for entry in entries], now=now)
    offers, missed = _offer_all(awards, prepared, round, by=by, now=now)
    _let_out(entries, prepared.applications, round, by=by, now=now)
    for student_offers in _by_application(offers):
        announce_offers(student_offers, round=round, by=by, now=now)
    ROUND_MOVES.move(round, RoundState.PUBLISHED, published_at=now)
    record(
        "publish_round", round, by=by, now=now, old=RoundState.PUBLISHING, new=RoundState.PUBLISHED,
        offers=len(offers), missed=sorted({str(row.pk) for row in missed}),
    )  # fmt: skip
    if missed:
        _tell_office(round, missed, now=now)
    for opening_id in freed_while_reserved(round):
        offer_freed_seats.defer(opening_id=str(opening_id))
    return offers


@transaction.atomic
def abandon_publication(
    round: Round, *, because: str = Unpublished.FAILED, by: Actor = PROGRAM, now: datetime
) -> None:  # fmt: skip
    """The offers could not be sent: the round is under review again, and its page says why."""
    round = _locked(round)
    if round.state == RoundState.PUBLISHING:
        because = because if because in Unpublished.values else Unpublished.FAILED
        ROUND_MOVES.move(round, RoundState.REVIEWED, unpublished_because=because)
        record(
            "abandon_publication", round, by=by, now=now, old=RoundState.PUBLISHING, new=RoundState.REVIEWED,
            because=because,
        )  # fmt: skip


def abandon_lost_publications(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Give up publishing where no job for it is left; returns how many. The job of a killed worker is put back."""
    sending = Round.objects.filter(state=RoundState.PUBLISHING).defer("instance", "solution")
    lost = without_job(list(sending), "publish_round")
    for round in lost:
        abandon_publication(round, by=by, now=now)
    return len(lost)


def _start(round: Round, *, by: Actor, now: datetime) -> None:
    round = Round.locked(round.pk)
    refuse_if(_why_not_publish(round, now))
    ROUND_MOVES.move(round, RoundState.PUBLISHING, unpublished_because="")
    record("request_publication", round, by=by, now=now, old=RoundState.REVIEWED, new=RoundState.PUBLISHING)


def _locked(round: Round) -> Round:
    """Locked though its offers are being sent: for whoever sends them, or knows that nobody does."""
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)


def _why_not_publish(round: Round, now: datetime) -> Iterator[Reason]:
    if round.state not in (RoundState.REVIEWED, RoundState.PUBLISHING) or not is_sound(round):
        yield Reason(Unpublished.NOT_REVIEWED, Unpublished.NOT_REVIEWED.label)
        return
    yield from rules.why_not_of_this_round(in_round=ids_in_round(round), planned=ids_planned(round.instance or {}))
    yield from rules.why_not_within_limits(is_within=is_within_limits(round, now))


def is_sound(round: Round) -> bool:
    """Whether the independent checker finds nothing wrong with the round's result."""
    if round.kind == Round.Kind.COHORT:
        return check_plan(round.instance or {}, round.solution or {}).is_sound
    return check_solution(round.instance or {}, round.solution or {}).is_sound


def is_within_limits(round: Round, now: datetime) -> bool:
    """Whether the plan keeps the limits on states with everybody who is placed now."""
    limits = ("weeks_in_state", "students_in_state")
    if round.kind != Round.Kind.COHORT or not any(round.settings.get(name) for name in limits):
        return True
    return check_plan(with_limits_of_now(round, now), round.solution or {}).is_sound


def awards_of(round: Round) -> list[Award]:
    """Every seat that the result gives, the earliest first, so that seats can be numbered in order."""
    result = round.solution or {}
    if round.kind == Round.Kind.RANKED:
        match: dict[str, str | None] = result["match"]
        return [Award(UUID(student), UUID(given), None) for student, given in sorted(match.items()) if given]
    calendar, windows = calendar_of(round.instance or {}), windows_of(round)
    plans: dict[str, list[tuple[str, int, int]]] = result["plans"]
    openings = Opening.objects.in_bulk({UUID(opening) for plan in plans.values() for opening, _, _ in plan})
    awards = [
        Award(
            UUID(student),
            UUID(opening),
            calendar.dates(openings[UUID(opening)].dates, start, length, windows[UUID(student)]),
        )
        for student, plan in sorted(plans.items())
        if UUID(student) in windows  # who withdrew before the round was computed is not in it any more
        for opening, start, length in plan
    ]
    return sorted(awards, key=lambda award: (award.period.first, award.application_id) if award.period else ())


def _offer_all(
    awards: Sequence[Award], prepared: Prepared, round: Round, *, by: Actor, now: datetime
) -> tuple[list[Placement], list[Application]]:
    in_round = {pk for pk, row in prepared.applications.items() if row.state == ApplicationState.IN_ROUND}
    until = hold_from(now)
    prepared.judge([(each.application_id, each.opening_id, each.period) for each in awards if each.period])
    offers, missed = [], []
    for award in awards:
        if award.application_id not in in_round:
            continue
        application, opening = prepared.applications[award.application_id], prepared.openings[award.opening_id]
        period = award.period or prepared.period_with_seat(application.pk, opening)
        offer = _offer(application, opening, period, prepared, round=round, held_until=until, by=by, now=now)
        if offer:
            offers.append(offer)
        else:
            missed.append(application)
    return offers, missed


def _offer(
    application: Application,
    opening: Opening,
    period: Period | None,
    prepared: Prepared,
    *,
    round: Round,
    held_until: datetime,
    by: Actor,
    now: datetime,
) -> Placement | None:
    if period is None:
        return None
    try:
        return take_seat(
            application, opening, period, round=round, held_until=held_until, prepared=prepared, by=by, now=now
        )
    except Refused:
        return None


def _by_application(offers: Iterable[Placement]) -> list[list[Placement]]:
    found: dict[UUID, list[Placement]] = {}
    for offer in offers:
        found.setdefault(offer.application_id, []).append(offer)
    return list(found.values())


def _let_out(
    entries: Sequence[RoundEntry], applications: Mapping[UUID, Application], round: Round, *, by: Actor, now: datetime
) -> None:
    """Out of the round: who has a seat now, or had one before, is placed; all others wait, and are told why."""
    holding = Placement.objects.filter(application__in=applications, state__in=HOLDING)
    placed = set(holding.values_list("application_id", flat=True))
    leaving = [entry for entry in entries if applications[entry.application_id].state == ApplicationState.IN_ROUND]
    with_seat = [applications[entry.application_id] for entry in leaving if entry.application_id in placed]
    move_applications(with_seat, ApplicationState.PLACED, by=by, now=now, round=str(round.pk))
    for entry in leaving:
        if entry.application_id not in placed:
            _let_wait(entry, applications[entry.application_id], round, by=by, now=now)


def _let_wait(entry: RoundEntry, application: Application, round: Round, *, by: Actor, now: datetime) -> None:
    move_application(application, ApplicationState.WAITING, by=by, now=now, round=str(round.pk))
    queue_message(
        "placements/mail/not_placed.txt",
        Recipient.of_person(application.student.person),
        context={"round": round},
        now=now,
        path=reverse("placements:reasons", args=[entry.pk]),
        label=_("See why, choice by choice"),
        about=application,
    )


def _tell_office(round: Round, missed: list[Application], *, now: datetime) -> None:
    write_to_office(
        "placements/mail/missed.txt",
        context={"round": round, "students": [row.student.person for row in missed]},
        now=now,
        path=reverse("placements:round", args=[round.pk]),
        label=_("See the round"),
        about=round,
    )
