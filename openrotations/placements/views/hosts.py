"""The host's answer by signed link, and what the office does about hosts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openrotations.common.forms import form_page, posted
from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of
from openrotations.people.guards import LinkRequest, PersonRequest, by_link, office
from openrotations.placements import access, actions
from openrotations.placements.forms import CancelForm, HostAnswerForm
from openrotations.placements.queries.hosts import coordinator_of, reachable_coordinator
from openrotations.placements.states import PlacementState


@by_link("host-answer")
@require_http_methods(["GET", "HEAD", "POST"])
def host_answer(request: LinkRequest) -> HttpResponse:
    """Who would come, when, for what: the host confirms or says why not, without an account."""
    placement, contact = access.placement_of_link(request.link)
    form = HostAnswerForm(posted(request), placement=placement)
    if form.is_valid():
        with form.reasons_beside():
            by, now = request.link.actor, timezone.now()
            actions.answer_for_host(placement, contact, **form.answer_given, by=by, now=now)
            return redirect(request.path)
    context = {
        "placement": placement,
        "contact": contact,
        "form": form,
        "waits": placement.state == PlacementState.ACCEPTED,
    }
    return form_page(request, "placements/host_answer.html", form, context)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def ask_host(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """Whom the office asked or can ask at the site; POST asks."""
    placement = access.placement_for_office(placement_id)
    if request.method == "POST":
        actions.ask_host(placement, by=actor_of(request.user), now=timezone.now())
        messages.success(request, _("The host has a fresh link, and its days count from today."))
        return redirect("placements:ask_host", placement_id=placement.pk)
    site = placement.offering.site
    context: dict[str, Any] = {
        "placement": placement,
        "asked": coordinator_of(placement),
        "can_ask": placement.state == PlacementState.ACCEPTED and reachable_coordinator(site),
        "waits": placement.state == PlacementState.ACCEPTED,
    }
    return render(request, "placements/ask_host.html", context)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """The office ends a placement, with the reason that everybody reads."""
    placement, form = (
        access.placement_for_office(placement_id),
        CancelForm(request.POST if request.method == "POST" else None),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_placement(placement, **form.cleaned_data, by=actor_of(request.user), now=timezone.now())
        except Refused as refused:
            _show(refused, form)
        else:
            messages.success(request, _("The placement is cancelled, and everybody concerned is told."))
            return redirect("desk:placement", placement_id=placement.pk)
    context = {"placement": placement, "form": form}
    return render(request, "placements/cancel.html", context, status=422 if form.errors else 200)


def _show(refused: Refused, form: Form) -> None:
    for reason in refused.reasons:
        form.add_error("because" if reason.code == "no-reason" else None, str(reason.text))
