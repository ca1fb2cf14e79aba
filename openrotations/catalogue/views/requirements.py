"""The office says what a site or an offering asks for before day one, and before applying."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.catalogue import access, actions, queries
from openrotations.catalogue.forms import EntryConditionsForm, PaperChoice, RequirementForm
from openrotations.catalogue.models import Offering
from openrotations.catalogue.site_kinds import who_chose
from openrotations.catalogue.views.office import crumbs
from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.hosts.access import any_site
from openrotations.hosts.models import Site
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office


@office
def site_requirements(request: PersonRequest, site_id: UUID) -> HttpResponse:
    """What a site asks for in all it offers; a paper chosen here leads to its form."""
    site = any_site(site_id)
    chosen = PaperChoice(request.GET or None, left=queries.papers_left(site))
    if chosen.is_valid():
        return redirect("catalogue:site_requirement", site.pk, chosen.cleaned_data["paper"])
    context = {
        "place": site,
        "asked": queries.requirements_at(site),
        "usual": queries.usual_at(site),
        "why_these": who_chose(),
        "choice": chosen,
        "crumbs": [*_sites_crumbs(site), {"label": _("What it asks for"), "url": ""}],
    }
    return render(request, "catalogue/site_requirements.html", context)


@office
def site_requirement(request: PersonRequest, site_id: UUID, paper: str) -> HttpResponse:
    """How one paper must be for this site."""
    site = any_site(site_id)
    back = reverse("catalogue:site_requirements", args=[site.pk])
    way = [*_sites_crumbs(site), {"label": _("What it asks for"), "url": back}]
    return _requirement(request, site, paper, back=back, way=way)


@office
@require_POST
def apply_template(request: PersonRequest, site_id: UUID) -> HttpResponse:
    """Ask for what sites of this kind usually ask for."""
    rows = actions.apply_template(any_site(site_id), by=actor_of(request.user), now=timezone.now())
    if rows:
        messages.success(request, _("Added. Ask the host whether it is right for this site, and change what is not."))
    return redirect("catalogue:site_requirements", site_id)


@office
def offering_requirements(request: PersonRequest, offering_id: UUID) -> HttpResponse:
    """What one offering asks for besides its site, and both together."""
    found = access.any_offering(offering_id)
    chosen = PaperChoice(request.GET or None, left=queries.papers_left(found))
    if chosen.is_valid():
        return redirect("catalogue:offering_requirement", found.pk, chosen.cleaned_data["paper"])
    context = {
        "offering": found,
        "asked": queries.requirements_added_by(found),
        "in_all": queries.asked_for(found),
        "choice": chosen,
        "english": queries.english_of(found),
        "crumbs": crumbs(_("What it asks for"), (found.title, found.pk)),
    }
    return render(request, "catalogue/offering_requirements.html", context)


@office
def offering_requirement(request: PersonRequest, offering_id: UUID, paper: str) -> HttpResponse:
    """How one paper must be for this offering."""
    found = access.any_offering(offering_id)
    back = reverse("catalogue:offering_requirements", args=[found.pk])
    *way, here = crumbs(_("What it asks for"), (found.title, found.pk))
    return _requirement(request, found, paper, back=back, way=[*way, {**here, "url": back}])


@office
@require_POST
def remove_requirement(request: PersonRequest, requirement_id: UUID) -> HttpResponse:
    """Ask for a paper no more."""
    row = access.any_requirement(requirement_id)
    actions.remove_requirement(row, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("It is not asked for any more. Students who had this task open are told."))
    if row.site_id:
        return redirect("catalogue:site_requirements", row.site_id)
    return redirect("catalogue:offering_requirements", row.offering_id)


@office
def entry_conditions(request: PersonRequest, offering_id: UUID) -> HttpResponse:
    """What a student must have before applying to an offering."""
    found = access.any_offering(offering_id)
    form = EntryConditionsForm(posted(request), instance=access.any_offering(offering_id))
    if form.is_valid():
        with reasons_on(form):
            actions.set_entry_conditions(found, form.values, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("catalogue:offering_requirements", found.pk)
    context = {"offering": found, "crumbs": crumbs(_("Before applying"), (found.title, found.pk))}
    return form_page(request, "catalogue/entry_conditions.html", form, context)


def _requirement(
    request: PersonRequest, place: Site | Offering, paper: str, *, back: str, way: list[dict[str, str]]
) -> HttpResponse:
    kind = access.known_paper(paper)
    form = RequirementForm(posted(request), instance=queries.own_requirement(place, kind.key))
    if form.is_valid():
        with reasons_on(form):
            actions.set_requirement(place, kind.key, form.values, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Saved. Students whose tasks change are told."))
            return redirect(back)
    context = {"place": place, "paper": kind, "back": back, "crumbs": [*way, {"label": kind.title, "url": ""}]}
    return form_page(request, "catalogue/edit_requirement.html", form, context)


def _sites_crumbs(site: Site) -> list[dict[str, str]]:
    return [
        {"label": _("Sites"), "url": reverse("hosts:sites")},
        {"label": site.name, "url": reverse("hosts:site", args=[site.pk])},
    ]
