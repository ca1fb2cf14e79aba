"""Posting in the conversation of a placement."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused
from openrotations.people.access import actor_of
from openrotations.people.guards import LinkRequest, PersonRequest, by_link, signed_in
from openrotations.placements import access, actions
from openrotations.placements.forms import PostForm
from openrotations.placements.models import Placement


@signed_in
@require_POST
def post(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """The student or the office writes."""
    placement, side = access.placement_and_side(request.user, placement_id)
    _post(request, placement, side, str(request.user), actor_of(request.user))
    return redirect(f"{reverse('desk:placement', args=[placement.pk])}#thread")


@by_link("placement")
@require_POST
def post_by_link(request: LinkRequest) -> HttpResponse:
    """The host's coordinator or the preceptor writes, by signed link."""
    placement, contact = access.placement_of_link(request.link)
    _post(request, placement, "host", contact.full_name, request.link.actor)
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    return redirect(f"{reverse('desk:placement_by_link', args=[token])}#thread")


def _post(request: HttpRequest, placement: Placement, side: str, name: str, by: Actor) -> None:
    form = PostForm(request.POST)
    if not form.is_valid():
        raise Refused([Reason("message", str(error)) for errors in form.errors.values() for error in errors])
    actions.post_in_thread(placement, **form.cleaned_data, side=side, name=name, by=by, now=timezone.now())
    messages.success(request, _("Your message is posted, and those who may read it get a mail."))
