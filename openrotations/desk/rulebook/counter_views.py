"""What states count: the office reads it, a director proposes a change; `views` has a second person decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.desk.rulebook.counter_forms import CounterForm, NewCounterForm, initial_of
from openrotations.desk.rulebook.counter_queries import said_of
from openrotations.desk.rulebook.queries import CONFIDENCE
from openrotations.desk.rulebook.views import crumbs, may_propose, to_proposal
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, director, office
from openrotations.placements.queries.passing import who_passes
from openrotations.rulebook import queries
from openrotations.rulebook.access import counter_in
from openrotations.rulebook.actions import propose_counter
from openrotations.rulebook.models import RuleChange


@office
@require_safe
def counter_page(request: HttpRequest, counter: str) -> HttpResponse:
    """One limit of a state: what it says, whose seats come to more, and how it changed."""
    now = timezone.now()
    found = counter_in(queries.counters_on(now.date()), counter)
    context = {
        "counter": found,
        "said": said_of(found),
        "confidence": CONFIDENCE[found.confidence],
        "passing": who_passes(None, found, now),
        "changes": queries.changes_of(found.id, kind=RuleChange.Kind.COUNTER),
        "rule": next((rule for rule in queries.book_on(now.date()).rules if rule.id == found.id), None),
        "is_due": found.review_on <= now.date(),
        "may_propose": may_propose(request),
        "crumbs": crumbs(found.says),
    }
    return render(request, "desk/rulebook/counter.html", context)


@director
def change_counter(request: PersonRequest, counter: str) -> HttpResponse:
    """Propose another limit, other rotations that count, or none; and from when."""
    today = timezone.now().date()
    found = counter_in(queries.counters_on(today), counter)
    form = CounterForm(posted(request), initial=initial_of(found, today))
    if form.is_valid():
        with reasons_on(form):
            return _propose(request, form, found.id)
    return _form_page(request, form, found.says)


@director
def add_counter(request: PersonRequest) -> HttpResponse:
    """Propose something that no state counts yet."""
    form = NewCounterForm(posted(request), initial={"effective_on": timezone.now().date()})
    if form.is_valid():
        with reasons_on(form):
            return _propose(request, form, form.cleaned_data["name"])
    return _form_page(request, form, _("Add a limit of a state"))


def _propose(request: PersonRequest, form: CounterForm, counter_id: str) -> HttpResponse:
    change = propose_counter(
        form.counter(counter_id),
        counter_id,
        is_new="name" in form.cleaned_data,
        **form.reasons,
        by=actor_of(request.user),
        now=timezone.now(),
    )
    return to_proposal(request, change)


def _form_page(request: PersonRequest, form: CounterForm, title: str) -> HttpResponse:
    return form_page(request, "desk/rulebook/change_counter.html", form, {"title": title, "crumbs": crumbs(title)})
