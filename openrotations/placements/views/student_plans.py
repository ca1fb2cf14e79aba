"""A student's plan of a published round: what is offered, why, and the answer to all or part of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.applications.models import Application
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.placements import access, actions
from openrotations.placements.models import Round
from openrotations.placements.queries import student_plans as queries


@signed_in
@require_safe
def plan(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """The rotations in order, until when they are held, and the reasons for every choice."""
    page = queries.plan_of(access.own_result(request.user, round_id), timezone.now())
    return render(request, "placements/plan.html", {"page": page})


@signed_in
@require_POST
def answer_plan(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """Accepts what is ticked and declines the rest, or declines all of it."""
    entry = access.own_result(request.user, round_id)
    return _answer(request, entry.application, entry.round, resolve_url("placements:plan", round_id))


@signed_in
@require_POST
def answer_held_plan(request: PersonRequest) -> HttpResponse:
    """The same for the plan that the student had held outside of any round."""
    return _answer(request, access.own_application(request.user), None, resolve_url("placements:plan_now"))


def _answer(request: PersonRequest, application: Application, round: Round | None, page: str) -> HttpResponse:
    is_declined = "decline" in request.POST
    accepted = queries.accepted_among(application, round, [] if is_declined else request.POST.getlist("accept"))
    if not accepted and not is_declined:
        messages.error(request, _("Nothing is ticked. Tick what you accept, or decline all of it."))
        return redirect(page)
    actions.answer_plan(application, round, accepted, by=actor_of(request.user), now=timezone.now())
    if accepted:
        messages.success(request, _("You accepted. We ask each host now, and write to you either way."))
        return redirect(page)
    messages.success(request, _("You declined. You are on the waiting list."))
    return redirect("placements:free_seats")
