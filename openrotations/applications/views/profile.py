"""The student's profile, one question a page, and the windows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.applications import access, actions, queries
from openrotations.applications.drafts import draft_of, forget_draft, keep_draft, told_in
from openrotations.applications.forms import (
    QUESTIONS,
    TOPICS,
    answers_of,
    in_words,
    is_complete,
    profile_of,
    topics_for,
)
from openrotations.applications.forms.profile import ANSWER_OF
from openrotations.applications.models import Background
from openrotations.applications.views.students import with_profile
from openrotations.common.forms import PeriodForm, form_page, posted, reasons_on
from openrotations.consents.queries import owed_by
from openrotations.people.access import actor_of, is_office
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.rulebook.queries import counters_on
from openrotations.schools.models import Student
from openrotations.schools.queries import student_of


@signed_in
def profile(request: PersonRequest) -> HttpResponse:
    """All answers with a way to change each; saves them once the last question is answered."""
    student, answers = _known(request)
    if not is_complete(answers) and request.method == "GET" and not draft_of(request):
        return redirect("applications:profile_question", _next_question(answers))
    if request.method == "POST" and is_complete(answers):
        by, accepted = actor_of(request.user), request.POST.getlist("accepts")
        told = None if student else told_in(request)
        actions.state_profile(
            request.user, profile_of(answers), accepted=accepted, told=told, by=by, now=timezone.now()
        )
        forget_draft(request)
        return redirect("applications:windows" if student is None else "applications:show")
    words = in_words(answers)
    facts = [
        {
            "term": form.title,
            "value": words[name],
            "change_url": reverse("applications:profile_question", args=[name]),
            "change_label": _("Change") if words[name] else _("Answer"),
        }
        for name, form in QUESTIONS.items()
    ]
    more = _told_beyond(student) if student else _told_before(request)
    owed = [] if student else owed_by(request.user.pk, timezone.localdate())
    context = {"facts": facts, "more": more, "is_complete": is_complete(answers), "student": student, "owed": owed}
    return render(request, "applications/profile.html", context)


@signed_in
def profile_question(request: PersonRequest, question: str) -> HttpResponse:
    """One question. Answers are kept until all are there, then saved together."""
    if question not in QUESTIONS:
        raise Http404
    student, answers = _known(request)
    form = QUESTIONS[question](posted(request), initial=QUESTIONS[question].initial_from(answers))
    if form.is_valid():
        answers = {**answers, **form.answers()}
        if student is None:
            keep_draft(request, answers)
            return _onwards(answers)
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            actions.state_profile(request.user, profile_of(answers), by=by, now=now)
            messages.success(request, _("Saved."))
            return redirect("applications:profile")
    context = {
        "question": question,
        "number": list(QUESTIONS).index(question) + 1,
        "total": len(QUESTIONS),
        "is_new": student is None,
    }
    return form_page(request, "applications/profile_question.html", form, context)


@signed_in
@with_profile
def windows(request: PersonRequest, student: Student) -> HttpResponse:
    """The student's windows, and a form for another one."""
    form = PeriodForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            actions.add_window(student, form.period, by=actor_of(request.user), now=timezone.now())
            return redirect("applications:windows")
    context: dict[str, Any] = {"student": student, "windows": queries.windows_of(student)}
    return form_page(request, "applications/windows.html", form, context)


@signed_in
@require_POST
def remove_window(request: PersonRequest, window_id: UUID) -> HttpResponse:
    """Take one of one's own windows back."""
    window = access.own_window(request.user, window_id)
    actions.remove_window(window, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The window is removed."))
    return redirect("applications:windows")


def _known(request: PersonRequest) -> tuple[Student | None, dict[str, Any]]:
    if is_office(request.user):
        raise Http404
    student = student_of(request.user)
    draft = {} if student else draft_of(request)
    return student, {**answers_of(request.user, student), **draft}


def _told_beyond(student: Student) -> list[dict[str, Any]]:
    told = queries.background_of(student) or Background(student=student)
    return [
        {
            "term": form.title,
            "value": form.in_words(told),
            "change_url": reverse("applications:background", args=[name]),
            "change_label": _("Change") if form.in_words(told) else _("Answer"),
        }
        for name, form in topics_for(student, counters_on(timezone.localdate())).items()
    ]


def _told_before(request: PersonRequest) -> list[dict[str, Any]]:
    """What comes along from “May I?”, to be checked; it is changed once there is a profile."""
    kept = told_in(request)
    told, weeks = Background(**kept["background"]), kept["weeks_wanted"]
    facts = [{"term": form.title, "value": form.in_words(told)} for form in TOPICS.values()]
    if weeks:
        facts.append({"term": _("Weeks in all"), "value": str(weeks)})
    return [fact for fact in facts if fact["value"]]


def _next_question(answers: dict[str, Any]) -> str:
    return next((name for name, field in ANSWER_OF.items() if not answers.get(field)), "goal")


def _onwards(answers: dict[str, Any]) -> HttpResponse:
    if is_complete(answers):
        return redirect("applications:profile")
    return redirect("applications:profile_question", _next_question(answers))
