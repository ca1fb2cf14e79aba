"""Changing one student's plan by hand: first what would come of it, then a new run."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access, actions
from openrotations.placements.forms import BlocksForm
from openrotations.placements.models import RoundEntry, Run
from openrotations.placements.queries import adjusting as queries
from openrotations.placements.states import RoundState


@office
@require_http_methods(["GET", "HEAD", "POST"])
def adjust_plan(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    """The blocks a student could have; POST shows what would come of a choice, or keeps it."""
    entry, run = access.entry_and_plan_for_office(entry_id)
    options = queries.options_of(run, entry.application)
    blocks = [(str(each.opening.pk), each.opening.offering.title, each.blocks, each.chosen) for each in options]
    form = BlocksForm(request.POST if request.method == "POST" else None, blocks=blocks)
    context: dict[str, Any] = {
        "entry": entry,
        "run": run,
        "form": form,
        "lines": [(each, form[str(each.opening.pk)]) for each in options],
        "is_open": entry.round.state == RoundState.REVIEWED,
    }
    if request.method == "POST" and form.is_valid():
        context["holders"] = queries.holders_of(run, entry.application_id, form.wanted)
        if "save" in request.POST:
            return _saved(request, entry, run, form, context)
        context["tried"] = queries.attempt(run, entry.application_id, form.wanted)
    return render(request, "placements/adjust_plan.html", context, status=422 if form.errors else 200)


def _saved(
    request: PersonRequest, entry: RoundEntry, run: Run, form: BlocksForm, context: dict[str, Any]
) -> HttpResponse:
    try:
        adjusted = actions.adjust_plan(
            run, entry.application_id, form.wanted, by=actor_of(request.user), now=timezone.now()
        )
    except Refused as refused:
        context["refused"] = refused.reasons
        return render(request, "placements/adjust_plan.html", context, status=422)
    return redirect("placements:run", run_id=adjusted.pk)
