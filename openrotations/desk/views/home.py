"""Where a person lands after signing in, by role."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from openrotations.desk.hosts.access import has_site
from openrotations.people.access import is_office
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Staff go to what needs them, coordinators at hosts to their site, everybody else to their own day."""
    if is_office(request.user):
        return redirect("desk:needs")
    return redirect("desk:own_site" if has_site(request.user) else "desk:today")
