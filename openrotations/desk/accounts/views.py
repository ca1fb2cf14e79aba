"""Who at schools and sites may sign in, for the office; and the ways in for those who may."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.common.actors import Actor
from openrotations.desk.accounts import access, actions
from openrotations.desk.accounts.access import Holder
from openrotations.desk.accounts.ways_in import WAYS, office_page_of, place_of
from openrotations.hosts.models import HostCoordinator
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office, signed_in
from openrotations.people.tokens import token_for
from openrotations.schools.models import Registrar


@office
@require_POST
def invite(request: PersonRequest, **whose: UUID) -> HttpResponse:
    """Let a registrar, or a coordinator at a host, sign in."""
    holder = access.holder_for_office(**whose)
    actions.invite_contact(holder, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("They may sign in now. A mail tells them how."))
    return redirect(office_page_of(holder))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_school(request: PersonRequest) -> HttpResponse:
    """The way in for a registrar with an account; POST opens the page of the school's students."""
    return _way_in(request, Registrar)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_site(request: PersonRequest) -> HttpResponse:
    """The way in for a coordinator with an account; POST opens the site's own pages."""
    return _way_in(request, HostCoordinator)


def _way_in(request: PersonRequest, kind: type[Holder]) -> HttpResponse:
    way = WAYS[kind]
    if request.method == "POST":
        by = Actor("person", str(request.user.pk), way.part)
        link = way.opens(access.own_holder(kind, request.user), by=by, now=timezone.now())
        return redirect(way.leads_to, token_for(link.pk, link.salt))
    holder = access.holder_or_none(kind, request.user)
    context = {"way": way, "place": place_of(holder) if holder else ""}
    return render(request, "desk/accounts/way_in.html", context)
