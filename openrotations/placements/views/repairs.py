"""The office's pages of repairs: what to repair, what was found, and applying one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access, actions
from openrotations.placements.forms import RepairForm
from openrotations.placements.models import Run
from openrotations.placements.queries.repairing import found as queries
from openrotations.placements.queries.repairing.newcomers import newcomers_for
from openrotations.placements.queries.repairing.since import openings_of, since_publication


@office
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """What has happened since publication, and whose plan should be looked at again; POST has repairs looked for."""
    round, now = access.published_round_of_plans(round_id), timezone.now()
    asked = access.wish_in_round(round, request.GET["wish"]) if request.GET.get("wish") else None
    since, new = since_publication(round, now), newcomers_for(round)
    form = RepairForm(posted(request), short=since.short, newcomers=new.shown, openings=openings_of(round, now))
    if request.method == "POST" and form.is_valid():
        with reasons_on(form):
            seconds = form.cleaned_data["seconds"]
            run = actions.request_repair(
                round, form.chosen, form.closings, newcomers=form.coming, asked=asked, seconds=seconds,
                by=actor_of(request.user), now=now,
            )  # fmt: skip
            return redirect("placements:run", run_id=run.pk)
    context = {"round": round, "since": since, "new": new, "asked": asked}
    return form_page(request, "placements/repair/look.html", form, context)


def repair_found(request: PersonRequest, run: Run, refused: Refused | None = None) -> HttpResponse:
    """A finished repair: the kinds side by side, and what this one changes."""
    context = {"page": queries.repair_page(run), "run": run, "reasons": refused.reasons if refused else ()}
    return render(request, "placements/repair/found.html", context, status=422 if refused else 200)


@office
@require_POST
def apply_repair(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """Make a repair true."""
    run = access.run_for_office(run_id)
    if run.origin != Run.Origin.REPAIRED:
        raise Http404
    try:
        changed = actions.apply_repair(run, by=actor_of(request.user), now=timezone.now())
    except Refused as refused:
        return repair_found(request, access.run_for_office(run_id), refused)
    told = ngettext("It is done. %(n)d student was told.", "It is done. %(n)d students were told.", len(changed))
    messages.success(request, told % {"n": len(changed)})
    return redirect("placements:round", round_id=run.round_id)
