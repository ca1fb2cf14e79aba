"""“May I?”: at most eight questions, and what the rule book says. The answers stand in the address and nowhere else."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.applications.drafts import keep_draft, keep_told
from openrotations.office.queries import programme_or_none
from openrotations.people.guards import public
from openrotations.website import queries
from openrotations.website.forms import (
    QUESTIONS,
    UNKNOWN,
    Answers,
    Question,
    background_told,
    facts_told,
    questions_for,
    read,
    school_chosen,
)

_ANSWERED = "answered"


@public
@require_safe
def may_i(request: HttpRequest) -> HttpResponse:
    """What is asked and what comes of it, before the first question."""
    first = reverse("website:may_i_question", args=["status"])
    return render(request, "website/may_i.html", {"first": first, "count": len(QUESTIONS)})


@public
@require_safe
def may_i_question(request: HttpRequest, step: str) -> HttpResponse:
    """One question. Its answer comes back here in the address, and leads to the next one."""
    if step not in QUESTIONS:
        raise Http404
    given = _given(request.GET)
    if request.GET.get(_ANSWERED) != step:
        return _ask(request, step, given)
    given[step] = request.GET.get("answer", "").strip() or UNKNOWN
    if given[step] != UNKNOWN and not (form := QUESTIONS[step]({"answer": given[step]})).is_valid():
        return _ask(request, step, given, form)
    names = list(QUESTIONS)
    left = [name for name in questions_for(read(given)[0]) if names.index(name) > names.index(step)]
    return redirect(_address(next((name for name in left if name not in given), ""), given))


@public
@require_safe
def may_i_answer(request: HttpRequest) -> HttpResponse:
    """What the rules say to these answers, and what is offered that fits. Its address can be kept and shared."""
    given = _given(request.GET)
    answers, wrong = read(given)
    if wrong is not None:
        question = next(name for name, form in QUESTIONS.items() if isinstance(wrong, form))
        return _ask(request, question, given, wrong)
    today, where = timezone.localdate(), answers.get("where", "")
    found = queries.answer_to(facts_told(answers), school_chosen(answers), where, today=today)
    context = {
        "found": found,
        "facts": _as_facts(answers, given),
        "given": given,
        "today": today,
        "catalogue_query": urlencode({name: value for name, value in _filters(answers).items() if value}),
        "programme": programme_or_none(),
        "is_neither": answers.get("status") == "neither",
    }
    return render(request, "website/may_i_answer.html", context)


@public
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Keep the answers for the application, and go on to the account; nothing is typed twice."""
    answers, wrong = read(_given(request.POST))
    if wrong is not None:
        return redirect("website:may_i")
    school = school_chosen(answers)
    profile = {
        "status": answers.get("status"),
        "goal": answers.get("goal"),
        "school": str(school.pk) if school else None,
    }
    keep_draft(request, {name: value for name, value in profile.items() if value and value != "neither"})
    keep_told(request, background_told(answers), answers.get("weeks"))
    return redirect("applications:profile" if request.user.is_authenticated else "account_signup")


def _ask(request: HttpRequest, question: str, given: dict[str, str], form: Question | None = None) -> HttpResponse:
    answers, _wrong = read({name: given[name] for name in given if name != question})
    order = questions_for(answers)
    if question not in order:
        return redirect(_address("", given))
    context = {
        "form": form or QUESTIONS[question](initial={"answer": _initial(question, given)}),
        "question": question,
        "answered": _ANSWERED,
        "others": {name: value for name, value in given.items() if name != question},
        "so_far": _address("", {name: value for name, value in given.items() if name != question or not form}),
        "number": order.index(question) + 1,
        "total": len(order),
    }
    return render(request, "website/may_i_question.html", context, status=422 if form else 200)


def _initial(question: str, given: dict[str, str]) -> str:
    kept = given.get(question, "")
    return "" if question == "weeks" and kept == UNKNOWN else kept


def _given(sent: QueryDict) -> dict[str, str]:
    """The answers in the address, as they were written there."""
    return {name: str(sent[name]) for name in QUESTIONS if name in sent}


def _address(question: str, given: dict[str, str]) -> str:
    path = reverse("website:may_i_question", args=[question]) if question else reverse("website:may_i_answer")
    return f"{path}?{urlencode(given)}"


def _as_facts(answers: Answers, given: dict[str, str]) -> list[dict[str, Any]]:
    """Each question with its answer, and the way to change it; the way leads back to the result."""
    return [
        {
            "term": QUESTIONS[name].title,
            "value": QUESTIONS[name]().in_words(answers[name]) if name in answers else _("Not told"),
            "change_url": _address(name, given),
            "change_label": _("Change"),
        }
        for name in questions_for(answers)
    ]


def _filters(answers: Answers) -> dict[str, str]:
    """The same wishes, for the catalogue."""
    status = answers.get("status", "")
    return {"state": answers.get("where", ""), "status": status if status in ("enrolled", "graduate") else ""}
