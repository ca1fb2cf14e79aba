"""Publishing, accepting, withdrawing, and the steps that need it: every reason why not."""

from datetime import date
from typing import Any

import pytest

from openrotations.consents import rules
from openrotations.consents.models import Kind
from openrotations.consents.shipped import MARK, templates

TODAY = date(2026, 11, 22)
SOUND: dict[str, Any] = {"text": "Be kind.", "holds_from": TODAY, "today": TODAY, "newest_from": None, "was_read": True}


def codes(found: Any) -> list[str]:
    return [reason.code for reason in found]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"text": f"{MARK}: read this"}, ["still-template"]),
        ({"holds_from": date(2026, 11, 21)}, ["holds-from-past"]),
        ({"newest_from": TODAY}, []),
        ({"newest_from": date(2026, 11, 23)}, ["holds-from-before-last"]),
        (
            {"text": MARK, "holds_from": date(2026, 1, 1), "newest_from": TODAY},
            ["still-template", "holds-from-past", "holds-from-before-last"],
        ),
    ],
)
def test_a_version_is_published_when_everything_is_in_order(change: dict[str, Any], expected: list[str]) -> None:
    assert codes(rules.why_not_publish(**{**SOUND, **change})) == expected


@pytest.mark.parametrize("kind", Kind.values)
def test_no_template_can_be_published_as_it_is(kind: str) -> None:
    assert codes(rules.why_not_publish(**{**SOUND, "text": templates()[kind].text})) == ["still-template"]


def test_nobody_publishes_what_they_have_not_read() -> None:
    assert codes(rules.why_not_publish(**{**SOUND, "was_read": False})) == ["changed-since"]
    assert codes(rules.why_not_save(state="draft")) == []
    assert codes(rules.why_not_save(state="published")) == ["no-draft"]


def test_every_text_has_a_template_and_no_other() -> None:
    assert set(templates()) == set(Kind.values)


def test_only_what_is_in_force_is_accepted_and_only_by_students() -> None:
    assert codes(rules.why_not_accept(holds=True, is_student=True)) == []
    assert codes(rules.why_not_accept(holds=False, is_student=False)) == ["not-in-force", "no-student"]


def test_only_a_consent_that_stands_is_taken_back() -> None:
    assert codes(rules.why_not_withdraw(is_optional=True, is_withdrawn=False)) == []
    assert codes(rules.why_not_withdraw(is_optional=False, is_withdrawn=True)) == ["not-optional", "withdrawn"]


def test_each_text_that_is_owed_is_a_reason_with_its_version() -> None:
    [reason] = rules.why_not_without_acceptance([("terms", "Our terms", 3, TODAY)])
    assert (reason.code, reason.who) == ("not-accepted-terms", "student")
    assert "“Our terms” (version 3 of 22 Nov 2026)" in str(reason.text)
    assert codes(rules.why_not_without_acceptance([])) == []
