from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.rulebook import changing
from openrotations.rulebook.models import Rule
from openrotations.rulebook.queries import shipped_book

TODAY = date(2026, 11, 22)
BOOK = shipped_book()


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_every_shipped_rule_can_be_written_and_read_again(rule: Rule) -> None:
    text = changing.written(rule)
    assert changing.read_rule(text, BOOK) == rule
    assert changing.faults_of(text, BOOK) == []
    assert changing.id_in(text) == rule.id


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert changing.faults_of(text, BOOK)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(BOOK.rules), st.integers(0, 2000), st.text(max_size=8))
def test_a_slip_of_the_pen_is_read_or_said(rule: Rule, place: int, slip: str) -> None:
    text = changing.written(rule)
    changing.faults_of(text[:place] + slip + text[place + 1 :], BOOK)


HOSTILE = ["[" * 5000, "a: " + "{b: " * 3000, "\x00", "- " * 4000, "&a [*a]", "? ? ?", "!!python/object:os.system x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_refused_in_words(text: str) -> None:
    assert len(changing.faults_of(text, BOOK)) == 1


def test_a_change_says_every_reason_against_it() -> None:
    reasons = changing.why_not_propose(
        faults=["Wrong."], is_renamed=True, is_same=True, has_open=True, effective_on=date(2026, 1, 1), today=TODAY
    )
    assert [reason.code for reason in reasons] == ["rule-fault", "renamed", "proposed-already", "day-past"]
    assert [reason.code for reason in changing.why_not_decide(is_own=True)] == ["own-change"]
    assert [reason.code for reason in changing.why_not_withdraw(is_own=False)] == ["not-own"]
