"""The link to a site's own pages: sent and taken back by the office, opened by an account."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.common.actors import Actor
from openrotations.desk.hosts import access, actions
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office, signed_in
from openrotations.people.tokens import token_for


@office
@require_POST
def send_link(request: PersonRequest, coordinator_id: UUID) -> HttpResponse:
    """Mail a coordinator the link to the site's own pages."""
    coordinator = access.coordinator_for_office(coordinator_id)
    actions.send_host_link(coordinator, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The link to “Our site” is on its way. An older one has stopped working."))
    return redirect("hosts:site", coordinator.site_id)


@office
@require_POST
def end_links(request: PersonRequest, coordinator_id: UUID) -> HttpResponse:
    """Take that link back."""
    coordinator = access.coordinator_for_office(coordinator_id)
    if actions.end_host_links(coordinator, by=actor_of(request.user), now=timezone.now()):
        messages.success(request, _("The link to “Our site” works no more."))
    else:
        messages.info(request, _("There was no link to “Our site” that worked."))
    return redirect("hosts:site", coordinator.site_id)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_site(request: PersonRequest) -> HttpResponse:
    """The way in for a coordinator with an account; POST opens the site's own pages."""
    if request.method == "POST":
        coordinator = access.own_coordinator(request.user)
        by = Actor("person", str(request.user.pk), "host coordinator")
        link = actions.open_desk(coordinator, by=by, now=timezone.now())
        return redirect("desk:host_site", token_for(link.pk, link.salt))
    return render(request, "desk/hosts/own_site.html", {"coordinator": access.coordinator_or_none(request.user)})
