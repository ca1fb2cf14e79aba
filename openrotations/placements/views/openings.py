"""What became of one opening in a round, for the office."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access
from openrotations.placements.queries.host_reasons import opening_told


@office
@require_safe
def opening_in_round(request: PersonRequest, round_id: UUID, opening_id: UUID) -> HttpResponse:
    """Its seats, why some are empty, and what would have filled them."""
    round, opening = access.round_for_office(round_id), access.opening_for_office(opening_id)
    context = {"round": round, "opening": opening, "told": opening_told(round, opening)}
    return render(request, "placements/opening_in_round.html", context)
