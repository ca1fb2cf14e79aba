"""What a student asks about a placement, with its consequences first; and the office's answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.forms import form_page, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office, signed_in
from openrotations.placements import access, actions, rules
from openrotations.placements.forms import GrantForm, GrantWithdrawalForm, NoteForm, RefuseForm, WishForm
from openrotations.placements.models import Placement, Request
from openrotations.placements.queries import requests as queries
from openrotations.placements.queries.consequences import consequences_of
from openrotations.placements.queries.repairing.wished import can_be_looked_for
from openrotations.placements.states import RequestKind


@signed_in
@require_safe
def ask(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """What can be asked of this placement, and what was."""
    placement = access.own_placement(request.user, placement_id)
    asked = list(queries.requests_of(placement))
    is_open = any(row.is_open for row in asked)
    kinds = [
        kind for kind in RequestKind if not any(rules.why_not_request(kind, state=placement.state, has_open=is_open))
    ]
    context = {"placement": placement, "kinds": kinds, "requests": asked}
    return render(request, "placements/request_kinds.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: PersonRequest, placement_id: UUID, wish: str) -> HttpResponse:
    """One kind of request: GET shows what would come of it, POST asks the office."""
    placement, now = access.own_placement(request.user, placement_id), timezone.now()
    if wish not in RequestKind.values:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET or None
    form, note = _wish_form(placement, wish, given), NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and note.is_valid():
        with reasons_on(form):
            by = actor_of(request.user)
            actions.ask_office(placement, form.wish, note=note.cleaned_data["note"], by=by, now=now)
            messages.success(request, _("You asked. The office decides, and writes to you either way."))
            return redirect("placements:ask", placement_id=placement.pk)
    has_open, lately = queries.has_open_request(placement), queries.asked_lately(placement, now)
    context: dict[str, Any] = {
        "placement": placement,
        "kind": RequestKind(wish),
        "reasons": [*rules.why_not_request(wish, state=placement.state, has_open=has_open, lately=lately)],
        "note": note,
        "dates": queries.other_dates(placement, wish, now),
        "seats": queries.other_seats(placement, wish, now),
        "consequences": consequences_of(placement, form.wish, now) if form.is_bound and form.is_valid() else None,
    }
    return form_page(request, "placements/request_ask.html", form, context)


@signed_in
@require_POST
def take_request_back(request: PersonRequest, asked_id: UUID) -> HttpResponse:
    """The student does not want it any more."""
    asked = access.own_request(request.user, asked_id)
    actions.take_request_back(asked, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("You took it back. Your placement stays as it is."))
    return redirect("placements:ask", placement_id=asked.placement_id)


@office
@require_safe
def requests(request: PersonRequest) -> HttpResponse:
    """What students ask, the oldest first, and what was decided lately."""
    context = {"open_requests": queries.open_requests(), "decided": queries.decided_requests()[:50]}
    return render(request, "placements/requests.html", context)


@office
@require_safe
def request_page(request: PersonRequest, asked_id: UUID) -> HttpResponse:
    """One request, with what granting it would do and what could be had instead."""
    asked = access.request_for_office(asked_id)
    return _page(request, asked, _grant_form(asked, None), RefuseForm())


@office
@require_POST
def grant_request(request: PersonRequest, asked_id: UUID) -> HttpResponse:
    """Yes: it is done at once, or every reason is shown why it cannot be."""
    asked = access.request_for_office(asked_id)
    form = _grant_form(asked, request.POST)
    if form.is_valid():
        with reasons_on(form):
            actions.grant_request(asked, **form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Granted. Everybody concerned is told."))
            return redirect("placements:request", asked_id=asked.pk)
    return _page(request, asked, form, RefuseForm())


@office
@require_POST
def refuse_request(request: PersonRequest, asked_id: UUID) -> HttpResponse:
    """No, and why."""
    asked, form = access.request_for_office(asked_id), RefuseForm(request.POST)
    if form.is_valid():
        with reasons_on(form):
            actions.refuse_request(asked, **form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Refused. The student has your reason by mail."))
            return redirect("placements:request", asked_id=asked.pk)
    return _page(request, asked, _grant_form(asked, None), form)


@office
@require_POST
def settle_request(request: PersonRequest, asked_id: UUID) -> HttpResponse:
    """The arrival is certain again."""
    asked = access.request_for_office(asked_id)
    actions.settle_request(asked, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The note is off the placement."))
    return redirect("placements:request", asked_id=asked.pk)


def _wish_form(placement: Placement, kind: str, given: Any) -> WishForm:
    """The form of this kind, bound when something was given or when there is nothing to choose."""
    form = WishForm(placement, kind, data=given)
    return form if form.fields else WishForm(placement, kind, data=given or {})


def _grant_form(asked: Request, given: Any) -> GrantForm:
    is_withdrawal = asked.kind == RequestKind.WITHDRAW
    return (GrantWithdrawalForm if is_withdrawal else GrantForm)(given, prefix="grant")


def _page(request: PersonRequest, asked: Request, grant: GrantForm, refuse: RefuseForm) -> HttpResponse:
    placement, now = asked.placement, timezone.now()
    wish = queries.Wish(asked.kind, asked.wanted, asked.look_again_on)
    context = {
        "asked": asked,
        "placement": placement,
        "grant": grant,
        "refuse": refuse,
        "consequences": consequences_of(placement, wish, now) if asked.is_open else None,
        "can_be_repaired": can_be_looked_for(asked),
        "dates": queries.other_dates(placement, asked.kind, now) if asked.is_open else [],
        "seats": queries.other_seats(placement, asked.kind, now) if asked.is_open else [],
    }
    return form_page(request, "placements/request.html", refuse if refuse.is_bound else grant, context)
