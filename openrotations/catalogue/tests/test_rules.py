from datetime import date

import pytest

from openrotations.catalogue import rules
from openrotations.common.periods import Period

TODAY = date(2026, 11, 22)
JANUARY = Period.of_weeks(date(2027, 1, 4), 4)
WINTER = Period(date(2027, 1, 1), date(2027, 3, 31))
FITTING: dict[str, object] = {
    "dates": JANUARY,
    "is_offered": True,
    "hands_on": True,
    "least_weeks": 4,
    "windows": [WINTER],
    "status": "enrolled",
    "graduates_may": "observe",
    "free": 1,
    "weeks_wanted": 4,
    "today": TODAY,
}


def codes(**changes: object) -> list[str]:
    return [reason.code for reason in rules.why_not_choose(**{**FITTING, **changes})]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"is_offered": False}, ["not-open"]),
        ({"today": JANUARY.first}, ["not-open"]),
        ({"free": 0}, ["no-seat"]),
        ({"status": "graduate"}, ["hands-on"]),
        ({"status": "graduate", "hands_on": False}, []),
        ({"status": "graduate", "graduates_may": "hands_on"}, []),
        ({"weeks_wanted": 3}, ["too-long"]),
        ({"weeks_wanted": None}, []),
        ({"windows": []}, ["outside-windows"]),
        ({"windows": [Period(date(2027, 1, 11), date(2027, 3, 31))]}, ["outside-windows"]),
    ],
)
def test_every_reason_against_a_choice_is_given(changes: dict[str, object], expected: list[str]) -> None:
    assert codes(**changes) == expected


def test_all_reasons_stand_together() -> None:
    found = codes(free=0, status="graduate", weeks_wanted=2, windows=[])
    assert found == ["no-seat", "hands-on", "too-long", "outside-windows"]


def test_weeks_that_end_on_a_friday_fit() -> None:
    friday = Period(date(2027, 1, 4), date(2027, 1, 29))
    assert rules.fits_a_window(friday, [WINTER], 4)
    assert not rules.fits_a_window(Period(date(2027, 1, 4), date(2027, 1, 28)), [WINTER], 4)


def test_one_window_must_hold_all_weeks() -> None:
    halves = [Period(date(2027, 1, 1), date(2027, 1, 17)), Period(date(2027, 1, 18), date(2027, 2, 15))]
    assert not rules.fits_a_window(JANUARY, halves, 4)
    assert rules.fits_a_window(JANUARY, halves, 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"min_weeks": 9}, "weeks-order"),
        ({"experience_type": "observership"}, "observership-observes"),
        ({"works_there": False}, "works-elsewhere"),
        ({"is_listed": True}, "offering-listed"),
    ],
)
def test_an_offering_that_makes_no_sense_is_refused(changes: dict[str, object], code: str) -> None:
    sound: dict[str, object] = {
        "min_weeks": 2,
        "max_weeks": 8,
        "experience_type": "elective_clerkship",
        "participation": "hands_on",
        "works_there": True,
        "is_listed": False,
    }
    assert not list(rules.why_not_save_offering(**sound))  # type: ignore[arg-type]
    reasons = rules.why_not_save_offering(**{**sound, **changes})  # type: ignore[arg-type]
    assert [reason.code for reason in reasons] == [code]


def test_an_opening_lies_ahead_is_long_enough_and_alone() -> None:
    past = Period(date(2026, 1, 5), date(2026, 1, 6))
    reasons = rules.why_not_add_opening(period=past, least_weeks=4, overlaps=True, today=TODAY)
    assert [reason.code for reason in reasons] == ["opening-past", "opening-short", "opening-overlaps"]
    assert not list(rules.why_not_add_opening(period=JANUARY, least_weeks=4, overlaps=False, today=TODAY))


def test_an_opening_closes_once() -> None:
    assert not list(rules.why_not_close_opening(is_closed=False))
    assert list(rules.why_not_close_opening(is_closed=True))
