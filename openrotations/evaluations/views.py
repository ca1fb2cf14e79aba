"""The preceptor's form, the student's own, and the result."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openrotations.common.actors import Actor
from openrotations.common.refusals import Refused
from openrotations.evaluations import access, actions, queries, results, rules
from openrotations.evaluations.forms import AnswersForm, load_form
from openrotations.evaluations.models import Evaluation
from openrotations.onboarding.access import readable_placement
from openrotations.people.access import actor_of
from openrotations.people.guards import LinkRequest, PersonRequest, by_link, signed_in


@by_link("evaluate")
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest) -> HttpResponse:
    """The preceptor's form, on a phone; afterwards what was said, and its correction for seven days."""
    link = cast(LinkRequest, request).link
    evaluation = access.evaluation_by_link(link)
    template, extra = "evaluations/evaluate.html", {"midpoint": queries.midpoint_before(evaluation)}
    if request.method == "POST":
        return _write(request, evaluation, template, extra, by=link.actor, back=request.path)
    can_correct = not list(_why_not_correct(evaluation, timezone.now()))
    is_correcting = can_correct and "correct" in request.GET
    if evaluation.state in ("submitted", "not_supervised") and not is_correcting:
        context = {"evaluation": evaluation, "items": _said(evaluation), "can_correct": can_correct}
        return render(request, "evaluations/thanks.html", context)
    return render(request, template, {**_form_context(evaluation), **extra})


@by_link("evaluate")
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what the preceptor has written so far."""
    link = cast(LinkRequest, request).link
    back = reverse("evaluations:evaluate", args=[request.resolver_match.kwargs["token"]])  # type: ignore[union-attr]
    return _keep(request, access.evaluation_by_link(link), by=link.actor, back=back)


@by_link("evaluate")
@require_POST
def not_supervised(request: HttpRequest) -> HttpResponse:
    """The preceptor did not supervise this student."""
    link = cast(LinkRequest, request).link
    evaluation = access.evaluation_by_link(link)
    actions.decline_evaluation(evaluation, by=link.actor, now=timezone.now())
    return redirect("evaluations:evaluate", token=request.resolver_match.kwargs["token"])  # type: ignore[union-attr]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assess_self(request: HttpRequest, evaluation_id: UUID) -> HttpResponse:
    """The student's own form, on the same items."""
    person = cast(PersonRequest, request).user
    evaluation = access.own_self_assessment(person, evaluation_id)
    back = reverse("evaluations:result", args=[evaluation.placement_id])
    if request.method == "POST":
        return _write(request, evaluation, "evaluations/assess_self.html", {}, by=actor_of(person), back=back)
    if evaluation.state == "submitted":
        return redirect(back)
    return render(request, "evaluations/assess_self.html", _form_context(evaluation))


@signed_in
@require_POST
def draft_self(request: HttpRequest, evaluation_id: UUID) -> HttpResponse:
    """Keep what the student has written so far."""
    person = cast(PersonRequest, request).user
    evaluation = access.own_self_assessment(person, evaluation_id)
    back = reverse("evaluations:assess_self", args=[evaluation.pk])
    return _keep(request, evaluation, by=actor_of(person), back=back)


@signed_in
@require_GET
def result(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """What the preceptor has submitted, beside the student's own answers."""
    person = cast(PersonRequest, request).user
    placement = readable_placement(person, placement_id)
    evaluations = queries.latest_evaluations(placement)
    names = dict.fromkeys(
        each.evaluator.full_name for each in evaluations if each.author == Evaluation.Author.PRECEPTOR
    )
    context = {
        "placement": placement,
        "preceptors": ", ".join(names) or placement.supervisor.full_name,
        "results": results.results_of(placement),
        "evaluations": evaluations,
        "ticks": results.ticks(),
        "head": [_("Item"), _("Competency"), _("Preceptor"), _("Student")],
        "is_own": placement.student.person_id == person.pk,
    }
    return render(request, "evaluations/result.html", context)


@signed_in
@require_POST
def note_read(request: HttpRequest, evaluation_id: UUID) -> HttpResponse:
    """The student has read it."""
    person = cast(PersonRequest, request).user
    evaluation = access.own_result(person, evaluation_id)
    actions.note_read(evaluation, by=actor_of(person), now=timezone.now())
    return redirect("evaluations:result", placement_id=evaluation.placement_id)


def _write(
    request: HttpRequest, evaluation: Evaluation, template: str, extra: dict[str, Any], *, by: Actor, back: str
) -> HttpResponse:
    form = _given(request, evaluation)
    if form.is_valid():
        is_correction = evaluation.state == "submitted"
        action = actions.correct_evaluation if is_correction else actions.submit_evaluation
        try:
            action(evaluation, **form.values, by=by, now=timezone.now())
        except Refused as refused:
            form.take_reasons(refused.reasons)
        else:
            messages.success(request, _("Sent. Thank you."))
            return redirect(back)
    return render(request, template, {**_form_context(evaluation, form), **extra}, status=422)


def _keep(request: HttpRequest, evaluation: Evaluation, *, by: Actor, back: str) -> HttpResponse:
    form = _given(request, evaluation)
    if not form.is_valid():
        return HttpResponse(status=422)
    actions.save_draft(evaluation, **form.values, by=by, now=timezone.now())
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    messages.success(request, _("Kept. Come back with the same link whenever you like."))
    return redirect(back)


def _given(request: HttpRequest, evaluation: Evaluation) -> AnswersForm:
    return AnswersForm(load_form(evaluation.form), request.POST, is_self=evaluation.author == "student")


def _form_context(evaluation: Evaluation, form: AnswersForm | None = None) -> dict[str, Any]:
    found = load_form(evaluation.form)
    kept = (evaluation.answers, evaluation.keep, evaluation.change)
    form = form or AnswersForm.of_answers(found, *kept, is_self=evaluation.author == "student")
    return {
        "evaluation": evaluation,
        "placement": evaluation.placement,
        "form": form,
        "asked": form.asked(),
        "minutes": found.minutes,
        "is_correction": evaluation.state == "submitted",
    }


def _said(evaluation: Evaluation) -> list[dict[str, Any]]:
    form, not_observed = load_form(evaluation.form), _("Not observed")
    ratings = [(item, evaluation.answers.get(item.key)) for item in form.items]
    return [{"term": item.title, "value": item.words_for(rating) or not_observed} for item, rating in ratings]


def _why_not_correct(evaluation: Evaluation, now: datetime) -> list[object]:
    first = queries.first_version(evaluation).submitted_at
    return list(rules.why_not_correct(state=evaluation.state, first_submitted_at=first, now=now))
