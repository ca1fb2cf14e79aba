"""Who at schools and sites may sign in, for the office; and the way in for a registrar with an account."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.common.actors import Actor
from openrotations.desk.accounts import access, actions
from openrotations.desk.hosts.access import coordinator_for_office
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office, signed_in
from openrotations.people.tokens import token_for
from openrotations.schools import actions as schools
from openrotations.schools.access import any_registrar


@office
@require_POST
def invite_registrar(request: PersonRequest, registrar_id: UUID) -> HttpResponse:
    """Let a registrar sign in."""
    registrar = any_registrar(registrar_id)
    return _let_in(request, registrar, redirect("schools:school", registrar.school_id))


@office
@require_POST
def end_registrar_account(request: PersonRequest, registrar_id: UUID) -> HttpResponse:
    """Take that away again."""
    registrar = any_registrar(registrar_id)
    return _shut_out(request, registrar, redirect("schools:school", registrar.school_id))


@office
@require_POST
def invite_coordinator(request: PersonRequest, coordinator_id: UUID) -> HttpResponse:
    """Let a coordinator at a host sign in."""
    coordinator = coordinator_for_office(coordinator_id)
    return _let_in(request, coordinator, redirect("hosts:site", coordinator.site_id))


@office
@require_POST
def end_coordinator_account(request: PersonRequest, coordinator_id: UUID) -> HttpResponse:
    """Take that away again."""
    coordinator = coordinator_for_office(coordinator_id)
    return _shut_out(request, coordinator, redirect("hosts:site", coordinator.site_id))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_school(request: PersonRequest) -> HttpResponse:
    """The way in for a registrar with an account; POST opens the page of the school's students."""
    if request.method == "POST":
        registrar = access.own_registrar(request.user)
        by = Actor("person", str(request.user.pk), "registrar")
        link = schools.page_link(registrar, by=by, now=timezone.now())
        return redirect("desk:school_students", token_for(link.pk, link.salt))
    return render(request, "desk/accounts/own_school.html", {"registrar": access.registrar_or_none(request.user)})


def _let_in(request: PersonRequest, contact: actions.Holder, back: HttpResponse) -> HttpResponse:
    actions.invite_contact(contact, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("They may sign in now. A mail tells them how."))
    return back


def _shut_out(request: PersonRequest, contact: actions.Holder, back: HttpResponse) -> HttpResponse:
    actions.end_account(contact, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("They may not sign in for it any more, and the links to its pages have stopped."))
    return back
