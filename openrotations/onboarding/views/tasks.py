"""The list of tasks before day one, for the student and for the office."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from openrotations.onboarding import access, actions, queries
from openrotations.onboarding.forms import CheckForm, ExceptionForm, WaiveForm
from openrotations.onboarding.models import Task
from openrotations.people.access import actor_of, staff_kinds
from openrotations.people.guards import PersonRequest, office, signed_in
from openrotations.placements.models import Placement


@signed_in
@require_GET
def tasks(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Everything to be done before day one, and how far it is."""
    person = cast(PersonRequest, request).user
    return tasks_page(request, access.readable_placement(person, placement_id))


def tasks_page(
    request: HttpRequest, placement: Placement, *, refused: Mapping[UUID, ExceptionForm] | None = None
) -> HttpResponse:
    """The list; `refused` are forms by the task's id whose input was not taken, and the answer is 422 then."""
    person, refused = cast(PersonRequest, request).user, refused or {}
    rows = queries.rows_of(placement)
    kinds = staff_kinds(person)
    may_except = "director" in kinds and placement.state in ("confirmed", "cleared")
    context = {
        "placement": placement,
        "rows": [(row, _exception_form(row.task, refused) if may_except else None) for row in rows],
        "is_director": "director" in kinds,
        "done": sum(row.task.is_done for row in rows),
        "asks_for_papers": any(row.task.kind for row in rows),
        "for_office": bool(kinds),
        "has_day_one": placement.state in queries.JUDGED,
        "can_change": placement.state in ("confirmed", "cleared"),
    }
    return render(request, "onboarding/tasks.html", context, status=422 if refused else 200)


def _exception_form(task: Task, refused: Mapping[UUID, ExceptionForm]) -> ExceptionForm | None:
    """For a rule that keeps the placement back."""
    if not task.rule or task.is_done:
        return None
    return refused.get(task.pk) or ExceptionForm(auto_id=f"except-{task.pk}-%s")


@signed_in
@require_POST
def state_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The student says that a task is done."""
    person = cast(PersonRequest, request).user
    task = access.own_task(person, task_id)
    actions.state_task(task, by=actor_of(person), now=timezone.now())
    messages.success(request, _("Noted. The office checks it next."))
    return redirect("onboarding:tasks", placement_id=task.placement_id)


@office
@require_POST
def check_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The office checks a task, or opens it again."""
    person = cast(PersonRequest, request).user
    task, form = access.office_task(task_id), CheckForm(request.POST)
    if not form.is_valid():
        raise Http404
    by, now = actor_of(person), timezone.now()
    if form.cleaned_data["decision"] == "checked":
        actions.check_task(task, by=by, now=now)
    else:
        actions.uncheck_task(task, because=form.cleaned_data["because"], by=by, now=now)
    messages.success(request, _("Saved."))
    return redirect("onboarding:tasks", placement_id=task.placement_id)


@office
@require_POST
def waive_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The office says that a task is not needed, and why."""
    person = cast(PersonRequest, request).user
    task, form = access.office_task(task_id), WaiveForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    actions.waive_task(task, because=because, by=actor_of(person), now=timezone.now())
    messages.success(request, _("Waived. Your name and the reason stay on this page."))
    return redirect("onboarding:tasks", placement_id=task.placement_id)


@office
@require_POST
def take_waiver_back(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """A waived task is needed after all."""
    person = cast(PersonRequest, request).user
    task = access.office_task(task_id)
    actions.take_waiver_back(task, by=actor_of(person), now=timezone.now())
    messages.success(request, _("The task is open again."))
    return redirect("onboarding:tasks", placement_id=task.placement_id)
