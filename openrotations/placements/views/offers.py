"""The student's pages: an offer, free seats, the reasons of a round, giving a place up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.placements import access, actions, rules
from openrotations.placements.forms import ReasonForm
from openrotations.placements.models import Round
from openrotations.placements.plans.criteria import order_in_words, promise_in_words
from openrotations.placements.queries import offers as queries
from openrotations.placements.queries import rounds as round_queries
from openrotations.placements.queries.least import least_of_choices
from openrotations.placements.queries.reserved import is_reserved_for_others
from openrotations.placements.states import PLACEMENT_MOVES, EndedBy, PlacementState


@signed_in
@require_safe
def offer(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """What is offered, until when, at what price, and what comes next."""
    placement, now = access.own_placement(request.user, placement_id), timezone.now()
    context = {
        "placement": placement,
        "is_open": not any(rules.why_not_accept(placement.state, placement.held_until, now)),
        "can_give_up": PLACEMENT_MOVES.allows(placement.state, PlacementState.CANCELLED),
        "instead_of": queries.earlier_placement(placement),
    }
    return render(request, "placements/offer.html", context)


@signed_in
@require_POST
def accept(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """Yes."""
    placement = access.own_placement(request.user, placement_id)
    actions.accept_placement(placement, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("You accepted. We ask the host now, and write to you either way."))
    return redirect("placements:offer", placement_id=placement.pk)


@signed_in
@require_POST
def decline(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """No."""
    placement = access.own_placement(request.user, placement_id)
    because = request.POST.get("because", "").replace("\0", "")  # the database keeps no NUL
    actions.decline_placement(placement, because=because, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("You declined. You are on the waiting list."))
    return redirect("placements:free_seats")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """The student cannot come after all."""
    placement, form = (
        access.own_placement(request.user, placement_id),
        ReasonForm(request.POST if request.method == "POST" else None),
    )
    if request.method == "POST" and form.is_valid():
        because, by = form.cleaned_data["because"], actor_of(request.user)
        try:
            actions.cancel_placement(placement, because=because, ended_by=EndedBy.STUDENT, by=by, now=timezone.now())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            messages.success(request, _("Your place is cancelled, and everybody concerned is told."))
            return redirect("placements:offer", placement_id=placement.pk)
    context = {"placement": placement, "form": form}
    return render(request, "placements/give_up.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def free_seats(request: PersonRequest) -> HttpResponse:
    """Seats the student could have right now."""
    application = access.own_application(request.user)
    context = {
        "application": application,
        "seats": queries.free_seats_for(application, timezone.now()),
        "is_being_given": is_reserved_for_others(application),
    }
    return render(request, "placements/free_seats.html", context)


@signed_in
@require_POST
def take_free_seat(request: PersonRequest, opening_id: UUID) -> HttpResponse:
    """Have one of them held."""
    application, opening = access.own_application(request.user), access.open_opening(opening_id)
    placement = actions.take_free_seat(application, opening, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The seat is held for you. Accept it before the time is over."))
    return redirect("placements:offer", placement_id=placement.pk)


@signed_in
@require_safe
def reasons(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    """How seats are given in a round, and once it is published why the student got or did not get each choice."""
    entry = access.own_entry_at_any_time(request.user, entry_id)
    is_published = entry.round.published_at is not None
    if entry.round.kind == Round.Kind.COHORT:
        return redirect("placements:plan", round_id=entry.round_id)
    context = {
        "entry": entry,
        "lines": round_queries.choice_lines(entry, to_student=True) if is_published else [],
        "order": order_in_words(entry.round.settings),
        "promise": promise_in_words(entry.round.settings),
        "least": least_of_choices(entry),
    }
    return render(request, "placements/reasons.html", context)
