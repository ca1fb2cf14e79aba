"""Waiting lists: who is next for which opening, for the office and for each student."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office, signed_in
from openrotations.placements import access, actions
from openrotations.placements.queries import waiting as queries


@office
@require_safe
def waiting(request: PersonRequest) -> HttpResponse:
    """Every opening for which somebody waits."""
    context = {"openings": queries.awaited_openings(timezone.now())}
    return render(request, "placements/waiting_lists.html", context)


@office
@require_safe
def waiting_list(request: PersonRequest, opening_id: UUID) -> HttpResponse:
    """Who waits for one opening, in which order and why, and who could have a seat now."""
    opening = access.opening_for_office(opening_id)
    chances = queries.chances(opening, timezone.now())
    context = {
        "opening": opening,
        "chances": chances,
        "next": next((chance for chance in chances if chance.period), None),
        "is_automatic": queries.is_automatic(opening.pk),
    }
    return render(request, "placements/waiting_list.html", context)


@office
@require_POST
def offer_to_next(request: PersonRequest, opening_id: UUID) -> HttpResponse:
    """Offer a free seat to the next in line."""
    opening = access.opening_for_office(opening_id)
    placement = actions.offer_to_next_by_hand(opening, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The seat is offered to %(name)s.") % {"name": placement.student.person})
    return redirect("placements:waiting_list", opening_id=opening.pk)


@office
@require_POST
def switch_waiting_list(request: PersonRequest, opening_id: UUID) -> HttpResponse:
    """Offer freed seats of this opening automatically, or by hand only."""
    opening, is_automatic = access.opening_for_office(opening_id), request.POST.get("automatic") == "yes"
    actions.switch_waiting_list(opening, is_automatic=is_automatic, by=actor_of(request.user), now=timezone.now())
    told = _("Freed seats go to the next in line at once.") if is_automatic else _("You offer freed seats by hand.")
    messages.success(request, told)
    return redirect("placements:waiting_list", opening_id=opening.pk)


@signed_in
@require_safe
def own_places(request: PersonRequest) -> HttpResponse:
    """Where the student stands in line for each of their choices."""
    application = access.own_application(request.user)
    context = {"application": application, "places": queries.own_places(application)}
    return render(request, "placements/waiting.html", context)
