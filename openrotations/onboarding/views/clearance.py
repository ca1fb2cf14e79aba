"""The clearance board of the office."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from openrotations.onboarding import queries
from openrotations.onboarding.forms import USUAL_WEEKS, BoardFilter
from openrotations.people.guards import PersonRequest, office

_ROWS = 40


@office
@require_GET
def clearance(request: PersonRequest) -> HttpResponse:
    """Who starts soon, what is missing, whose turn it is, and since when. Its address can be shared."""
    filters = BoardFilter(request.GET or {"weeks": USUAL_WEEKS})
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = queries.placements_starting(
        timezone.localdate(),
        weeks=wanted.get("weeks") or USUAL_WEEKS,
        site=wanted.get("site", ""),
        whose=wanted.get("whose", ""),
        with_cleared=wanted.get("cleared", False),
    )
    page = Paginator(found, _ROWS).get_page(request.GET.get("page"))
    rows = queries.board(list(page), now=timezone.now())
    context = {"page": page, "rows": rows, "filters": filters, "missing_most": queries.missing_most(rows)}
    return render(request, "onboarding/clearance.html", context)
