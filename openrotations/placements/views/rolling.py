"""What a student can have now, and the plan that they had held."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.common.refusals import Reason, Refused
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.placements import access, actions, rules
from openrotations.placements.plans.rolling import WANTS, plan_from
from openrotations.placements.queries import rolling as queries
from openrotations.placements.queries import student_plans


@signed_in
@require_safe
def plan_now(request: PersonRequest) -> HttpResponse:
    """The best plans on the seats that are free; or the plan held already, with its answer."""
    return _page(request)


@signed_in
@require_POST
def hold_plan(request: PersonRequest) -> HttpResponse:
    """Have every seat of one of them held; where one has gone, say so and show what is left."""
    application, plan = access.own_application(request.user), plan_from(request.POST.getlist("rotation"))
    try:
        offers = actions.hold_plan(application, plan, by=actor_of(request.user), now=timezone.now())
    except Refused as refused:
        return _page(request, refused.reasons)
    if len(offers) > 1:
        messages.success(request, _("The whole plan is held for you. Accept it before the time is over."))
        return redirect("placements:plan_now")
    messages.success(request, _("The seat is held for you. Accept it before the time is over."))
    return redirect("placements:offer", placement_id=offers[0].pk)


def _page(request: PersonRequest, refused: tuple[Reason, ...] = ()) -> HttpResponse:
    application, now = access.own_application(request.user), timezone.now()
    is_free = application.state in rules.MAY_TAKE_A_FREE_SEAT
    held = None if is_free else student_plans.held_plan_of(application, now)
    status = 422 if refused else 200
    if held and held.placements and not refused:
        return render(request, "placements/plan.html", {"page": held})
    # A form that was refused says what mattered; the tabs of the page ask for it in their address.
    asked = request.POST.get("first") or request.GET.get("first", "")
    first = asked if asked in WANTS else "weeks"
    here = reverse("placements:plan_now")
    context = {
        "application": application,
        "page": queries.plans_now(application, first, now) if is_free else None,
        "tabs": [
            {"label": want.label, "url": f"{here}?first={key}", "current": key == first} for key, want in WANTS.items()
        ],
        "want": WANTS[first],
        "first": first,
        "refused": refused,
    }
    return render(request, "placements/plan_now.html", context, status=status)
