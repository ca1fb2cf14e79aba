"""Offers: making them, answering them, and what is offered instead."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.consents.queries import why_not_without_acceptance
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.actions.asking import ask_host
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.actions.steps import (
    back_to_waiting,
    locked_placement,
    mail_words,
    moment_in_words,
    move_placement,
)
from openrotations.placements.models import Placement, Round
from openrotations.placements.plans.reserved import BEING_GIVEN
from openrotations.placements.queries import seats
from openrotations.placements.queries.hosts import reachable_coordinator
from openrotations.placements.queries.reserved import reserved_at
from openrotations.placements.signals import placement_accepted, placement_ended, placement_offered
from openrotations.placements.states import EndedBy, PlacementState


@transaction.atomic
def offer_seat(
    application: Application,
    opening: Opening,
    period: Period,
    *,
    round: Round | None = None,
    instead_of: Placement | None = None,
    by: Actor,
    now: datetime,
) -> Placement:
    """Take a seat and offer it to the student, held for as many hours as the office says."""
    placement = take_seat(
        application, opening, period, round=round, held_until=hold_from(now), by=by, now=now
    )  # fmt: skip
    _announce_offer(placement, instead_of=instead_of, by=by, now=now)
    return placement


def announce_offers(placements: Sequence[Placement], *, round: Round | None, by: Actor, now: datetime) -> None:
    """Tell a student of everything that is offered to them together: one message, for one rotation or several."""
    if len(placements) == 1:
        _announce_offer(placements[0], instead_of=None, by=by, now=now)
        return
    first = placements[0]
    person, until = first.student.person, first.held_until
    assert until is not None  # the database says so too
    queue_message(
        "placements/mail/plan.txt",
        Recipient.of_person(person),
        context=mail_words(
            first, round=round, placements=placements, until_here=moment_in_words(until, person.time_zone)
        ),
        now=now,
        path=reverse("placements:plan", args=[round.pk]) if round else reverse("placements:plan_now"),
        label=_("See your plan and answer"),
        about=first,
    )
    for placement in placements:
        placement_offered.send(Placement, placement=placement, by=by, now=now)


@transaction.atomic
def offer_placement(placement: Placement, *, by: Actor, now: datetime) -> None:
    """Offer a proposed placement to its student."""
    placement = locked_placement(placement)
    until = hold_from(now)
    move_placement(
        placement, PlacementState.OFFERED, "offer_placement", by=by, now=now, offered_at=now, held_until=until
    )
    _announce_offer(placement, instead_of=None, by=by, now=now)


@transaction.atomic
def take_free_seat(application: Application, opening: Opening, *, by: Actor, now: datetime) -> Placement:
    """The student takes a seat that is free now, outside of any round; it is held like every offer.

    What a round is giving at this moment is not free.
    """
    if seats.is_full(opening, now):  # most of a crowd is answered here, without waiting for the lock
        raise Refused([rules.NO_SEAT_LEFT])
    application = prepare_seats([opening.offering_id], [application.pk], now=now)[application.pk]
    refuse_if(rules.why_not_take_a_free_seat(application.state))
    opening = Opening.objects.select_related("offering__site").get(pk=opening.pk)
    seeker, place = seats.seeker_of(application, now), seats.place_of(opening, now)
    refuse_if(rules.why_not_here(seeker, place, graduates_observe=seats.graduates_observe(the_programme())))
    refuse_if(rules.why_no_dates(seeker, place))
    period = seats.period_with_seat(seeker, opening, now, reserved=reserved_at([opening.pk]).get(opening.pk, ()))
    if period is None:
        raise Refused([BEING_GIVEN if seats.period_with_seat(seeker, opening, now) else rules.NO_SEAT_LEFT])
    return offer_seat(application, opening, period, by=by, now=now)


@transaction.atomic
def accept_placement(placement: Placement, *, by: Actor, now: datetime) -> None:
    """The student accepts in time, and has accepted the texts in force; the host is asked."""
    placement = locked_placement(placement)
    unread = why_not_without_acceptance(placement.student.person_id, now.date())
    refuse_if([*rules.why_not_accept(placement.state, placement.held_until, now), *unread])
    move_placement(placement, PlacementState.ACCEPTED, "accept_placement", by=by, now=now, accepted_at=now)
    ask_host_or_office(placement, by=by, now=now)
    queue_message(
        "placements/mail/accepted.txt",
        Recipient.of_person(placement.student.person),
        context=mail_words(placement),
        now=now,
        path=reverse("placements:offer", args=[placement.pk]),
        label=_("See your placement"),
        about=placement,
    )
    placement_accepted.send(Placement, placement=placement, by=by, now=now)


def ask_host_or_office(placement: Placement, *, by: Actor, now: datetime) -> None:
    """Ask the host about an accepted placement; where nobody there can be written to, ask the office for somebody."""
    if reachable_coordinator(placement.offering.site):
        ask_host(placement, by=by, now=now)
    else:
        _ask_office_for_host(placement, now=now)


@transaction.atomic
def decline_placement(placement: Placement, *, because: str = "", by: Actor, now: datetime) -> None:
    """The student declines; the seat is free at once, and the application waits for another."""
    placement = locked_placement(placement)
    refuse_if(rules.why_not_accept(placement.state, placement.held_until, now))
    move_placement(
        placement, PlacementState.DECLINED, "decline_placement", by=by, now=now,
        ended_at=now, ended_by=EndedBy.STUDENT, ended_because=because.strip()[:300],
    )  # fmt: skip
    back_to_waiting(placement.application, by=by, now=now)
    placement_ended.send(Placement, placement=placement, by=by, now=now)


def offering_ids_of_choices(application_id: UUID) -> list[UUID]:
    """The offerings that an application lists: what must be locked before an alternative is looked for."""
    choices = Opening.objects.filter(preferences__application_id=application_id)
    return list(choices.values_list("offering_id", flat=True))


def offer_alternative(placement: Placement, *, by: Actor, now: datetime) -> Placement | None:
    """Offer the best-ranked other listed choice with a free seat; None when there is none.

    Seats that a round is giving are not free. The caller has prepared the offerings of all choices (`prepare_seats`).
    """
    application = placement.application
    seeker, choices = seats.seeker_of(application, now), _untried_choices(application)
    reserved = reserved_at([opening.pk for opening in choices])
    for opening in choices:
        period = seats.period_with_seat(seeker, opening, now, reserved=reserved.get(opening.pk, ()))
        if period is None:
            continue
        try:
            return offer_seat(application, opening, period, instead_of=placement, by=by, now=now)
        except Refused:
            continue
    return None


def _untried_choices(application: Application) -> list[Opening]:
    tried = Placement.objects.filter(application=application).values("opening_id")
    choices = application.preferences.select_related("opening__offering__site").exclude(opening_id__in=tried)
    return [choice.opening for choice in choices.order_by("rank")]


def hold_from(now: datetime) -> datetime:
    """Until when an offer made now is held."""
    return now + timedelta(hours=the_programme().hold_hours)


def _announce_offer(placement: Placement, *, instead_of: Placement | None, by: Actor, now: datetime) -> None:
    person, until = placement.student.person, placement.held_until
    assert until is not None  # the database says so too
    queue_message(
        "placements/mail/offer.txt",
        Recipient.of_person(person),
        context=mail_words(
            placement,
            instead_of=instead_of,
            until_here=moment_in_words(until, person.time_zone),
            until_there=moment_in_words(until, placement.offering.site.time_zone),
        ),
        now=now,
        path=reverse("placements:offer", args=[placement.pk]),
        label=_("Accept or decline"),
        about=placement,
    )
    placement_offered.send(Placement, placement=placement, by=by, now=now)


def _ask_office_for_host(placement: Placement, *, now: datetime) -> None:
    write_to_office(
        "placements/mail/no_host_address.txt",
        context=mail_words(placement),
        now=now,
        path=reverse("hosts:site", args=[placement.offering.site_id]),
        label=_("Confirm an address"),
        about=placement,
    )


@transaction.atomic
def answer_plan(
    application: Application,
    round: Round | None,
    accepted: Collection[UUID],
    *,
    because: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """The student answers all that a round, or they themselves outside of one, had held: accepts these, no others."""
    offers = list(Placement.objects.filter(application=application, round=round, state=PlacementState.OFFERED))
    if not offers or not {each.pk for each in offers} >= set(accepted):
        raise Refused([Reason("not-offered", _("This offer has been answered already."))])
    for placement in sorted(offers, key=lambda each: each.pk not in accepted):
        if placement.pk in accepted:
            accept_placement(placement, by=by, now=now)
        else:
            decline_placement(placement, because=because, by=by, now=now)
