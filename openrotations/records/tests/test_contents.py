from decimal import Decimal

import pytest

from openrotations.hosts.tests.factories import make_preceptor
from openrotations.logbook.models import Day
from openrotations.records.contents import canonical, fingerprint, rotation_of, says_the_same, written_hours
from openrotations.records.tests.factories import NPI, make_completed


def test_the_same_content_has_the_same_fingerprint_whatever_its_order() -> None:
    assert fingerprint({"a": 1, "b": [{"d": "é", "c": None}]}) == fingerprint({"b": [{"c": None, "d": "é"}], "a": 1})
    assert canonical({"b": "é", "a": 1}) == '{"a":1,"b":"é"}'.encode()


def test_code_and_day_of_issue_are_no_difference() -> None:
    assert says_the_same({"code": "A", "issued_on": "x", "rotations": []}, {"code": "B", "rotations": []})
    assert not says_the_same({"code": "A", "rotations": []}, {"code": "A", "rotations": [1]})


@pytest.mark.parametrize(("hours", "words"), [("8", "8"), ("8.5", "8.5"), ("100", "100"), ("0", "0"), ("7.25", "7.25")])
def test_hours_are_written_exactly(hours: str, words: str) -> None:
    assert written_hours([Day(hours=Decimal(hours))]) == words


@pytest.mark.django_db
def test_a_rotation_counts_signed_days_on_site_only() -> None:
    placement = make_completed(days=3)
    found = rotation_of(placement)
    assert (found["days_signed"], found["hours_signed"], found["weeks"]) == (3, "25.5", 4)
    assert found["participation"] == "hands_on"
    assert found["preceptor"] == {
        "name": placement.offering.preceptor.full_name,
        "title": "MD",
        "specialty": "Internal Medicine",
        "npi": NPI,
        "licence_state": "IL",
    }
    assert found["site"]["city"] == "Sampleton" and found["site"]["state"] == "IL"


@pytest.mark.django_db
def test_a_rotation_names_who_supervised_and_not_who_was_to() -> None:
    placement = make_completed()
    placement.supervised_by = make_preceptor(placement.offering.site, full_name="Dr. Ada Teasel")
    assert rotation_of(placement)["preceptor"]["name"] == "Dr. Ada Teasel"


@pytest.mark.django_db
def test_whoever_else_signed_days_is_named() -> None:
    placement = make_completed()
    assert "also_signed" not in rotation_of(placement)
    placement.days.update(signed_by=placement.offering.preceptor)
    placement.supervised_by = make_preceptor(placement.offering.site)
    assert rotation_of(placement)["also_signed"] == [placement.offering.preceptor.full_name]
