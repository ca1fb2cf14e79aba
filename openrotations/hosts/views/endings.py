"""The office's list of agreements and licences."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openrotations.hosts import queries
from openrotations.hosts.forms import EndingFilter
from openrotations.people.guards import office

ROWS = 50


@office
@require_safe
def endings(request: HttpRequest) -> HttpResponse:
    """Agreements, licences, certifications, insurance and exclusion checks: what has ended, ends soon, is not told."""
    filters = EndingFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = queries.endings(
        timezone.now().date(),
        words=wanted.get("q", ""),
        kind=wanted.get("kind", ""),
        standing=wanted.get("standing", ""),
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "hosts/endings.html", {"page": page, "filters": filters})
