"""The office's pages about sites, preceptors and host coordinators."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.hosts import access, actions, queries
from openrotations.hosts.forms import (
    CoordinatorForm,
    PreceptorFilter,
    PreceptorForm,
    SiteFilter,
    SiteForm,
    SourceForm,
)
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office

ROWS = 50


@office
def sites(request: HttpRequest) -> HttpResponse:
    """All sites, or those that the filters leave."""
    filters = SiteFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = queries.sites_like(wanted.get("q", ""), wanted.get("state", ""), wanted.get("kind", ""))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "hosts/sites.html", {"page": page, "filters": filters})


@office
def site(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """One site with its coordinators and preceptors."""
    found = access.any_site(site_id)
    context = {
        "site": found,
        "coordinators": queries.coordinators_of(found),
        "preceptors": queries.preceptors_of(found),
        "crumbs": _site_crumbs(found.name),
    }
    return render(request, "hosts/site.html", context)


@office
def add_site(request: PersonRequest) -> HttpResponse:
    """A form for a new site."""
    form = SiteForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            new = actions.add_site(form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            return redirect("hosts:site", new.pk)
    title = _("Add a site")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": _site_crumbs(title)})


@office
def edit_site(request: PersonRequest, site_id: UUID) -> HttpResponse:
    """The same form for a site that is there already."""
    found = access.any_site(site_id)
    form = SiteForm(posted(request), instance=access.any_site(site_id))
    if form.is_valid():
        with reasons_on(form):
            actions.change_site(found, form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            return redirect("hosts:site", found.pk)
    title = _("Change the site")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": _site_crumbs(title, found)})


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
    """One preceptor: licence, address, sites."""
    found = access.any_preceptor(preceptor_id)
    context = {"preceptor": found, "crumbs": _preceptor_crumbs(found.full_name)}
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
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": _preceptor_crumbs(title)})


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
    crumbs = _preceptor_crumbs(title, found)
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": crumbs})


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
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": _site_crumbs(title, found)})


@office
def confirm_coordinator(request: PersonRequest, coordinator_id: UUID) -> HttpResponse:
    """A form for the independent source of a coordinator's address."""
    found = access.any_coordinator(coordinator_id)
    crumbs = _site_crumbs(_("Confirm an address"), found.site)
    return _confirm(request, found, back=reverse("hosts:site", args=[found.site_id]), crumbs=crumbs)


@office
def confirm_preceptor(request: PersonRequest, preceptor_id: UUID) -> HttpResponse:
    """A form for the independent source of a preceptor's address."""
    found = access.any_preceptor(preceptor_id)
    crumbs = _preceptor_crumbs(_("Confirm an address"), found)
    return _confirm(request, found, back=reverse("hosts:preceptor", args=[found.pk]), crumbs=crumbs)


def _confirm(
    request: PersonRequest, contact: Preceptor | HostCoordinator, *, back: str, crumbs: list[dict[str, str]]
) -> HttpResponse:
    form = SourceForm(posted(request), initial={"source": contact.address_source})
    if form.is_valid():
        with reasons_on(form):
            by, source = actor_of(request.user), form.cleaned_data["source"]
            actions.confirm_host_address(contact, source=source, by=by, now=timezone.now())
            messages.success(request, _("The address is confirmed."))
            return redirect(back)
    return form_page(request, "hosts/confirm_address.html", form, {"contact": contact, "crumbs": crumbs})


def _site_crumbs(label: str, inside: Site | None = None) -> list[dict[str, str]]:
    first = [{"label": _("Sites"), "url": reverse("hosts:sites")}]
    if inside:
        first.append({"label": inside.name, "url": reverse("hosts:site", args=[inside.pk])})
    return [*first, {"label": label, "url": ""}]


def _preceptor_crumbs(label: str, inside: Preceptor | None = None) -> list[dict[str, str]]:
    first = [{"label": _("Preceptors"), "url": reverse("hosts:preceptors")}]
    if inside:
        first.append({"label": inside.full_name, "url": reverse("hosts:preceptor", args=[inside.pk])})
    return [*first, {"label": label, "url": ""}]
