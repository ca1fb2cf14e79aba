"""The book of rules: the files that come with the program, and the changes that count on a day."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import yaml
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.refusals import Words
from openrotations.common.turns import Need
from openrotations.rulebook.changing import read_rule
from openrotations.rulebook.models import FactWords, Rule, RuleBook, RuleChange, RuleFile
from openrotations.rulebook.states import ChangeState

_NEEDS: dict[str, Words] = {
    RuleChange.Kind.RULE: gettext_lazy("A change to a rule waits for a second person"),
    RuleChange.Kind.COUNTER: gettext_lazy("A change to what a state counts waits for a second person"),
}
RULE_FILES = ("programme", "school", "visa", "state", "host")


@cache
def shipped_book() -> RuleBook:
    """The rules as they come with the program. Raises pydantic's ValidationError when a file is malformed."""
    facts = {name: FactWords.model_validate(fact) for name, fact in _read("facts").items()}
    rules = [rule for name in RULE_FILES for rule in RuleFile.model_validate(_read(name)).rules]
    return RuleBook(facts=facts, rules=tuple(rules))


def book_on(day: date) -> RuleBook:
    """The rules that count on that day: the files, and every approved change that counts by then."""
    return book_with(shipped_book(), changes_on(day))


def book_with(book: RuleBook, changes: Iterable[RuleChange]) -> RuleBook:
    """The book after these changes, each after the one before it.

    A change that this version of the program cannot read is left aside: the rule as it comes with the program counts.
    """
    rules = {rule.id: rule for rule in book.rules}
    for change in changes:
        if not change.text:
            rules.pop(change.rule, None)
        elif rule := _readable(change.text, book):
            rules[change.rule] = rule
    if list(rules.values()) == list(book.rules):
        return book
    return RuleBook.model_construct(facts=book.facts, rules=tuple(rules.values()))


def changes_on(day: date, *, kind: str = RuleChange.Kind.RULE) -> QuerySet[RuleChange]:
    """The approved changes of rules that count on that day, in the order in which they came to count."""
    found = RuleChange.objects.filter(kind=kind, state=ChangeState.APPROVED, effective_on__lte=day)
    return found.order_by("effective_on", "decided_at")


def changes_of(rule: str, *, kind: str = RuleChange.Kind.RULE) -> QuerySet[RuleChange]:
    """Every change to a rule, the newest first."""
    people = RuleChange.objects.select_related("proposed_by", "decided_by")
    return people.filter(kind=kind, rule=rule).order_by("-proposed_at")


def _readable(text: str, book: RuleBook) -> Rule | None:
    try:
        return read_rule(text, book)
    except ValueError:
        return None


def _read(name: str) -> dict[str, object]:
    text = (files("openrotations.rulebook") / "rules" / f"{name}.yaml").read_text(encoding="utf-8")
    read: dict[str, object] = yaml.safe_load(text)
    return read


def proposals() -> QuerySet[RuleChange]:
    """Changes of rules and counters that wait for a second person, the oldest first."""
    found = RuleChange.objects.filter(state=ChangeState.PROPOSED).select_related("proposed_by")
    return found.order_by("proposed_at")


def changes_ahead(day: date) -> QuerySet[RuleChange]:
    """Approved changes that count only after that day, the next first."""
    found = RuleChange.objects.filter(state=ChangeState.APPROVED, effective_on__gt=day)
    return found.select_related("proposed_by", "decided_by").order_by("effective_on")


def due_for_review(book: RuleBook, day: date) -> list[Rule]:
    """The rules that somebody should look up again, the longest overdue first."""
    return sorted((rule for rule in book.rules if rule.review_on <= day), key=lambda rule: rule.review_on)


def office_needs(now: datetime) -> list[Need]:
    """Changes that wait for a second person, and rules to look up again."""
    today = now.date()
    waiting = [
        Need(
            "decide-rule-change",
            _NEEDS[change.kind],
            change.rule,
            change.proposed_at.date(),
            reverse("desk:rule_change", args=[change.pk]),
        )
        for change in proposals()
    ]
    due = due_for_review(book_on(today), today)
    reviews = [
        Need("review-rule", _("Look a rule up again at its source"), rule.id, rule.review_on, _page_of(rule))
        for rule in due
    ]
    return [*waiting, *reviews]


def _page_of(rule: Rule) -> str:
    return reverse("desk:rule", args=[rule.id])
