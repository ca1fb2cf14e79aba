"""The link to a site's own pages: sent and taken back by the office."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.desk.hosts import actions
from openrotations.hosts.access import any_coordinator
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office


@office
@require_POST
def send_link(request: PersonRequest, coordinator_id: UUID) -> HttpResponse:
    """Mail a coordinator the link to the site's own pages."""
    coordinator = any_coordinator(coordinator_id)
    actions.send_host_link(coordinator, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The link to “Our site” is on its way. An older one has stopped working."))
    return redirect("hosts:site", coordinator.site_id)


@office
@require_POST
def end_links(request: PersonRequest, coordinator_id: UUID) -> HttpResponse:
    """Take that link back."""
    coordinator = any_coordinator(coordinator_id)
    if actions.end_host_links(coordinator, by=actor_of(request.user), now=timezone.now()):
        messages.success(request, _("The link to “Our site” works no more."))
    else:
        messages.info(request, _("There was no link to “Our site” that worked."))
    return redirect("hosts:site", coordinator.site_id)
