from openrotations.onboarding import rules


def codes(reasons: object) -> list[str]:
    return [reason.code for reason in reasons]  # type: ignore[attr-defined]


def test_a_student_states_an_open_task_of_their_own() -> None:
    assert not codes(rules.why_not_state(placement_state="confirmed", who="student", is_stated=False, is_checked=False))


def test_every_reason_against_stating_comes_at_once() -> None:
    found = rules.why_not_state(placement_state="active", who="office", is_stated=False, is_checked=True)
    assert codes(found) == ["not-before-day-one", "not-yours", "checked-already"]


def test_a_task_is_not_stated_twice() -> None:
    found = rules.why_not_state(placement_state="confirmed", who="student", is_stated=True, is_checked=False)
    assert codes(found) == ["stated-already"]


def test_a_checked_task_is_not_checked_again() -> None:
    assert codes(rules.why_not_check(placement_state="confirmed", is_checked=True)) == ["checked-already"]


def test_a_task_is_opened_again_only_with_a_reason() -> None:
    found = rules.why_not_uncheck(placement_state="cleared", is_checked=True, is_stated=True, because=" ")
    assert codes(found) == ["no-reason"]


def test_an_open_task_cannot_be_opened_again() -> None:
    found = rules.why_not_uncheck(placement_state="confirmed", is_checked=False, is_stated=False, because="a page")
    assert codes(found) == ["nothing-to-open"]
