"""The page per placement, as its student, the office, its host and its preceptor see it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openrotations.desk import access
from openrotations.desk.queries.placement import placement_page
from openrotations.people.guards import LinkRequest, PersonRequest, by_link, signed_in


@signed_in
@require_safe
def placement(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """The page for its student or for the office."""
    found, side = access.placement_and_side(request.user, placement_id)
    page = placement_page(found, side, viewer_id=str(request.user.pk), now=timezone.now())
    return render(request, "desk/placement.html", {"page": page, "frame": "common/base.html"})


@by_link("placement")
@require_safe
def placement_by_link(request: LinkRequest) -> HttpResponse:
    """The same page for the host's coordinator or the preceptor, by signed link."""
    found, side, name = access.placement_of_link(request.link)
    page = placement_page(found, side, viewer_id=str(request.link.holder_id), now=timezone.now())
    context = {"page": page, "frame": "common/plain.html", "token": request.token, "viewer_name": name}
    return render(request, "desk/placement.html", context)
