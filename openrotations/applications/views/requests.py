"""The student's application: task list, choices, handing in, withdrawing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.applications import access, actions, queries
from openrotations.applications.forms import ChoiceFilter, OpeningForm, RankForm, RequestForm
from openrotations.applications.models import Application
from openrotations.applications.queries.pictures import choice_spans, window_spans
from openrotations.applications.states import EDITABLE, OVER
from openrotations.applications.views.students import with_profile
from openrotations.catalogue.access import published_opening
from openrotations.common.forms import form_page, reasons_on
from openrotations.common.refusals import Refused
from openrotations.consents.queries import agreements_of
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.schools.models import Student

SHOWN = 40


@signed_in
@with_profile
def show(request: PersonRequest, student: Student) -> HttpResponse:
    """The application as a task list: what is missing, who must act, and what the rules say."""
    return _show(request, access.own_application(request.user))


@signed_in
@require_POST
def start(request: PersonRequest) -> HttpResponse:
    """Start another application after the last one has ended."""
    old = access.own_application(request.user)
    actions.start_application(old.student, by=actor_of(request.user), now=timezone.now())
    return redirect("applications:show")


@signed_in
@require_POST
def submit(request: PersonRequest) -> HttpResponse:
    """Hand in, or show every reason why that is not possible yet."""
    application = access.own_application(request.user)
    try:
        actions.submit_application(application, by=actor_of(request.user), now=timezone.now())
    except Refused as refused:
        return _show(request, application, refused=refused)
    messages.success(request, _("Your application is handed in. We write to you when the office has checked it."))
    return redirect("applications:show")


@signed_in
def withdraw(request: PersonRequest) -> HttpResponse:
    """Ask once more, then take the application back."""
    application = access.own_application(request.user)
    if request.method == "POST":
        actions.withdraw_application(application, by=actor_of(request.user), now=timezone.now())
        messages.success(request, _("Your application is withdrawn."))
        return redirect("applications:show")
    return render(request, "applications/withdraw.html", {"application": application})


@signed_in
@with_profile
def choices(request: PersonRequest, student: Student) -> HttpResponse:
    """Weeks wanted, the ranked list, and what else can be chosen."""
    application = access.own_application(request.user)
    form = RequestForm(request.POST if request.method == "POST" else None, instance=application)
    if form.is_valid():
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            actions.save_request(application, **form.cleaned_data, by=by, now=now)
            messages.success(request, _("Saved."))
            return redirect("applications:choices")
    return _choices(request, application, form)


@signed_in
@require_POST
def choose(request: PersonRequest) -> HttpResponse:
    """Put an opening on the list."""
    application = access.own_application(request.user)
    form = OpeningForm(request.POST)
    if form.is_valid():
        opening = published_opening(form.cleaned_data["opening"])
        actions.add_choice(application, opening, by=actor_of(request.user), now=timezone.now())
    return redirect("applications:choices")


@signed_in
@require_POST
def unchoose(request: PersonRequest, choice_id: UUID) -> HttpResponse:
    """Take one of one's own choices off the list."""
    choice = access.own_choice(request.user, choice_id)
    actions.remove_choice(choice, by=actor_of(request.user), now=timezone.now())
    return redirect("applications:choices")


@signed_in
@require_POST
def move_choice(request: PersonRequest, choice_id: UUID, direction: str) -> HttpResponse:
    """Move one of one's own choices up or down by one."""
    choice = access.own_choice(request.user, choice_id)
    actions.move_choice(choice, up=direction == "up", by=actor_of(request.user), now=timezone.now())
    return redirect("applications:choices")


@signed_in
@require_POST
def rank(request: PersonRequest) -> HttpResponse:
    """Order the list by the numbers written beside the choices."""
    application = access.own_application(request.user)
    form = RankForm(request.POST, choices_now=list(queries.choices_of(application)))
    if form.is_valid():
        actions.rank_choices(application, form.ranks, by=actor_of(request.user), now=timezone.now())
        messages.success(request, _("Your order is saved."))
    else:
        messages.error(request, _("Write whole numbers from 1 to 99."))
    return redirect("applications:choices")


def _show(request: PersonRequest, application: Application, refused: Refused | None = None) -> HttpResponse:
    today, student = timezone.localdate(), application.student
    live, chosen = queries.everything_judged(application, today=today)
    missing = queries.missing_in(live)
    is_editable = application.state in EDITABLE
    turns = queries.turns_for_student(student, timezone.now())
    context: dict[str, Any] = {
        "application": application,
        "student": student,
        "tasks": queries.tasks_of(application, missing, agreements_of(student.person_id, today)),
        "missing": missing,
        "findings": live.findings if is_editable else queries.findings_kept(application),
        "is_editable": is_editable,
        "is_over": application.state in OVER,
        "turn": next((turn for turn in turns if turn.who == "student"), turns[0] if turns else None),
        "windows": window_spans(queries.windows_of(student)),
        "choices": choice_spans([(choice, fit) for choice, fit, _answer in chosen]),
        "chosen": chosen,
        "today": today,
        "refused": refused.reasons if refused else (),
        "form_has_errors": refused is not None,
    }
    return render(request, "applications/show.html", context, status=422 if refused else 200)


def _choices(request: PersonRequest, application: Application, form: RequestForm) -> HttpResponse:
    today, filters = timezone.localdate(), ChoiceFilter(request.GET)
    offered = queries.offered_to(application, today=today, **filters.wanted)
    context = {
        "application": application,
        "is_editable": application.state in EDITABLE,
        "friend": queries.friend_of(application),
        "chosen": queries.judged(application, today=today),
        "fitting": offered.fitting[:SHOWN],
        "others": offered.others[:SHOWN],
        "fitting_count": len(offered.fitting),
        "other_count": len(offered.others),
        "open_windows": queries.open_windows(application.student),
        "filters": filters,
        "crumbs": [
            {"label": _("My application"), "url": reverse("applications:show")},
            {"label": _("Weeks and choices"), "url": ""},
        ],
    }
    return form_page(request, "applications/choices.html", form, context)
