"""The office's pages about sites."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.hosts import access, actions, queries
from openrotations.hosts.forms import SiteFilter, SiteForm
from openrotations.hosts.views.crumbs import site_crumbs
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
    """One site with its agreements, coordinators and preceptors."""
    found, today = access.any_site(site_id), timezone.now().date()
    context = {
        "site": found,
        "coordinators": queries.coordinators_of(found),
        "preceptors": queries.preceptors_of(found),
        "agreements": [(row, queries.agreement_standing(row, today)) for row in queries.agreements_of(found)],
        "crumbs": site_crumbs(found.name),
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
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": site_crumbs(title)})


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
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": site_crumbs(title, found)})
