from datetime import UTC, datetime, timedelta

from openrotations.evaluations import rules

ITEMS = [("reasoning", "Reasoning"), ("team", "Team")]
NOW = datetime(2027, 1, 18, 22, tzinfo=UTC)


def codes(reasons: object) -> list[str]:
    return [reason.code for reason in reasons]  # type: ignore[attr-defined]


def submit(moment: str = "midpoint", state: str = "due", **given: object) -> list[str]:
    values = {"answers": {"reasoning": 4, "team": None}, "keep": "Calm and clear", "change": "Ask sooner", **given}
    return codes(rules.why_not_submit(state=state, moment=moment, items=ITEMS, **values))  # type: ignore[arg-type]


def test_a_complete_form_can_be_submitted_also_late() -> None:
    assert submit() == submit(state="drafted") == submit(state="lapsed") == []


def test_every_missing_item_and_comment_is_named_at_once() -> None:
    assert submit(answers={}, keep="", change="ok") == [
        "missing-reasoning",
        "missing-team",
        "missing-keep",
        "missing-change",
    ]


def test_comments_are_required_at_mid_point_only() -> None:
    assert submit(moment="final", keep="", change="") == []


def test_a_form_on_which_nothing_was_observed_says_something_else() -> None:
    assert submit(answers={"reasoning": None, "team": None}) == ["nothing-observed"]


def test_a_submitted_form_and_a_declined_one_are_closed() -> None:
    assert submit(state="submitted") == ["submitted"]
    assert submit(state="not_supervised") == ["declined"]


def test_a_correction_is_possible_for_seven_days() -> None:
    week = timedelta(days=7)
    assert not codes(rules.why_not_correct(state="submitted", first_submitted_at=NOW, now=NOW + week))
    late = rules.why_not_correct(state="submitted", first_submitted_at=NOW, now=NOW + week + timedelta(seconds=1))
    assert codes(late) == ["too-late"]
    assert codes(rules.why_not_correct(state="drafted", first_submitted_at=None, now=NOW)) == ["not-submitted"]
