from datetime import date
from decimal import Decimal

import pytest

from openrotations.common.periods import Period
from openrotations.logbook import rules

JANUARY = Period(date(2027, 1, 4), date(2027, 1, 31))


def codes(reasons: object) -> list[str]:
    return [reason.code for reason in reasons]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        ("cleared", date(2027, 1, 4), []),
        ("cleared", date(2027, 1, 31), []),
        ("cleared", date(2027, 1, 3), ["before-day-one"]),
        ("cleared", date(2027, 2, 1), ["after-the-end"]),
        ("confirmed", date(2027, 1, 3), ["not-cleared", "before-day-one"]),
        ("active", date(2027, 1, 5), ["arrived-already"]),
    ],
)
def test_a_student_arrives_once_cleared_and_within_the_dates(state: str, today: date, expected: list[str]) -> None:
    found = rules.why_not_arrive(placement_state=state, first=JANUARY.first, last=JANUARY.last, today=today)
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("on", "day_state", "expected"),
    [
        (date(2027, 1, 4), None, []),
        (date(2027, 1, 8), "queried", []),
        (date(2027, 1, 9), None, ["ahead"]),
        (date(2027, 1, 3), None, ["outside"]),
        (date(2027, 2, 1), None, ["outside"]),
        (date(2027, 1, 5), "signed", ["signed"]),
    ],
)
def test_a_day_is_reported_inside_the_dates_not_ahead_and_not_after_signing(
    on: date, day_state: str | None, expected: list[str]
) -> None:
    found = rules.why_not_report(
        placement_state="active", period=JANUARY, on=on, today=date(2027, 1, 8), day_state=day_state
    )
    assert codes(found) == expected


def test_on_site_needs_hours_and_absent_needs_a_reason() -> None:
    assert codes(rules.why_not_these_hours(kind="present", hours=Decimal(0), reason="")) == ["hours"]
    assert codes(rules.why_not_these_hours(kind="present", hours=Decimal(25), reason="")) == ["hours"]
    assert codes(rules.why_not_these_hours(kind="absent", hours=Decimal(0), reason=" ")) == ["no-reason"]
    assert not codes(rules.why_not_these_hours(kind="absent", hours=Decimal(0), reason="Ill"))


def test_every_reason_against_asking_comes_at_once() -> None:
    found = rules.why_not_ask(open_days=0, is_reachable=False, asked_today=True)
    assert codes(found) == ["nothing-to-sign", "address-not-confirmed", "asked-today"]


def test_a_signed_day_cannot_be_queried_and_a_query_has_words() -> None:
    assert codes(rules.why_not_query(day_state="signed", word="")) == ["not-open", "no-words"]
