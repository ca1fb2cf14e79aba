"""The office's pages about coordinators, and where addresses come from."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.hosts import access, actions
from openrotations.hosts.forms import CoordinatorForm, SourceForm
from openrotations.hosts.models import HostCoordinator, Preceptor, Signatory
from openrotations.hosts.views.crumbs import Crumbs, agreement_crumbs, preceptor_crumbs, site_crumbs
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office


@office
def add_coordinator(request: PersonRequest, site_id: UUID) -> HttpResponse:
    """A form for a new coordinator of a site."""
    found = access.any_site(site_id)
    form = CoordinatorForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            new = actions.add_coordinator(found, **form.cleaned_data, by=by, now=now)
            return redirect("hosts:confirm_coordinator", new.pk)
    title = _("Add a coordinator")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": site_crumbs(title, found)})


@office
def confirm_coordinator(request: PersonRequest, coordinator_id: UUID) -> HttpResponse:
    """A form for the independent source of a coordinator's address."""
    found = access.any_coordinator(coordinator_id)
    crumbs = site_crumbs(_("Confirm an address"), found.site)
    return _confirm(request, found, back=reverse("hosts:site", args=[found.site_id]), crumbs=crumbs)


@office
def confirm_preceptor(request: PersonRequest, preceptor_id: UUID) -> HttpResponse:
    """A form for the independent source of a preceptor's address."""
    found = access.any_preceptor(preceptor_id)
    crumbs = preceptor_crumbs(_("Confirm an address"), found)
    return _confirm(request, found, back=reverse("hosts:preceptor", args=[found.pk]), crumbs=crumbs)


@office
def confirm_signatory(request: PersonRequest, signatory_id: UUID) -> HttpResponse:
    """A form for the independent source of the address of somebody who is to sign."""
    found = access.any_signatory(signatory_id)
    crumbs = agreement_crumbs(_("Confirm an address"), found.agreement)
    return _confirm(request, found, back=reverse("hosts:agreement", args=[found.agreement_id]), crumbs=crumbs)


def _confirm(
    request: PersonRequest, contact: Preceptor | HostCoordinator | Signatory, *, back: str, crumbs: Crumbs
) -> HttpResponse:
    form = SourceForm(posted(request), initial={"source": contact.address_source})
    if form.is_valid():
        with reasons_on(form):
            by, source = actor_of(request.user), form.cleaned_data["source"]
            actions.confirm_host_address(contact, source=source, by=by, now=timezone.now())
            messages.success(request, _("The address is confirmed."))
            return redirect(back)
    return form_page(request, "hosts/confirm_address.html", form, {"contact": contact, "crumbs": crumbs})
