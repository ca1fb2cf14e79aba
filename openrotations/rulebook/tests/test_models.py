from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from openrotations.rulebook.models import FactWords, Rule, RuleBook
from openrotations.rulebook.queries import shipped_book

RULE: dict[str, Any] = {
    "id": "some-rule",
    "scope": "programme",
    "statement": "Something is so.",
    "yes_if": {"fact": "known", "is": True},
    "because": {"met": "It is.", "not_yet": "It is not {known}."},
    "would_change": "Do it.",
    "who": "student",
    "source": "a test",
    "checked_on": "2026-11-22",
    "confidence": "high",
    "review_on": "2027-11-22",
}
FACTS: dict[str, Any] = {
    "known": {"words": "whether it is so", "who": "student", "kind": "yes_no", "asked": ["a page"]},
    "colour": {"words": "its colour", "who": "office", "kind": "words", "values": ["red", "blue"], "asked": ["a page"]},
    "number": {"words": "how many", "who": "host", "kind": "number", "of": "choice", "asked": ["a page"]},
    "names": {"words": "which", "who": "host", "kind": "list", "asked": ["a page"]},
}


def book(*rules: dict[str, Any]) -> RuleBook:
    return RuleBook.model_validate({"facts": FACTS, "rules": rules})


def test_a_whole_book_is_read() -> None:
    assert book(RULE).rules[0].facts == ("known",)


@pytest.mark.parametrize(
    "change",
    [
        {"yes_if": {"fact": "unheard", "is": True}},
        {"would_change": "Do {unheard}."},
        {"source": None},
        {"source": ""},
        {"confidence": "certain"},
        {"scope": "moon"},
        {"because": {"met": "It is."}},
        {"otherwise": "no"},
        {"otherwise": "counsel"},
        {"no_if": {"fact": "colour", "is": "red"}},
        {"review_on": "2026-11-22"},
        {"surprise": 1},
        {"yes_if": {"fact": "known", "is": "yes"}},
        {"yes_if": {"fact": "colour", "is": "green"}},
        {"yes_if": {"fact": "colour", "one_of": ["red", "green"]}},
        {"yes_if": {"fact": "colour", "at_least": 1}},
        {"yes_if": {"fact": "number", "at_least": "colour"}},
        {"yes_if": {"fact": "number", "is": 1}},
        {"yes_if": {"fact": "known", "empty": True}},
        {"yes_if": {"any": [{"not": {"fact": "names", "is": "x"}}]}},
    ],
)
def test_a_rule_with_a_fault_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        book({**RULE, **change})


def test_a_rule_stands_only_once() -> None:
    with pytest.raises(ValidationError, match="twice"):
        book(RULE, RULE)


@pytest.mark.parametrize("change", [{"kind": "number"}, {"values": []}, {"asked": []}, {"who": "nobody"}])
def test_a_fact_with_a_fault_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FactWords.model_validate({**FACTS["colour"], **change})


def test_rules_about_a_choice_are_those_that_ask_about_one() -> None:
    whole = book(RULE, {**RULE, "id": "other-rule", "yes_if": {"fact": "number", "at_least": 1}})
    assert [rule.id for rule in whole.about_application.rules] == ["some-rule"]
    assert [rule.id for rule in whole.about_choice.rules] == ["other-rule"]


@pytest.mark.parametrize("rule", shipped_book().rules, ids=lambda rule: rule.id)
def test_every_shipped_rule_names_its_source_and_is_looked_at_again_within_a_year(rule: Rule) -> None:
    assert len(rule.source) > 10
    assert rule.would_change
    assert rule.checked_on >= date(2026, 11, 22)
    assert (rule.review_on - rule.checked_on).days <= 366
    # What a state or a consulate says moves faster than a policy of the office or a host.
    assert rule.scope not in ("visa", "state") or (rule.review_on - rule.checked_on).days <= 190


def test_a_secondary_source_is_never_shipped_as_certain() -> None:
    for rule in shipped_book().rules:
        assert "secondary source" not in rule.source or rule.confidence != "high", rule.id


def test_nothing_about_certification_or_recognition_decides() -> None:
    informing = {"sponsor-note", "agency-recognised", "texas-licence"}
    assert {rule.id for rule in shipped_book().rules if rule.id in informing and rule.effect == "informs"} == informing
    for rule in shipped_book().rules:
        certifies = {"school_sponsor_note", "school_recognition"} & set(rule.facts)
        assert not certifies or rule.effect == "informs", rule.id
