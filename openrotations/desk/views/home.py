"""Where a person lands after signing in, by role."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from openrotations.desk.accounts.access import speaks_for
from openrotations.people.access import is_office
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Staff go to what needs them, who speaks for a site or a school there, everybody else to their own day."""
    if is_office(request.user):
        return redirect("desk:needs")
    spoken_for = speaks_for(request.user)
    if "site" in spoken_for:
        return redirect("desk:own_site")
    return redirect("desk:own_school" if "school" in spoken_for else "desk:today")
