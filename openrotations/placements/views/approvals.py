"""What a home school says of a placement, for the office; and asking it again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access, actions
from openrotations.placements.queries.approvals import AWAITED_IN, approval_of, registrars_to_ask
from openrotations.placements.states import ApprovalState


@office
@require_safe
def approval(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """Whether the school approved the placement, what it wrote, and whom to talk to."""
    placement = access.placement_for_office(placement_id)
    asked = approval_of(placement)
    if asked is None:
        raise Http404
    context = {
        "placement": placement,
        "asked": asked,
        "registrars": registrars_to_ask(placement.student),
        "can_ask": asked.state != ApprovalState.APPROVED and placement.state in AWAITED_IN,
    }
    return render(request, "placements/approval.html", context)


@office
@require_POST
def ask_school_again(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """Ask the school once more."""
    placement = access.placement_for_office(placement_id)
    asked = approval_of(placement)
    if asked is None:
        raise Http404
    actions.ask_school_again(asked, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The school is asked again."))
    return redirect("placements:approval", placement_id=placement.pk)
