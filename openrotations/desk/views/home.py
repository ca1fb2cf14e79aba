"""Where a person lands after signing in, by role."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from openrotations.people.access import is_office
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Staff go to what needs them, everybody else to their own day."""
    return redirect("desk:needs" if is_office(request.user) else "desk:today")
