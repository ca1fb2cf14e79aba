from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrotations.rulebook.queries import Answer, Verdict, evaluate, rule_file

PROGRAMME = rule_file("programme")
FITTING: dict[str, object] = {
    "status": "enrolled",
    "school_known": True,
    "school_accreditation": "accredited",
    "enrolment": "confirmed",
    "windows_approved": 1,
    "weeks_wanted": 8,
    "programme_min_weeks": 4,
    "programme_max_weeks": 13,
    "programme_graduates_may": "observe",
    "choices": 2,
    "choices_hands_on": ["Surgery"],
    "choices_outside_windows": [],
    "choices_longer_than_wanted": [],
    "choices_not_available": [],
}
LISTS = st.lists(st.text(max_size=5), max_size=2)
POSSIBLE: dict[str, st.SearchStrategy[Any]] = {name: LISTS for name in FITTING if name.startswith("choices_")} | {
    "status": st.sampled_from(["enrolled", "graduate", "tourist"]),
    "school_known": st.booleans(),
    "school_accreditation": st.sampled_from(["accredited", "not_accredited"]),
    "enrolment": st.sampled_from(["stated", "confirmed", "refused"]),
    "windows_approved": st.integers(0, 3),
    "weeks_wanted": st.integers(0, 60),
    "programme_min_weeks": st.integers(1, 8),
    "programme_max_weeks": st.integers(8, 52),
    "programme_graduates_may": st.sampled_from(["observe", "hands_on"]),
    "choices": st.integers(0, 3),
}
FACTS = st.fixed_dictionaries({}, optional=POSSIBLE)


def verdict_on(rule: str, **changes: object) -> Verdict | None:
    answer = evaluate({**FITTING, **changes}, PROGRAMME)
    return next((finding.verdict for finding in answer.findings if finding.rule == rule), None)


def test_somebody_who_fits_gets_a_yes() -> None:
    answer = evaluate(FITTING, PROGRAMME)
    assert answer.verdict == Verdict.YES
    assert answer.open == []


@pytest.mark.parametrize(
    ("rule", "changes", "verdict"),
    [
        ("enrolled-or-graduate", {"status": "tourist"}, Verdict.NO),
        ("school-known", {"school_known": None}, Verdict.CANNOT_TELL),
        ("school-accredited", {"school_accreditation": "not_accredited"}, Verdict.NO),
        ("school-accredited", {"school_accreditation": None}, Verdict.CANNOT_TELL),
        ("enrolment-confirmed", {"enrolment": "stated"}, Verdict.NOT_YET),
        ("enrolment-confirmed", {"enrolment": "refused"}, Verdict.NO),
        ("window-approved", {"windows_approved": 0}, Verdict.NOT_YET),
        ("weeks-in-range", {"weeks_wanted": 3}, Verdict.NO),
        ("weeks-in-range", {"weeks_wanted": 4}, Verdict.YES),
        ("weeks-in-range", {"weeks_wanted": 13}, Verdict.YES),
        ("weeks-in-range", {"weeks_wanted": 14}, Verdict.NO),
        ("weeks-in-range", {"weeks_wanted": None}, Verdict.CANNOT_TELL),
        ("choices-made", {"choices": 0}, Verdict.NOT_YET),
        ("graduate-observes", {}, None),
        ("graduate-observes", {"status": "graduate"}, Verdict.NO),
        ("graduate-observes", {"status": "graduate", "choices_hands_on": []}, Verdict.YES),
        ("graduate-observes", {"status": "graduate", "programme_graduates_may": "hands_on"}, None),
        ("graduate-observes", {"status": None}, Verdict.CANNOT_TELL),
        ("choices-inside-windows", {"choices_outside_windows": ["Surgery"]}, Verdict.NOT_YET),
        ("choices-not-too-long", {"choices_longer_than_wanted": ["Surgery"]}, Verdict.NO),
        ("choices-available", {"choices_not_available": ["Surgery"]}, Verdict.NOT_YET),
    ],
)
def test_each_rule_answers(rule: str, changes: dict[str, object], verdict: Verdict | None) -> None:
    assert verdict_on(rule, **changes) == verdict


def test_an_answer_names_the_numbers_it_rests_on() -> None:
    answer = evaluate({**FITTING, "weeks_wanted": 20}, PROGRAMME)
    assert answer.open[0].because == "You ask for 20 weeks; the programme gives 4 to 13."
    assert answer.open[0].would_change == "Ask for 4 to 13 weeks in all."


@given(FACTS, st.randoms())
def test_the_order_of_the_rules_never_matters(facts: dict[str, object], random: Any) -> None:
    shuffled = list(PROGRAMME.rules)
    random.shuffle(shuffled)
    one, other = evaluate(facts, PROGRAMME), evaluate(facts, shuffled, PROGRAMME.facts)
    assert one.verdict == other.verdict
    assert _by_rule(one) == _by_rule(other)


@given(FACTS, st.sampled_from(sorted(FITTING)))
def test_a_missing_fact_never_fails_and_is_named(facts: dict[str, object], gone: str) -> None:
    answer = evaluate({name: value for name, value in facts.items() if name != gone}, PROGRAMME)
    for finding in answer.findings:
        assert bool(finding.missing) == (finding.verdict == Verdict.CANNOT_TELL)
        for name in finding.missing:
            assert PROGRAMME.facts[name].words in finding.because


@given(FACTS, st.data())
def test_telling_one_more_fact_never_turns_a_yes_or_a_no_round(facts: dict[str, object], data: Any) -> None:
    before = _by_rule(evaluate(facts, PROGRAMME))
    name = data.draw(st.sampled_from(sorted(FITTING)))
    after = _by_rule(evaluate({name: data.draw(POSSIBLE[name]), **facts}, PROGRAMME))
    for rule, verdict in before.items():
        assert rule not in after or verdict == Verdict.CANNOT_TELL or after[rule] == verdict


def _by_rule(answer: Answer) -> dict[str, Verdict]:
    return {finding.rule: finding.verdict for finding in answer.findings}
