"""The book of rules, and one change of it, as pages show them."""

from dataclasses import dataclass
from datetime import date
from difflib import unified_diff

import yaml
from django.utils.translation import gettext_lazy as _

from openrotations.applications.queries.reevaluation import ChangedAnswer, answers_changed
from openrotations.common.refusals import Words
from openrotations.rulebook.changing import read_rule, written
from openrotations.rulebook.models import FactWords, Rule, RuleBook, RuleChange
from openrotations.rulebook.queries import book_on
from openrotations.rulebook.states import ChangeState

SCOPES: dict[str, Words] = {
    "programme": _("Rules of the programme"),
    "school": _("What home schools say, and what others say of them"),
    "visa": _("Entering the United States"),
    "state": _("States"),
    "host": _("Hosts"),
}
CONFIDENCE: dict[str, Words] = {
    "high": _("read at its source"),
    "medium": _("not confirmed: secondary or partly read"),
    "low": _("not confirmed: dated or second-hand"),
}


@dataclass(frozen=True)
class Listed:
    """A rule in the list of all; `is_due` when somebody should look it up again."""

    rule: Rule
    is_due: bool
    confidence: Words


@dataclass(frozen=True)
class Proposed:
    """A change with what it does: lines that differ, and whose answer changes."""

    change: RuleChange
    lines: list[str]
    answers: list[ChangedAnswer]
    is_readable: bool


def rules_by_scope(book: RuleBook, today: date) -> list[tuple[Words, list[Listed]]]:
    """The whole book under a heading each, in its own order."""
    listed = [Listed(rule, rule.review_on <= today, CONFIDENCE[rule.confidence]) for rule in book.rules]
    grouped = ((heading, [each for each in listed if each.rule.scope == scope]) for scope, heading in SCOPES.items())
    return [(heading, rules) for heading, rules in grouped if rules]


def conditions_of(rule: Rule) -> str:
    """The conditions of a rule alone, as YAML."""
    whole = yaml.safe_load(written(rule))
    parts = {name: whole[name] for name in ("applies_if", "yes_if", "no_if", "otherwise") if name in whole}
    text: str = yaml.safe_dump(parts, sort_keys=False, allow_unicode=True, width=90)
    return text


def facts_asked(rule: Rule, book: RuleBook) -> list[tuple[str, FactWords]]:
    """The facts that a rule asks about, with their words."""
    return [(name, book.facts[name]) for name in rule.facts]


def proposed(change: RuleChange, today: date) -> Proposed:
    """What a change does to the rules of today. Answers are looked up while it does not count yet."""
    book = book_on(today)
    before = next((rule for rule in book.rules if rule.id == change.rule), None)
    after, is_readable = _read(change, book)
    old, new = written(before) if before else "", change.text
    is_ahead = change.state == ChangeState.PROPOSED or (
        change.state == ChangeState.APPROVED and change.effective_on > today
    )
    answers = answers_changed(book, before, after, today=today) if is_ahead and is_readable else []
    lines = list(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2))[2:] if is_ahead else []
    return Proposed(change, lines, answers, is_readable)


def _read(change: RuleChange, book: RuleBook) -> tuple[Rule | None, bool]:
    if not change.text:
        return None, True
    try:
        return read_rule(change.text, book), True
    except ValueError:
        return None, False
