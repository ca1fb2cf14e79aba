from typing import Any

import pytest
from pydantic import ValidationError

from openrotations.rulebook.models import RuleFile
from openrotations.rulebook.queries import rule_file

RULE: dict[str, Any] = {
    "id": "some-rule",
    "statement": "Something is so.",
    "yes_if": {"fact": "known", "is": True},
    "because": {"met": "It is.", "not_yet": "It is not {known}."},
    "would_change": "Do it.",
    "who": "student",
    "source": "a test",
    "checked_on": "2026-11-22",
    "confidence": "high",
}
FACTS = {"known": {"words": "whether it is so", "who": "student"}}


def test_a_whole_file_is_read() -> None:
    assert RuleFile.model_validate({"facts": FACTS, "rules": [RULE]}).rules[0].facts == {"known"}


@pytest.mark.parametrize(
    "change",
    [
        {"yes_if": {"fact": "unheard", "is": True}},
        {"would_change": "Do {unheard}."},
        {"source": None},
        {"confidence": "certain"},
        {"because": {"met": "It is."}},
        {"otherwise": "no"},
        {"surprise": 1},
    ],
)
def test_a_rule_with_a_fault_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RuleFile.model_validate({"facts": FACTS, "rules": [{**RULE, **change}]})


def test_a_rule_stands_only_once() -> None:
    with pytest.raises(ValidationError, match="twice"):
        RuleFile.model_validate({"facts": FACTS, "rules": [RULE, RULE]})


def test_every_rule_of_the_programme_names_its_source() -> None:
    assert all(rule.source and rule.would_change for rule in rule_file("programme").rules)
