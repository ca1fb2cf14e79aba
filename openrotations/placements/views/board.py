"""The office's board, and what would come of moving a placement. Looking only: nothing here is saved."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access
from openrotations.placements.forms.board import BoardForm, ChosenForm, TrialForm
from openrotations.placements.queries import board as queries
from openrotations.placements.queries.board.drawing import address_of_stay, picture_of
from openrotations.placements.queries.board.telling import table_of


@office
@require_safe
def board(request: PersonRequest) -> HttpResponse:
    """Weeks across, sites or students down; with `placement` in the address, what moving it would bring."""
    now = timezone.now()
    form = BoardForm(request.GET, today=now.date())
    asked = form.asked
    page = queries.board_page(asked, now=now, number=request.GET.get("page"))
    address_of = address_of_stay("?" + "".join(f"{urlencode([pair])}&" for pair in _pairs(request)))
    context: dict[str, Any] = {"filters": form, "asked": asked, "page": page}
    if form.is_table:
        context["table"] = table_of(page.shown, asked.period, address_of)
    else:
        today_x = asked.scale.at(now.date()) if asked.scale.holds(now.date()) else None
        context["picture"] = picture_of(page.shown, asked.scale, today_x=today_x, address_of=address_of)
    if chosen := ChosenForm(request.GET).chosen:
        context |= _tried(request, asked, access.placement_for_office(chosen))
    return render(request, "placements/board.html", context)


def _tried(request: HttpRequest, asked: queries.Asked, placement: Any) -> dict[str, Any]:
    now = timezone.now()
    form = TrialForm(request.GET, placement=placement, openings=queries.openings_to_try(asked, placement, now))
    found: dict[str, Any] = {"placement": placement, "form": form, "kept": _pairs(request), "way_back": _kept(request)}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        found["trial"] = queries.trial_of(placement, form.chosen, given["starts_on"], given["weeks"], now)
    return found


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """What the address asks of the board, without the placement that is tried."""
    return [
        (name, str(request.GET[name])) for name in request.GET if name != "placement" and not name.startswith("to-")
    ]


def _kept(request: HttpRequest) -> str:
    return urlencode(_pairs(request))
