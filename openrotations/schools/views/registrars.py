"""Registrars: adding them, confirming their address, and sending them the page about their students."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.schools import access, actions
from openrotations.schools.forms import RegistrarForm, SourceForm
from openrotations.schools.views.crumbs import crumbs_to


@office
def add_registrar(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """A form for a new registrar of a school."""
    found = access.any_school(school_id)
    form = RegistrarForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            new = actions.add_registrar(found, **form.cleaned_data, by=by, now=now)
            return redirect("schools:confirm_registrar", new.pk)
    title = _("Add a registrar")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": crumbs_to(title, found)})


@office
def confirm_registrar(request: PersonRequest, registrar_id: UUID) -> HttpResponse:
    """A form for the independent source of a registrar's address; questions that wait for it leave at once."""
    registrar = access.any_registrar(registrar_id)
    form = SourceForm(posted(request), initial={"source": registrar.address_source})
    if form.is_valid():
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            actions.confirm_registrar(registrar, source=form.cleaned_data["source"], by=by, now=now)
            messages.success(request, _("The address is confirmed. Questions that waited for it are on their way."))
            return redirect("schools:school", registrar.school_id)
    crumbs = crumbs_to(_("Confirm an address"), registrar.school)
    return form_page(request, "schools/confirm_registrar.html", form, {"registrar": registrar, "crumbs": crumbs})


@office
@require_POST
def send_page(request: PersonRequest, registrar_id: UUID) -> HttpResponse:
    """Send the registrar the link to the page about the students of the school."""
    registrar = access.any_registrar(registrar_id)
    actions.send_school_page(registrar, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The link is on its way to the registrar."))
    return redirect("schools:school", registrar.school_id)
