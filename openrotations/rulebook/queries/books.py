"""The book of rules: the files that come with the program, what states count, and the changes that count on a day."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.refusals import Words
from openrotations.common.turns import Need
from openrotations.rulebook.changing import read_rule
from openrotations.rulebook.counted_rules import rule_of
from openrotations.rulebook.counters import Counter, counters
from openrotations.rulebook.models import FactWords, Rule, RuleBook, RuleChange, RuleFile
from openrotations.rulebook.queries.changes import changes_on, proposals
from openrotations.rulebook.queries.counting import counters_with

_NEEDS: dict[str, Words] = {
    RuleChange.Kind.RULE: gettext_lazy("A change to a rule waits for a second person"),
    RuleChange.Kind.COUNTER: gettext_lazy("A change to what a state counts waits for a second person"),
}
RULE_FILES = ("programme", "school", "visa", "state", "host")


def shipped_book() -> RuleBook:
    """The rules as they come with the program. Raises pydantic's ValidationError when a file is malformed."""
    return book_counting(counters())


@lru_cache(maxsize=16)
def book_counting(found: tuple[Counter, ...]) -> RuleBook:
    """The rules of the files, and one for each of these counters that no file has a rule for."""
    facts, written = _shipped()
    taken = {rule.id for rule in written}
    return RuleBook(facts=facts, rules=(*written, *(rule_of(each) for each in found if each.id not in taken)))


def book_on(day: date) -> RuleBook:
    """The rules that count on that day: files, what states count by then, and every approved change; one query."""
    changes = list(changes_on(day))
    counted = counters_with(counters(), (each for each in changes if each.kind == RuleChange.Kind.COUNTER))
    return book_with(book_counting(counted), (each for each in changes if each.kind == RuleChange.Kind.RULE))


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


@cache
def _shipped() -> tuple[dict[str, FactWords], tuple[Rule, ...]]:
    facts = {name: FactWords.model_validate(fact) for name, fact in _read("facts").items()}
    return facts, tuple(rule for name in RULE_FILES for rule in RuleFile.model_validate(_read(name)).rules)


def _readable(text: str, book: RuleBook) -> Rule | None:
    try:
        return read_rule(text, book)
    except ValueError:
        return None


def _read(name: str) -> dict[str, object]:
    text = (files("openrotations.rulebook") / "rules" / f"{name}.yaml").read_text(encoding="utf-8")
    read: dict[str, object] = yaml.safe_load(text)
    return read


def _page_of(rule: Rule) -> str:
    return reverse("desk:rule", args=[rule.id])
