"""The office reads the rules; a director proposes a change, and a second person decides on it."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.desk.rulebook.counter_queries import proposed_count
from openrotations.desk.rulebook.forms import ChangeForm, DecideChangeForm, NewRuleForm, example_on
from openrotations.desk.rulebook.queries import CONFIDENCE, SCOPES, conditions_of, facts_asked, proposed, rules_by_scope
from openrotations.people.access import actor_of, staff_kinds
from openrotations.people.guards import PersonRequest, director, office
from openrotations.people.models import StaffRole
from openrotations.rulebook import actions, queries
from openrotations.rulebook.access import any_change, rule_in
from openrotations.rulebook.changing import id_in, written
from openrotations.rulebook.models import RuleBook, RuleChange
from openrotations.rulebook.states import ChangeState


@office
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The whole book with sources and dates, what is due for review, and what waits for a second person."""
    today = timezone.localdate()
    book = queries.book_on(today)
    context = {
        "scopes": rules_by_scope(book, today),
        "due": queries.due_for_review(book, today),
        "counters": queries.counters_on(today),
        "proposals": queries.proposals(),
        "ahead": queries.changes_ahead(today),
        "count": len(book.rules),
        "may_propose": may_propose(request),
    }
    return render(request, "desk/rulebook/rules.html", context)


@office
@require_safe
def rule_page(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule: what it says, what it asks, where it comes from, and how it changed."""
    today = timezone.localdate()
    book = queries.book_on(today)
    found = rule_in(book, rule)
    context = {
        "rule": found,
        "scope": SCOPES[found.scope],
        "confidence": CONFIDENCE[found.confidence],
        "conditions": conditions_of(found),
        "facts": facts_asked(found, book),
        "changes": queries.changes_of(found.id),
        "counter": next((each for each in queries.counters_on(today) if each.id == found.id), None),
        "is_due": found.review_on <= today,
        "may_propose": may_propose(request),
        "crumbs": crumbs(found.statement),
    }
    return render(request, "desk/rulebook/rule.html", context)


def may_propose(request: HttpRequest) -> bool:
    """Whether this person of the office may propose a change."""
    return StaffRole.Kind.DIRECTOR in staff_kinds(cast(PersonRequest, request).user)


@director
def change_rule(request: PersonRequest, rule: str) -> HttpResponse:
    """Propose how a rule should read, and from when."""
    today = timezone.localdate()
    book = queries.book_on(today)
    found = rule_in(book, rule)
    form = ChangeForm(posted(request), initial={"text": written(found), "effective_on": today})
    if form.is_valid():
        with reasons_on(form):
            return _propose(request, form, found.id)
    return _change_page(request, form, book, found.statement)


@director
def add_rule(request: PersonRequest) -> HttpResponse:
    """Propose a rule that is not there yet."""
    today = timezone.localdate()
    book = queries.book_on(today)
    form = NewRuleForm(posted(request), initial={"text": example_on(today), "effective_on": today})
    if form.is_valid():
        with reasons_on(form):
            return _propose(request, form, id_in(form.cleaned_data["text"]))
    return _change_page(request, form, book, _("Add a rule"))


@office
def rule_change(request: PersonRequest, change_id: UUID) -> HttpResponse:
    """A change: what it does, whose answer or seat it touches and why, and the second person's decision."""
    change, today = any_change(change_id), timezone.localdate()
    form = DecideChangeForm(posted(request))
    if form.is_valid():
        decide = actions.approve_change if form.cleaned_data["decision"] == "approve" else actions.refuse_change
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            decide(change, answer=form.cleaned_data["answer"], by=by, now=now)
            messages.success(request, _("Decided."))
            return redirect("desk:rule_change", change.pk)
    of_counter = change.kind == RuleChange.Kind.COUNTER
    context = {
        "change": change,
        "proposed": proposed_count(change, timezone.now()) if of_counter else proposed(change, today),
        "is_own": change.proposed_by_id == request.user.pk,
        "is_open": change.state == ChangeState.PROPOSED,
        "crumbs": crumbs(change.rule),
    }
    return form_page(request, f"desk/rulebook/{'counter_change' if of_counter else 'change'}.html", form, context)


@director
@require_POST
def withdraw_change(request: PersonRequest, change_id: UUID) -> HttpResponse:
    """Take back a change that one proposed."""
    change = any_change(change_id)
    actions.withdraw_change(change, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The change is taken back."))
    return redirect("desk:rule_change", change.pk)


def _propose(request: PersonRequest, form: ChangeForm, rule: str) -> HttpResponse:
    change = actions.propose_change(
        rule,
        form.rule_text,
        **form.reasons,
        by=actor_of(request.user),
        now=timezone.now(),
    )
    return to_proposal(request, change)


def to_proposal(request: PersonRequest, change: RuleChange) -> HttpResponse:
    """On to the page of what was just proposed."""
    messages.success(request, _("Proposed. A second person of the office decides."))
    return redirect("desk:rule_change", change.pk)


def _change_page(request: PersonRequest, form: ChangeForm, book: RuleBook, title: str) -> HttpResponse:
    context = {"facts": list(book.facts.items()), "title": title, "crumbs": crumbs(title)}
    return form_page(request, "desk/rulebook/change_rule.html", form, context)


def crumbs(here: str) -> list[dict[str, str]]:
    """The way to a page about a rule or a limit."""
    return [{"label": _("Rules"), "url": reverse("desk:rules")}, {"label": here, "url": ""}]
