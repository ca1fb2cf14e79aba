"""A student's requests about a placement: asked, answered, taken back, and what granting one does."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.common.wording import written_date
from openrotations.notifications.actions import post_message
from openrotations.notifications.models import Post
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.actions.changing import change_dates
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.lifecycle import cancel_placement
from openrotations.placements.actions.mails import tell_host, tell_office, tell_student
from openrotations.placements.actions.steps import locked_placement
from openrotations.placements.models import Placement, Request
from openrotations.placements.queries.consequences import consequences_of
from openrotations.placements.queries.requests import Wish, asked_lately, has_open_request
from openrotations.placements.states import REQUEST_MOVES, EndedBy, RequestKind, RequestState


@transaction.atomic
def ask_office(placement: Placement, wish: Wish, *, note: str = "", by: Actor, now: datetime) -> Request:
    """Keep the student's wish and tell the office. A wish may be asked though a seat or window is missing now.

    Refused when the placement is past it, when the dates make no sense, while another request is open, or when
    too much was asked lately.
    """
    placement = locked_placement(placement)
    has_open, lately = has_open_request(placement), asked_lately(placement, now)
    refuse_if(rules.why_not_request(wish.kind, state=placement.state, has_open=has_open, lately=lately))
    refuse_if(consequences_of(placement, wish, now).senseless)
    request = Request.objects.create(
        placement=placement,
        kind=wish.kind,
        first_on=wish.wanted.first if wish.wanted else None,
        last_on=wish.wanted.last if wish.wanted else None,
        look_again_on=wish.look_again_on,
        note=note.strip(),
        asked_at=now,
    )
    record("ask_office", request, by=by, now=now, placement=str(placement.pk), kind=request.kind)
    path, label = reverse("placements:request", args=[request.pk]), _("See what it would do")
    tell_office(placement, "request_asked", now=now, path=path, label=label, asked=request)
    return request


@transaction.atomic
def take_request_back(request: Request, *, by: Actor, now: datetime) -> None:
    """The student does not want it any more."""
    _end(_locked(request), RequestState.TAKEN_BACK, "take_request_back", by=by, now=now)


@transaction.atomic
def refuse_request(request: Request, *, answer: str, by: Actor, now: datetime) -> None:
    """The office says no, and why; the placement stays as it is."""
    if len(answer.strip()) < 5:
        raise Refused([Reason("no-reason", _("Say why, in a few words. The student reads it."))])
    request = _locked(request)
    _end(request, RequestState.REFUSED, "refuse_request", answer=answer, by=by, now=now)
    tell_student(request.placement, "request_refused", now=now, asked=request)


@transaction.atomic
def grant_request(
    request: Request, *, answer: str = "", ended_by: str = EndedBy.STUDENT, by: Actor, now: datetime
) -> Placement:
    """Do what was asked, in one transaction, and tell everybody concerned; returns the placement that stands now.

    Raises Refused with every reason why it cannot be done as things are now; then nothing has changed.
    `ended_by` says for a withdrawal on whose side the reason lies.
    """
    wanted = request.wanted
    if wanted:  # the offering is locked before the application and the placement, as everywhere
        prepare_seats([request.placement.offering_id], [request.placement.application_id], now=now)
    request = _locked(request)
    placement = request.placement
    refuse_if(rules.why_not_decide(is_open=request.is_open))
    refuse_if(rules.why_not_request(request.kind, state=placement.state, has_open=False))
    _end(request, RequestState.GRANTED, "grant_request", answer=answer, by=by, now=now)
    if request.kind == RequestKind.WITHDRAW:
        because = answer.strip() if len(answer.strip()) >= 5 else _("The student asked not to come.")
        cancel_placement(placement, because=because, ended_by=ended_by, by=by, now=now)
        return locked_placement(placement)
    if wanted is None:
        return _note_uncertainty(placement, request, by=by, now=now)
    stands = change_dates(placement, request.kind, wanted, by=by, now=now)
    if stands.pk != placement.pk:
        request.became = stands
        request.save(update_fields=["became"])
    tell_student(stands, "request_granted", now=now, asked=request)
    return stands


@transaction.atomic
def grant_with_repair(request: Request, *, by: Actor, now: datetime) -> Request:
    """Say yes because a repair has found a place within the wish; returns the request, locked.

    The caller replaces the placement, says what it `became`, and tells everybody.
    """
    request = _locked(request)
    _end(request, RequestState.GRANTED, "grant_request", by=by, now=now)
    return request


@transaction.atomic
def settle_request(request: Request, *, by: Actor, now: datetime) -> None:
    """The arrival is certain again: the note is taken off the placement."""
    request = _locked(request)
    if not request.keeps_uncertain:
        raise Refused([Reason("settled", _("Nothing is uncertain here any more."))])
    request.settled_at = now
    request.save(update_fields=["settled_at"])
    record("settle_request", request, by=by, now=now, placement=str(request.placement_id))
    _post(request.placement, _("The arrival is certain again."), by=by, now=now)


@transaction.atomic
def lapse_requests(placement: Placement, *, by: Actor = PROGRAM, now: datetime) -> None:
    """A placement that is over needs no answer any more. The caller holds its lock."""
    for request in Request.objects.select_for_update(of=("self",), no_key=True).filter(
        placement=placement, state=RequestState.ASKED
    ):
        _end(request, RequestState.LAPSED, "lapse_request", by=by, now=now)


def _locked(request: Request) -> Request:
    """The request as it is now, locked after its placement; refused once it is decided."""
    placement = locked_placement(request.placement)
    found = Request.locked(request.pk)
    found.placement = placement
    return found


def _end(request: Request, to: str, action: str, *, answer: str = "", by: Actor, now: datetime) -> None:
    refuse_if(rules.why_not_decide(is_open=request.is_open))
    REQUEST_MOVES.move(request, to, decided_at=now, decided_by_id=by.person_id, answer=answer.strip()[:300])
    record(action, request, by=by, now=now, old=RequestState.ASKED, new=to, placement=str(request.placement_id))


def _note_uncertainty(placement: Placement, request: Request, *, by: Actor, now: datetime) -> Placement:
    until = request.look_again_on
    assert until is not None  # the form asks for it when there are no dates
    _post(placement, _("Arrival uncertain until %(day)s.") % {"day": written_date(until)}, by=by, now=now)
    tell_student(placement, "request_granted", now=now, asked=request)
    if placement.host_asked_at:
        tell_host(placement, "uncertain", by=by, now=now, until=until)
    return placement


def _post(placement: Placement, words: str, *, by: Actor, now: datetime) -> None:
    """Say it in the conversation, to everybody; mails of their own tell those whom it concerns."""
    name = the_programme().name
    post_message(placement.thread, words, name=name, audience=Post.Audience.EVERYONE, by=by, now=now)
