"""Properties of the evaluator, over every shipped rule and any facts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openrotations.rulebook.models import FactWords, RuleBook
from openrotations.rulebook.queries import Answer, Evaluator, Finding, Verdict, evaluate, shipped_book
from openrotations.rulebook.tests.test_models import FACTS, RULE, book

BOOK = shipped_book()


def possible(fact: FactWords) -> st.SearchStrategy[Any]:
    """Any value that the fact may be."""
    if fact.kind == "yes_no":
        return st.booleans()
    if fact.kind == "words":
        return st.sampled_from(fact.values)
    if fact.kind == "number":
        return st.integers(0, 400)
    return st.lists(st.text(max_size=5), max_size=2)


POSSIBLE = {name: possible(fact) for name, fact in BOOK.facts.items()}
FACTS_TOLD = st.fixed_dictionaries({}, optional=POSSIBLE)
WHOLE = st.fixed_dictionaries(POSSIBLE)
# Forty-four rules an example: time is no property here.
patient = settings(deadline=None, max_examples=25)


COUNSEL = {"otherwise": "counsel", "because": {"met": "It is.", "counsel": "Ask."}}


def by_rule(answer: Answer) -> dict[str, Finding]:
    return {finding.rule: finding for finding in answer.findings}


@patient
@given(FACTS_TOLD, st.randoms())
def test_the_order_of_the_rules_never_matters(facts: dict[str, object], random: Any) -> None:
    shuffled = list(BOOK.rules)
    random.shuffle(shuffled)
    other = evaluate(facts, RuleBook(facts=BOOK.facts, rules=tuple(shuffled)))
    one = evaluate(facts, BOOK)
    assert one.verdict == other.verdict
    assert by_rule(one) == by_rule(other)


@patient
@given(FACTS_TOLD)
def test_cannot_tell_names_a_missing_fact_in_words_or_asks_for_counsel(facts: dict[str, object]) -> None:
    for finding in evaluate(facts, BOOK).findings:
        is_open = finding.verdict == Verdict.CANNOT_TELL and finding.effect != "counsel"
        assert bool(finding.missing) == is_open
        for name in finding.missing:
            assert facts.get(name) is None
            assert BOOK.facts[name].words in finding.because


@patient
@given(FACTS_TOLD, WHOLE)
def test_telling_the_facts_that_are_named_always_resolves_it(facts: dict[str, object], told: dict[str, object]) -> None:
    for rule, finding in by_rule(evaluate(facts, BOOK)).items():
        if finding.missing:
            given_now = {**facts, **{name: told[name] for name in finding.missing}}
            after = by_rule(evaluate(given_now, BOOK)).get(rule)
            assert after is None or not after.missing, (rule, finding.missing)


@patient
@given(FACTS_TOLD, WHOLE)
def test_a_fact_that_is_not_named_changes_nothing(facts: dict[str, object], told: dict[str, object]) -> None:
    before = by_rule(evaluate(facts, BOOK))
    named = {name for finding in before.values() for name in finding.missing}
    more = {name: value for name, value in told.items() if name not in named and facts.get(name) is None}
    after = by_rule(evaluate({**facts, **more}, BOOK))
    for rule, finding in before.items():
        now = after.get(rule)
        # A rule that turns out not to apply stands in nobody's way, as one that is met.
        assert (now.verdict if now else Verdict.YES) == finding.verdict, rule
        assert now is None or now.missing == finding.missing, rule


@patient
@given(FACTS_TOLD, WHOLE, st.data())
def test_telling_one_more_fact_never_turns_a_definite_answer_round(
    facts: dict[str, object], told: dict[str, object], data: Any
) -> None:
    name = data.draw(st.sampled_from(sorted(BOOK.facts)))
    assume(facts.get(name) is None)
    before, after = by_rule(evaluate(facts, BOOK)), by_rule(evaluate({**facts, name: told[name]}, BOOK))
    for rule, finding in before.items():
        if not finding.missing:
            now = after.get(rule)
            assert (now.verdict if now else Verdict.YES) == finding.verdict, rule


@patient
@given(WHOLE)
def test_whoever_told_everything_is_told_something_definite(facts: dict[str, object]) -> None:
    assert not [finding.rule for finding in evaluate(facts, BOOK).findings if finding.missing]


@patient
@given(st.lists(FACTS_TOLD, max_size=4))
def test_asking_one_evaluator_many_times_says_the_same(asked: list[dict[str, object]]) -> None:
    judge = Evaluator(BOOK)
    assert [judge.answer(facts) for facts in asked] == [evaluate(facts, BOOK) for facts in asked]


def test_a_fact_that_cannot_change_the_answer_is_not_asked_for() -> None:
    either = {"any": [{"fact": "known", "is": True}, {"fact": "known", "is": False}]}
    fickle = {"any": [{"all": [{"fact": "colour", "is": "red"}, either]}, {"fact": "number", "at_least": 3}]}
    finding = evaluate({}, book({**RULE, "yes_if": fickle})).findings[0]
    assert finding.missing == ("colour", "number")
    assert evaluate({"colour": "red"}, book({**RULE, "yes_if": fickle})).findings[0].verdict == Verdict.YES


def test_numbers_that_name_each_other_are_compared_when_both_are_missing() -> None:
    facts = FACTS | {"most": {**FACTS["number"], "words": "at most how many"}}
    pair = RuleBook.model_validate(
        {"facts": facts, "rules": [{**RULE, "yes_if": {"fact": "number", "at_most": "most"}}]}
    )
    assert evaluate({}, pair).findings[0].missing == ("number", "most")
    assert evaluate({"number": 5}, pair).findings[0].missing == ("most",)


@pytest.mark.parametrize(
    ("change", "facts", "verdict", "effect"),
    [
        ({"effect": "informs"}, {"known": False}, Verdict.NOT_YET, "informs"),
        (COUNSEL, {"known": False}, Verdict.CANNOT_TELL, "counsel"),
        (COUNSEL, {}, Verdict.CANNOT_TELL, "informs"),
    ],
)
def test_what_informs_or_is_for_counsel_decides_nothing(
    change: dict[str, Any], facts: dict[str, object], verdict: Verdict, effect: str
) -> None:
    answer = evaluate(facts, book({**RULE, **change}))
    assert (answer.findings[0].verdict, answer.findings[0].effect) == (verdict, effect)
    assert answer.verdict == Verdict.YES
    assert answer.open == []
    assert answer.worth_reading == list(answer.findings)


def test_an_answer_names_the_numbers_it_rests_on() -> None:
    facts = {"weeks_wanted": 20, "programme_min_weeks": 4, "programme_max_weeks": 13}
    finding = by_rule(evaluate(facts, BOOK))["weeks-in-range"]
    assert finding.because == "You ask for 20 weeks; the programme gives 4 to 13."
    assert finding.would_change == "Ask for 4 to 13 weeks in all."


def test_findings_are_kept_and_read_again_those_of_earlier_versions_too() -> None:
    for finding in evaluate({}, BOOK).findings:
        assert Finding.from_json(finding.as_json()) == finding
    since = {"scope", "effect", "needed_by", "review_on", "about"}
    early = {name: value for name, value in finding.as_json().items() if name not in since}
    assert Finding.from_json(early).decides
    assert Finding.from_json({**early, "unheard_of": 1}).checked_on == date(2026, 11, 22)
