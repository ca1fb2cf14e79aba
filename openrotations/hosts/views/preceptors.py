"""The office's pages about preceptors."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.hosts import access, actions, queries
from openrotations.hosts.forms import PreceptorFilter, PreceptorForm
from openrotations.hosts.views.crumbs import preceptor_crumbs
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office

ROWS = 50


@office
def preceptors(request: HttpRequest) -> HttpResponse:
    """All preceptors, or those that the filters leave."""
    filters = PreceptorFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = queries.preceptors_like(wanted.get("q", ""), wanted.get("specialty", ""))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "hosts/preceptors.html", {"page": page, "filters": filters})


@office
def preceptor(request: HttpRequest, preceptor_id: UUID) -> HttpResponse:
    """One preceptor: sites, address, and what shows that they may supervise."""
    found = access.any_preceptor(preceptor_id)
    context = {
        "preceptor": found,
        **queries.credentials_of(found, timezone.now().date()),
        "crumbs": preceptor_crumbs(found.full_name),
    }
    return render(request, "hosts/preceptor.html", context)


@office
def add_preceptor(request: PersonRequest) -> HttpResponse:
    """A form for a new preceptor."""
    form = PreceptorForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            by, chosen = actor_of(request.user), list(form.cleaned_data["sites"])
            new = actions.add_preceptor(form.own_values, sites=chosen, by=by, now=timezone.now())
            return redirect("hosts:preceptor", new.pk)
    title = _("Add a preceptor")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": preceptor_crumbs(title)})


@office
def edit_preceptor(request: PersonRequest, preceptor_id: UUID) -> HttpResponse:
    """The same form for a preceptor who is there already."""
    found = access.any_preceptor(preceptor_id)
    form = PreceptorForm(posted(request), initial=PreceptorForm.initial_of(found))
    if form.is_valid():
        with reasons_on(form):
            by, chosen = actor_of(request.user), list(form.cleaned_data["sites"])
            actions.change_preceptor(found, form.own_values, sites=chosen, by=by, now=timezone.now())
            return redirect("hosts:preceptor", found.pk)
    title = _("Change the preceptor")
    crumbs = preceptor_crumbs(title, found)
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": crumbs})
