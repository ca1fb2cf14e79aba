"""A director's exception from one rule for one placement."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.common.forms import reasons_on
from openrotations.onboarding import access, actions
from openrotations.onboarding.forms import ExceptionForm
from openrotations.onboarding.views.tasks import tasks_page
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, director


@director
@require_POST
def except_task(request: PersonRequest, task_id: UUID) -> HttpResponse:
    """Let the placement go on against the rule, with the director's name and reason."""
    task = access.office_task(task_id)
    form = ExceptionForm(request.POST, auto_id=f"except-{task.pk}-%s")
    if form.is_valid():
        with reasons_on(form):
            because = form.cleaned_data["because"]
            actions.except_from_rule(task, because=because, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("The exception is recorded. Your name and the reason stay on this page."))
            return redirect("onboarding:tasks", placement_id=task.placement_id)
    placement = access.readable_placement(request.user, task.placement_id)
    return tasks_page(request, placement, refused={task.pk: form})


@director
@require_POST
def take_exception_back(request: PersonRequest, task_id: UUID) -> HttpResponse:
    """The rule counts for this placement again."""
    task = access.office_task(task_id)
    actions.take_exception_back(task, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The exception is taken back. The rule counts again."))
    return redirect("onboarding:tasks", placement_id=task.placement_id)
