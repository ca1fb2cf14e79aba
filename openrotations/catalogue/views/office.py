"""The office's pages of offerings and openings."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.catalogue import access, actions, queries
from openrotations.catalogue.forms import OfferingFilter, OfferingForm, OpeningForm
from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office

_ROWS = 50


@office
def office_offerings(request: HttpRequest) -> HttpResponse:
    """All offerings, published or not."""
    filters = OfferingFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = queries.offerings_like(wanted.get("q", ""), wanted.get("published", ""))
    page = Paginator(found, _ROWS).get_page(request.GET.get("page"))
    return render(request, "catalogue/office_offerings.html", {"page": page, "filters": filters})


@office
def add_offering(request: PersonRequest) -> HttpResponse:
    """A form for a new offering."""
    form = OfferingForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            new = actions.add_offering(form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            return redirect("catalogue:edit_offering", new.pk)
    title = _("Add an offering")
    return form_page(request, "catalogue/edit_offering.html", form, {"title": title, "crumbs": crumbs(title)})


@office
def edit_offering(request: PersonRequest, offering_id: UUID) -> HttpResponse:
    """The form for an offering that is there already, with its openings."""
    found = access.any_offering(offering_id)
    form = OfferingForm(posted(request), instance=access.any_offering(offering_id))
    if form.is_valid():
        with reasons_on(form):
            actions.change_offering(found, form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("catalogue:edit_offering", found.pk)
    context = {
        "title": found.title,
        "offering": found,
        "openings": queries.seats_left(list(queries.openings_of(found))),
        "crumbs": crumbs(found.title),
    }
    return form_page(request, "catalogue/edit_offering.html", form, context)


@office
def add_opening(request: PersonRequest, offering_id: UUID) -> HttpResponse:
    """A form for new dates of an offering."""
    found = access.any_offering(offering_id)
    form = OpeningForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            by, seats = actor_of(request.user), form.cleaned_data["seats"]
            actions.add_opening(found, form.period, seats=seats, by=by, now=timezone.now())
            return redirect(reverse("catalogue:edit_offering", args=[found.pk]) + "#openings")
    context = {"offering": found, "crumbs": crumbs(_("Add an opening"), (found.title, found.pk))}
    return form_page(request, "catalogue/add_opening.html", form, context)


@office
@require_POST
def close_opening(request: PersonRequest, opening_id: UUID) -> HttpResponse:
    """Offer an opening to nobody any more."""
    opening = access.any_opening(opening_id)
    actions.close_opening(opening, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The opening is closed. Placements in it stay."))
    return redirect(reverse("catalogue:edit_offering", args=[opening.offering_id]) + "#openings")


def crumbs(label: str, inside: tuple[str, UUID] | None = None) -> list[dict[str, str]]:
    """The way here: the list of offerings, the offering one is inside of (title and id), and this page."""
    first = [{"label": _("Offerings"), "url": reverse("catalogue:office_offerings")}]
    if inside:
        title, offering_id = inside
        first.append({"label": title, "url": reverse("catalogue:edit_offering", args=[offering_id])})
    return [*first, {"label": label, "url": ""}]
