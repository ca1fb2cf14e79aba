"""The office's pages of cohort plans: computing one, following it, comparing several, choosing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access, actions
from openrotations.placements.forms import PlanForm, initial_of
from openrotations.placements.models import Round, Run
from openrotations.placements.queries import plan_boards
from openrotations.placements.queries import plans as queries
from openrotations.placements.queries import runs as run_queries
from openrotations.placements.queries.repairing.since import since_publication
from openrotations.placements.queries.summaries import summary_of_run
from openrotations.placements.states import RoundState, RunState
from openrotations.placements.views.repairs import repair_found
from openrotations.placements.views.stepper import steps_of

STUDENTS_A_PAGE = 50
MOST_COMPARED = 6


def round_of_plans(request: PersonRequest, round: Round) -> HttpResponse:
    """One round of plans: where it stands, what is next, its runs, and the chosen plan."""
    page = queries.plan_page(round, timezone.now())
    context: dict[str, Any] = {"page": page, "steps": steps_of(round)}
    if round.state in (RoundState.PUBLISHED, RoundState.CLOSED):
        context["since"] = since_publication(round, timezone.now())
    if page.result:
        run = page.result.run
        lines = queries.plan_lines(round, run.instance or {}, run.solution or {}, with_begun=True)
        context["lines"] = _page_of(lines, request)
        context["summary"] = summary_of_run(run)
        context["openings"] = queries.opening_lines(run.instance or {}, run.solution or {})
    return render(request, "placements/plan_round.html", context)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def compute_plan(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """What the plan should be good at, and within which limits; POST has it computed."""
    round, now = access.round_of_plans(round_id), timezone.now()
    given = request.POST if request.method == "POST" else None
    form = PlanForm(given, initial=initial_of(run_queries.settings_asked_last(round)), first_on=now.date())
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.request_plan(round, form.settings, by=actor_of(request.user), now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            return redirect("placements:run", run_id=run.pk)
    context = {"round": round, "form": form}
    return render(request, "placements/compute_plan.html", context, status=422 if form.errors else 200)


@office
@require_safe
def run(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """How far a run is, or what it brought."""
    found = access.run_for_office(run_id)
    if found.origin == Run.Origin.REPAIRED and found.state == RunState.FINISHED:
        return repair_found(request, found)
    context: dict[str, Any] = {"run": found, "progress": run_queries.progress_of(found)}
    if found.state == RunState.FINISHED:
        result = run_queries.result_of(found)
        lines = queries.plan_lines(found.round, found.instance or {}, found.solution or {})
        context |= {
            "result": result,
            "summary": summary_of_run(found),
            "changed": run_queries.change_of(found),
            "can_choose": found.round.state == RoundState.REVIEWED and not result.is_chosen,
            "can_compare": queries.finished_runs(found.round) > 1,
            "lines": _page_of(lines, request),
        }
    return render(request, "placements/run.html", context)


@office
@require_POST
def stop_run(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """Keep the best plan so far."""
    found = access.run_for_office(run_id)
    actions.stop_run(found, by=actor_of(request.user), now=timezone.now())
    return redirect("placements:run", run_id=found.pk)


@office
@require_POST
def choose_run(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """Make it the round's plan."""
    found = access.run_for_office(run_id)
    actions.choose_run(found, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("Plan %(number)s is the round's plan now.") % {"number": found.number})
    return redirect("placements:round", round_id=found.round_id)


@office
@require_safe
def board(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """The round's plan as a board: ?by=openings or by students."""
    round = access.round_of_plans(round_id)
    chosen = run_queries.plan_of_round(round)
    lines = queries.plan_lines(round, chosen.instance or {}, chosen.solution or {}) if chosen else []
    by_opening = request.GET.get("by") == "openings"
    is_open = round.state == RoundState.REVIEWED
    rows = plan_boards.rows_by_opening(lines) if by_opening else plan_boards.rows_by_student(lines, is_open=is_open)
    context = {"round": round, "rows": rows, "by_opening": by_opening, "today": timezone.now().date()}
    return render(request, "placements/plan_board.html", context)


@office
@require_safe
def compare_runs(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """Several runs side by side: those of ?run=1&run=2, or all."""
    round = access.round_of_plans(round_id)
    numbers = [int(number) for number in request.GET.getlist("run") if number.isascii() and number.isdecimal()]
    context = {"round": round, "comparison": run_queries.comparison_of(round, numbers[:MOST_COMPARED])}
    return render(request, "placements/compare_runs.html", context)


def _page_of(lines: list[queries.PlanLine], request: PersonRequest) -> Any:
    wanted = request.GET.get("show", "")
    shown = [line for line in lines if line.part == wanted] if wanted in ("none", "some") else lines
    return Paginator(shown, STUDENTS_A_PAGE).get_page(request.GET.get("page"))
