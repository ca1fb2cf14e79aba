"""The day-one pack: a page, and the same as a PDF."""

from typing import cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from openrotations.common.pdf.answers import pdf_answer
from openrotations.onboarding import access, queries
from openrotations.onboarding.printing import day_one_pdf
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
@require_GET
def day_one(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Where, when, whom to ask for, what to bring."""
    placement = access.confirmed_placement(cast(PersonRequest, request).user, placement_id)
    pack = queries.day_one_of(placement, queries.tasks_of(placement))
    return render(request, "onboarding/day_one.html", {"pack": pack, "placement": placement})


@signed_in
@require_GET
def day_one_file(request: HttpRequest, placement_id: UUID) -> FileResponse:
    """The same to print, or to keep on a phone."""
    placement = access.confirmed_placement(cast(PersonRequest, request).user, placement_id)
    pack = queries.day_one_of(placement, queries.tasks_of(placement))
    return pdf_answer(day_one_pdf(pack, now=timezone.now()), f"day-one-{placement.dates.first}.pdf")
