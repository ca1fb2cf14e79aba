"""The office's pages of rounds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access, actions
from openrotations.placements.forms import RoundForm
from openrotations.placements.models import Round
from openrotations.placements.queries import rounds as queries
from openrotations.placements.views.plans import round_of_plans
from openrotations.placements.views.stepper import steps_of


@office
@require_safe
def rounds(request: PersonRequest) -> HttpResponse:
    """Every round, the newest first."""
    return render(request, "placements/rounds.html", {"rounds": queries.rounds()})


@office
@require_http_methods(["GET", "HEAD", "POST"])
def add_round(request: PersonRequest) -> HttpResponse:
    """Open a round."""
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = actions.add_round(**form.values, by=actor_of(request.user), now=timezone.now())
        return redirect("placements:round", round_id=found.pk)
    return render(request, "placements/add_round.html", {"form": form}, status=422 if form.errors else 200)


@office
@require_safe
def round(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """One round: where it stands, what is next, who got what."""
    found = access.round_for_office(round_id)
    if found.kind == Round.Kind.COHORT:
        return round_of_plans(request, found)
    page = queries.round_page(found, timezone.now())
    return render(request, "placements/round.html", {"page": page, "steps": steps_of(page.round)})


@office
@require_safe
def entry(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    """Why one student got or did not get each choice."""
    found = access.entry_for_office(entry_id)
    lines = queries.choice_lines(found, to_student=False)
    return render(request, "placements/entry.html", {"entry": found, "lines": lines})


@office
@require_POST
def collect_round(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """Take applications in."""
    count = _change(actions.collect_applications, request, round_id)
    told = ngettext("%(n)d application came in.", "%(n)d applications came in.", count) % {"n": count}
    return _back(request, round_id, told)


@office
@require_POST
def collect_placed(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """Take in those who have a place and want more weeks."""
    count = _change(actions.collect_placed_applications, request, round_id)
    told = ngettext("%(n)d application came in.", "%(n)d applications came in.", count) % {"n": count}
    return _back(request, round_id, told)


@office
@require_POST
def check_round(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """Close the collecting."""
    _change(actions.check_round, request, round_id)
    return _back(request, round_id, _("The round is checked. Compute it next."))


@office
@require_POST
def reopen_round(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """Back to collecting."""
    _change(actions.reopen_round, request, round_id)
    return _back(request, round_id, _("The round takes applications again."))


@office
@require_POST
def run_round(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """Have it computed by the worker."""
    _change(actions.request_run, request, round_id)
    return redirect("placements:round", round_id=round_id)


@office
@require_POST
def publish_round(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """Have the offers sent by the worker."""
    _change(actions.request_publication, request, round_id)
    return redirect("placements:round", round_id=round_id)


@office
@require_POST
def close_round(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """End it."""
    _change(actions.close_round, request, round_id)
    return _back(request, round_id, _("The round is closed."))


def _change(action: Callable[..., Any], request: PersonRequest, round_id: UUID) -> Any:
    return action(access.round_for_office(round_id), by=actor_of(request.user), now=timezone.now())


def _back(request: PersonRequest, round_id: UUID, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("placements:round", round_id=round_id)
