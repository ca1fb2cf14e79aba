from datetime import date

import pytest

from openrotations.applications import rules
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.rulebook.queries import Answer, Finding, Verdict

TODAY = date(2026, 11, 22)
WINTER = Period(date(2027, 1, 1), date(2027, 3, 31))


def finding(verdict: Verdict, who: str = "student", rule: str = "some-rule") -> Finding:
    return Finding(rule, verdict, "It is so.", "Because.", "Do it.", who, "a source", TODAY, "high")


def codes(reasons: object) -> list[str]:
    return [reason.code for reason in reasons if isinstance(reason, Reason)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("verdict", "who", "stands"),
    [
        (Verdict.YES, "student", False),
        (Verdict.NO, "office", True),
        (Verdict.NOT_YET, "registrar", True),
        (Verdict.CANNOT_TELL, "student", True),
        (Verdict.CANNOT_TELL, "office", False),
    ],
)
def test_what_the_office_must_find_out_does_not_stand_in_the_way(verdict: Verdict, who: str, stands: bool) -> None:
    found = finding(verdict, who)
    assert rules.stands_in_the_way(found) is stands
    assert bool(codes(rules.why_not_submit(Answer(verdict, (found,)), state="draft"))) is stands


def test_a_refusal_says_why_what_next_who_and_from_where() -> None:
    answer = Answer(Verdict.NO, (finding(Verdict.NO), finding(Verdict.NOT_YET, "registrar", "other-rule")))
    first, second = rules.why_not_submit(answer, state="draft")
    assert (first.code, first.text, first.who, first.source) == (
        "some-rule",
        "Because. Do it.",
        "student",
        "a source",
    )
    assert second.who == "registrar"


def test_an_application_is_handed_in_once() -> None:
    assert codes(rules.why_not_submit(Answer(Verdict.YES, ()), state="submitted")) == ["handed-in"]


@pytest.mark.parametrize(
    ("state", "decision", "note", "expected"),
    [
        ("submitted", "eligible", "", []),
        ("submitted", "returned", "", ["no-note"]),
        ("submitted", "returned", "Change the weeks.", []),
        ("submitted", "not_eligible", " no ", ["no-note"]),
        ("draft", "eligible", "", ["not-decidable"]),
        ("withdrawn", "returned", "Too late.", ["not-decidable"]),
    ],
)
def test_a_decision_fits_the_state_and_says_why(state: str, decision: str, note: str, expected: list[str]) -> None:
    answer = Answer(Verdict.YES, ())
    assert codes(rules.why_not_decide(answer, state=state, decision=decision, note=note)) == expected


def test_nobody_is_eligible_with_an_open_finding_about_themselves() -> None:
    about_seats = finding(Verdict.NOT_YET, "host", "choices-available")
    answer = Answer(Verdict.NOT_YET, (finding(Verdict.CANNOT_TELL, "office"), about_seats))
    assert codes(rules.why_not_decide(answer, state="submitted", decision="eligible", note="")) == ["some-rule"]


def test_what_is_relied_on_does_not_change() -> None:
    assert codes(rules.why_not_change_facts(states=["withdrawn", "draft"])) == []
    assert codes(rules.why_not_change_facts(states=["withdrawn", "in_round"])) == ["application-relies"]


def test_every_reason_against_a_window_is_given() -> None:
    past = Period(date(2020, 1, 1), date(2025, 1, 1))
    found = codes(rules.why_not_add_window(period=past, overlaps=True, count=12, today=TODAY))
    assert found == ["window-past", "window-long", "window-overlaps", "windows-many"]
    assert codes(rules.why_not_add_window(period=WINTER, overlaps=False, count=0, today=TODAY)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"window_count": 0}, ["no-window"]),
        ({"window_count": 0, "is_enrolled": False}, []),
        ({"is_confirmed": True, "waiting_count": 0}, ["nothing-to-ask"]),
        ({"asked_on": date(2026, 11, 20)}, ["asked-lately"]),
        ({"asked_on": date(2026, 11, 19)}, []),
    ],
)
def test_a_school_is_asked_about_something_and_not_every_day(changes: dict[str, object], expected: list[str]) -> None:
    usual: dict[str, object] = {
        "is_enrolled": True,
        "is_confirmed": False,
        "window_count": 1,
        "waiting_count": 1,
        "asked_on": None,
        "today": TODAY,
    }
    assert codes(rules.why_not_ask_school(**{**usual, **changes})) == expected  # type: ignore[arg-type]


def test_the_small_rules() -> None:
    assert codes(rules.why_not_answer_school(is_answered=True, is_own_school=True)) == ["answered"]
    assert codes(rules.why_not_answer_school(is_answered=False, is_own_school=False)) == ["other-school"]
    assert codes(rules.why_not_start(has_open=True)) == ["application-open"]
    assert codes(rules.why_not_edit(state="submitted")) == ["not-editable"]
    assert codes(rules.why_not_edit(state="returned")) == []
    assert codes(rules.why_not_add_choice(is_listed=True, count=20)) == ["choice-listed", "choices-many"]
    assert codes(rules.why_not_withdraw(state="withdrawn")) == ["withdrawn"]
    assert codes(rules.why_not_withdraw(state="in_round")) == []
