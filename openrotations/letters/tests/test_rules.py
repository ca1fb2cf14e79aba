from datetime import date, timedelta

import pytest

from openrotations.letters import rules

FIRST = date(2027, 1, 4)


def codes(**values: object) -> set[str]:
    defaults = {
        "placement_state": "active",
        "first_on": FIRST,
        "today": FIRST + timedelta(days=7),
        "destination": "eras",
        "open_destinations": frozenset(),
        "deadline_on": None,
        "signed_as": "Ana Flor",
    }
    return {reason.code for reason in rules.why_not_ask(**{**defaults, **values})}  # type: ignore[arg-type]


def test_a_letter_can_be_asked_for_from_week_two_on() -> None:
    assert codes() == set()
    assert codes(today=FIRST + timedelta(days=6)) == {"too-early"}
    assert codes(placement_state="completed", today=FIRST + timedelta(days=300)) == set()


@pytest.mark.parametrize("state", ["offered", "accepted", "confirmed", "cleared", "cancelled"])
def test_never_without_a_rotation_that_ran(state: str) -> None:
    assert codes(placement_state=state) == {"not-running"}


def test_every_reason_comes_at_once() -> None:
    found = codes(today=FIRST, open_destinations=frozenset({"eras"}), deadline_on=FIRST, signed_as=" ")
    assert found == {"too-early", "asked-already", "deadline-passed", "not-signed"}


def test_the_same_physician_can_write_for_another_destination() -> None:
    assert codes(open_destinations=frozenset({"carms"})) == set()


def test_a_letter_is_written_between_agreeing_and_signing() -> None:
    assert not list(rules.why_not_write("agreed")) + list(rules.why_not_write("drafted"))
    refused = {"asked", "declined", "redirected", "signed", "handed_over", "confirmed", "withdrawn"}
    assert all(list(rules.why_not_write(state)) for state in refused)


def test_an_empty_letter_and_an_empty_name_are_not_signed() -> None:
    assert {r.code for r in rules.why_not_sign(body=" \n", signed_as="")} == {"no-text", "not-signed"}


@pytest.mark.parametrize(
    ("today", "last", "due"),
    [
        (date(2027, 1, 23), date(2027, 1, 10), False),
        (date(2027, 1, 24), date(2027, 1, 10), True),
        (date(2027, 1, 25), date(2027, 1, 24), False),
        (date(2027, 1, 31), date(2027, 1, 24), True),
        (date(2027, 2, 2), date(2027, 1, 31), False),
        (date(2027, 2, 3), date(2027, 1, 31), True),
        (date(2027, 5, 1), date(2027, 2, 3), False),
        (date(2027, 2, 20), date(2027, 1, 10), True),  # the worker slept: one reminder, not three
        (date(2027, 1, 26), date(2027, 1, 25), False),  # asked for within the last week: not reminded at once
    ],
)
def test_reminders_a_week_before_on_the_day_and_three_days_after(today: date, last: date, due: bool) -> None:
    assert rules.is_reminder_due(date(2027, 1, 31), today, last) is due


def test_half_a_megabyte_is_the_most() -> None:
    assert not list(rules.why_not_keep_pdf(500_000))
    assert list(rules.why_not_keep_pdf(500_001))
