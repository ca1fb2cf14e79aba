"""The public catalogue."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.catalogue import access, queries
from openrotations.catalogue.forms import CatalogueFilter
from openrotations.people.access import is_office
from openrotations.people.guards import public

_CARDS = 24


@public
def offerings(request: HttpRequest) -> HttpResponse:
    """Everything that is offered, or what the filters leave. Its address can be shared."""
    today = timezone.localdate()
    filters = CatalogueFilter(request.GET)
    found = queries.offerings_wanted(filters.wanted, today)
    page = Paginator(found, _CARDS).get_page(request.GET.get("page"))
    cards = queries.cards_of(list(page))
    context = {"page": page, "cards": cards, "filters": filters, "is_filtered": not filters.wanted.is_empty}
    return render(request, "catalogue/offerings.html", context)


@public
def offering(request: HttpRequest, offering_id: UUID) -> HttpResponse:
    """One offering with everything a student needs to know before choosing it."""
    found = access.published_offering(offering_id)
    context = {
        "offering": found,
        "prices": queries.prices_of(found),
        "openings": queries.seats_left(list(queries.openings_ahead(found, timezone.localdate()))),
        "graduates_may": queries.graduates_may(),
        "may_change": request.user.is_authenticated and is_office(request.user),
        "asked": queries.asked_for(found),
        "english": queries.english_of(found),
        "requirements": [line.strip() for line in found.requirements.splitlines() if line.strip()],
        "crumbs": [{"label": _("Catalogue"), "url": reverse("catalogue:offerings")}, {"label": found.title, "url": ""}],
    }
    return render(request, "catalogue/offering.html", context)
