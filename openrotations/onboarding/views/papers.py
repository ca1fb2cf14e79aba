"""A student's papers, seen from their sites."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openrotations.onboarding import queries
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """What every one of the student's sites asks for, and how each paper stands there."""
    found = queries.papers_for_sites(cast(PersonRequest, request).user)
    return render(request, "onboarding/papers.html", {"sites": found})
