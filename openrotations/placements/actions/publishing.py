"""Publishing a round: offers to those placed, reasons to those not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.offers import offer_seat
from openrotations.placements.actions.steps import move_application
from openrotations.placements.models import Placement, Round, RoundEntry
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.queries import seats
from openrotations.placements.states import ROUND_MOVES, RoundState


@transaction.atomic
def publish_round(round: Round, *, by: Actor, now: datetime) -> list[Placement]:
    """Offer every seat of the result; returns the offers.

    Offerings are locked first, in one order. Where a seat was taken meanwhile, the student stays on the
    waiting list and the office is told.
    """
    round = Round.locked(round.pk)
    if round.state != RoundState.REVIEWED or not check_solution(round.instance or {}, round.solution or {}).is_sound:
        raise Refused([Reason("not-reviewed", _("There is no checked result to publish. Compute the round first."))])
    result: dict[str, str | None] = (round.solution or {})["match"]
    match = {UUID(student): UUID(given) if given else None for student, given in result.items()}
    openings = Opening.objects.select_related("offering__site").in_bulk([given for given in match.values() if given])
    applications = prepare_seats({row.offering_id for row in openings.values()}, match, now=now)
    offers, missed = [], []
    for entry in round.entries.order_by("pk"):
        application = applications[entry.application_id]
        if application.state != ApplicationState.IN_ROUND:
            continue
        opening = openings.get(match.get(application.pk) or application.pk)
        offer = _offer(application, opening, round, by=by, now=now) if opening else None
        if offer:
            offers.append(offer)
            continue
        missed += [application] if opening else []
        _let_wait(entry, application, round, by=by, now=now)
    ROUND_MOVES.move(round, RoundState.PUBLISHED, published_at=now)
    record(
        "publish_round", round, by=by, now=now, old=RoundState.REVIEWED, new=RoundState.PUBLISHED,
        offers=len(offers), missed=[str(row.pk) for row in missed],
    )  # fmt: skip
    if missed:
        _tell_office(round, missed, now=now)
    return offers


def _offer(application: Application, opening: Opening, round: Round, *, by: Actor, now: datetime) -> Placement | None:
    period = seats.period_with_seat(seats.seeker_of(application, now), opening, now)
    try:
        if period is None:
            raise Refused([rules.NO_SEAT_LEFT])
        return offer_seat(application, opening, period, round=round, by=by, now=now)
    except Refused:
        return None


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
