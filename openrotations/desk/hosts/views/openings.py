"""A host's openings: adding, copying, more or fewer seats, closing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.catalogue.actions import add_opening as open_dates
from openrotations.catalogue.actions import close_opening as close_dates
from openrotations.catalogue.queries import seats_left
from openrotations.common.clocks import day_at
from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.desk.hosts import access, actions, queries
from openrotations.desk.hosts.access import Desk
from openrotations.desk.hosts.forms import CopyForm, OpeningForm, SeatsForm
from openrotations.desk.hosts.guards import at_host_desk
from openrotations.people.guards import LinkRequest


@at_host_desk
@require_http_methods(["GET", "HEAD", "POST"])
def add_opening(request: LinkRequest, desk: Desk) -> HttpResponse:
    """New dates of something that the site offers; the first day may stand in the address."""
    known = {"starts_on": request.GET.get("from", ""), "offering": request.GET.get("offering", "")}
    form = OpeningForm(posted(request), offerings=access.offerings_of(desk), initial=known)
    if form.is_valid():
        with reasons_on(form):
            offering, seats = form.cleaned_data["offering"], form.cleaned_data["seats"]
            new = open_dates(offering, form.period, seats=seats, by=desk.by, now=timezone.now())
            return _opened(request, desk, new.pk)
    context = {"desk": desk, "has_offerings": access.has_offerings(desk)}
    return form_page(request, "desk/hosts/add_opening.html", form, context)


@at_host_desk
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: LinkRequest, desk: Desk, opening_id: UUID) -> HttpResponse:
    """One opening: who has a seat, and what can be done with it; POST changes the number of seats."""
    found, now = access.opening_of(desk, opening_id), timezone.now()
    form = SeatsForm(posted(request), initial={"seats": found.seats})
    if form.is_valid():
        with reasons_on(form):
            actions.change_seats(found, seats=form.cleaned_data["seats"], by=desk.by, now=now)
            messages.success(request, _("Saved."))
            return redirect("desk:host_opening", desk.token, found.pk)
    context = {
        "desk": desk,
        "left": seats_left([found])[0],
        "placements": queries.placements_in(found, now),
        "closed": queries.closures_ahead(found, day_at(desk.site.time_zone, now)),
    }
    return form_page(request, "desk/hosts/opening.html", form, context)


@at_host_desk
@require_http_methods(["GET", "HEAD", "POST"])
def copy_opening(request: LinkRequest, desk: Desk, opening_id: UUID) -> HttpResponse:
    """The same opening again from another day on: next month, or next year."""
    found = access.opening_of(desk, opening_id)
    form = CopyForm(posted(request), opening=found, initial=queries.copy_of(found))
    if form.is_valid():
        with reasons_on(form):
            seats = form.cleaned_data["seats"]
            new = open_dates(found.offering, form.period, seats=seats, by=desk.by, now=timezone.now())
            return _opened(request, desk, new.pk)
    return form_page(request, "desk/hosts/copy_opening.html", form, {"desk": desk, "opening": found})


@at_host_desk
@require_POST
def close_opening(request: LinkRequest, desk: Desk, opening_id: UUID) -> HttpResponse:
    """Offer an opening to nobody any more; whoever has a place in it keeps it."""
    close_dates(access.opening_of(desk, opening_id), by=desk.by, now=timezone.now())
    messages.success(request, _("The opening is closed. Whoever has a place in it keeps it."))
    return redirect(reverse("desk:host_site", args=[desk.token]) + "#openings")


def _opened(request: LinkRequest, desk: Desk, opening_id: UUID) -> HttpResponse:
    messages.success(request, _("The opening is there. Students can be offered it now."))
    return redirect("desk:host_opening", desk.token, opening_id)
