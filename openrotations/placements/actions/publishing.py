"""Publishing a round: offers to those placed, reasons to those not."""

from collections.abc import Iterable, Mapping, Sequence
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
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.offers import announce_offers, hold_from
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.actions.steps import move_application
from openrotations.placements.models import Placement, Round, RoundEntry
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.queries import seats
from openrotations.placements.queries.cohorts import calendar_of, windows_of, with_limits_of_now
from openrotations.placements.queries.rounds import ids_in_round, ids_planned
from openrotations.placements.states import HOLDING, ROUND_MOVES, RoundState


class Award(NamedTuple):
    """A seat that a round's result gives: to whom, where, and when; without dates, the best that still fit."""

    application_id: UUID
    opening_id: UUID
    period: Period | None


@transaction.atomic
def publish_round(round: Round, *, by: Actor, now: datetime) -> list[Placement]:
    """Offer every seat of the result; returns the offers.

    Offerings are locked first, in one order. Where a seat was taken meanwhile, the office is told; a student
    left without any offer stays on the waiting list.
    """
    round = Round.locked(round.pk)
    if round.state != RoundState.REVIEWED or not is_sound(round):
        raise Refused([Reason("not-reviewed", _("There is no checked result to publish. Compute the round first."))])
    refuse_if(rules.why_not_of_this_round(in_round=ids_in_round(round), planned=ids_planned(round.instance or {})))
    refuse_if(rules.why_not_within_limits(is_within=is_within_limits(round, now)))
    entries = list(round.entries.order_by("pk"))
    awards = awards_of(round)
    openings = Opening.objects.select_related("offering__site").in_bulk({award.opening_id for award in awards})
    everybody = [entry.application_id for entry in entries]
    applications = prepare_seats({row.offering_id for row in openings.values()}, everybody, now=now)
    offers, missed = _offer_all(awards, openings, applications, round, by=by, now=now)
    for entry in entries:
        if applications[entry.application_id].state == ApplicationState.IN_ROUND:
            _let_wait(entry, applications[entry.application_id], round, by=by, now=now)
    for student_offers in _by_application(offers):
        announce_offers(student_offers, round=round, by=by, now=now)
    ROUND_MOVES.move(round, RoundState.PUBLISHED, published_at=now)
    record(
        "publish_round", round, by=by, now=now, old=RoundState.REVIEWED, new=RoundState.PUBLISHED,
        offers=len(offers), missed=sorted({str(row.pk) for row in missed}),
    )  # fmt: skip
    if missed:
        _tell_office(round, missed, now=now)
    return offers


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
    awards: Sequence[Award],
    openings: Mapping[UUID, Opening],
    applications: Mapping[UUID, Application],
    round: Round,
    *,
    by: Actor,
    now: datetime,
) -> tuple[list[Placement], list[Application]]:
    in_round = {pk for pk, row in applications.items() if row.state == ApplicationState.IN_ROUND}
    offers, missed = [], []
    for award in awards:
        if award.application_id not in in_round:
            continue
        application, opening = applications[award.application_id], openings[award.opening_id]
        offer = _offer(application, opening, award.period, round, by=by, now=now)
        if offer:
            offers.append(offer)
        else:
            missed.append(application)
    return offers, missed


def _offer(
    application: Application, opening: Opening, period: Period | None, round: Round, *, by: Actor, now: datetime
) -> Placement | None:
    period = period or seats.period_with_seat(seats.seeker_of(application, now), opening, now)
    try:
        if period is None:
            raise Refused([rules.NO_SEAT_LEFT])
        return take_seat(application, opening, period, round=round, held_until=hold_from(now), by=by, now=now)
    except Refused:
        return None


def _by_application(offers: Iterable[Placement]) -> list[list[Placement]]:
    found: dict[UUID, list[Placement]] = {}
    for offer in offers:
        found.setdefault(offer.application_id, []).append(offer)
    return list(found.values())


def _let_wait(entry: RoundEntry, application: Application, round: Round, *, by: Actor, now: datetime) -> None:
    """Out of the round: who has a seat now, or had one before, is placed; all others wait, and are told why."""
    if Placement.objects.filter(application=application, state__in=HOLDING).exists():
        move_application(application, ApplicationState.PLACED, by=by, now=now, round=str(round.pk))
        return
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
    programme = the_programme()
    queue_message(
        "placements/mail/missed.txt",
        Recipient(programme.email, programme.name),
        context={"round": round, "students": [row.student.person for row in missed]},
        now=now,
        path=reverse("placements:round", args=[round.pk]),
        label=_("See the round"),
        about=round,
    )
