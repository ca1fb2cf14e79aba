from datetime import date

from openrotations.schools import rules

TODAY = date(2026, 11, 22)


def codes(**values: object) -> list[str]:
    sound = {"is_listed": False, "accreditation": "unknown", "source": "", "checked_on": None, "now_on": TODAY}
    return [reason.code for reason in rules.why_not_save_school(**{**sound, **values})]  # type: ignore[arg-type]


def test_what_is_not_known_needs_no_source() -> None:
    assert codes() == []


def test_every_reason_is_given_at_once() -> None:
    assert codes(is_listed=True, accreditation="accredited") == ["school-listed", "no-source", "no-date"]


def test_a_check_of_today_is_no_check_of_the_future() -> None:
    assert codes(checked_on=TODAY) == []


def test_an_address_stands_once() -> None:
    assert list(rules.why_not_add_registrar(is_listed=False)) == []
    assert [reason.code for reason in rules.why_not_add_registrar(is_listed=True)] == ["registrar-listed"]
