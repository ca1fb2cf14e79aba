"""The office's pages about applications."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.applications import access, actions, queries
from openrotations.applications.forms import ApplicationFilter, DecisionForm, ExemptionForm, topics_for
from openrotations.applications.models import Application, Background
from openrotations.applications.queries.pictures import choice_spans, window_spans
from openrotations.common.forms import form_page, reasons_on
from openrotations.people.access import actor_of, staff_kinds
from openrotations.people.guards import PersonRequest, office
from openrotations.rulebook.queries import counters_on
from openrotations.schools.models import Student

ROWS = 50
DECIDABLE = ("submitted", "eligible", "not_eligible", "unplaced")


@office
def applications(request: HttpRequest) -> HttpResponse:
    """All applications that were handed in, or those that the filters leave."""
    filters = ApplicationFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = queries.applications_like(wanted.get("q", ""), wanted.get("state", ""), wanted.get("status", ""))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "applications/applications.html", {"page": page, "filters": filters})


@office
def application(request: PersonRequest, application_id: UUID) -> HttpResponse:
    """One application with what the rules say about it today."""
    return _page(request, access.any_application(application_id), DecisionForm())


@office
@require_POST
def decide(request: PersonRequest, application_id: UUID) -> HttpResponse:
    """Say eligible, returned or not eligible."""
    found = access.any_application(application_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        with reasons_on(form):
            decision, note = form.cleaned_data["decision"], form.cleaned_data["note"]
            by, now = actor_of(request.user), timezone.now()
            actions.decide_application(found, decision, note=note, by=by, now=now)
            messages.success(request, _("Decided. The student gets a message."))
            return redirect("applications:application", found.pk)
    return _page(request, found, form)


def _page(request: PersonRequest, found: Application, form: DecisionForm) -> HttpResponse:
    today, student = timezone.localdate(), found.student
    answer, chosen = queries.everything_judged(found, today=today)
    exemptions = list(queries.exemptions_of(student))
    told = queries.background_of(student) or Background(student=student)
    context = {
        "application": found,
        "student": student,
        "answer": answer,
        "findings": answer.findings,
        "doubts": [finding for finding in answer.findings if finding.verdict != "yes"],
        "agreed": sum(finding.verdict == "yes" for finding in answer.findings),
        "chosen": chosen,
        "more": [(form.title, form.in_words(told)) for form in topics_for(student, counters_on(today)).values()],
        "exemptions": exemptions if exemptions or student.status == Student.Status.GRADUATE else None,
        "exemption_form": ExemptionForm(auto_id="exempt_%s") if "director" in staff_kinds(request.user) else None,
        "friend": queries.friend_of(found),
        "windows": queries.windows_of(student),
        "window_spans": window_spans(queries.windows_of(student)),
        "choice_spans": choice_spans([(choice, fit) for choice, fit, _answer in chosen]),
        "asked": queries.confirmations_of(student),
        "may_decide": found.state in DECIDABLE,
        "today": today,
        "crumbs": [
            {"label": _("Applications"), "url": reverse("applications:applications")},
            {"label": str(student.person), "url": ""},
        ],
    }
    return form_page(request, "applications/application.html", form, context)
