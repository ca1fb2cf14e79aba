"""Drafting an agreement with a site, perhaps for one school."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.desk.queries.agreements import schools_to_name
from openrotations.hosts import access, actions
from openrotations.hosts.forms import AgreementForm
from openrotations.hosts.views.crumbs import agreement_crumbs, site_crumbs
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office


@office
def add_agreement(request: PersonRequest, site_id: UUID) -> HttpResponse:
    """A form for a new agreement; who signs is named on its page."""
    site = access.any_site(site_id)
    form = AgreementForm(posted(request), request.FILES or None, schools=schools_to_name())
    if form.is_valid():
        with reasons_on(form):
            by, document = actor_of(request.user), form.cleaned_data["document"]
            new = actions.draft_agreement(site, form.own_values, document=document, by=by, now=timezone.now())
            return redirect("hosts:agreement", new.pk)
    title = _("Add an agreement")
    return form_page(request, "hosts/file_form.html", form, {"title": title, "crumbs": site_crumbs(title, site)})


@office
def edit_agreement(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """The same form for a draft."""
    found = access.any_agreement(agreement_id)
    initial = AgreementForm.initial_of(found)
    form = AgreementForm(posted(request), request.FILES or None, schools=schools_to_name(), initial=initial)
    if form.is_valid():
        with reasons_on(form):
            by, document = actor_of(request.user), form.cleaned_data["document"]
            actions.change_agreement(found, form.own_values, document=document, by=by, now=timezone.now())
            return redirect("hosts:agreement", found.pk)
    title = _("Change the agreement")
    context = {"title": title, "crumbs": agreement_crumbs(title, found), "kept": found.document}
    return form_page(request, "hosts/file_form.html", form, context)
