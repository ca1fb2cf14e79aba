"""The table of agencies: what it confirms, what it leaves open, and that it never denies."""

from datetime import date

import pytest
from pydantic import ValidationError

from openrotations.schools.agencies import (
    RECOGNITION_WORDS,
    AgencyTable,
    Recognition,
    agency_named,
    agency_table,
    recognition_of,
)

TODAY = date(2026, 11, 22)


def test_every_row_says_where_it_comes_from() -> None:
    table = agency_table()
    assert len(table.agencies) == 25
    assert all(row.source for row in table.agencies)
    assert {row.key for row in table.agencies if row.tier == "B"} == {
        row.key for row in table.agencies if row.mark == "S*"
    }


@pytest.mark.parametrize(
    ("agency", "country", "today", "says"),
    [
        ("JACME", "JP", TODAY, Recognition.RECOGNISED),
        ("jacme", "JP", date(2027, 3, 31), Recognition.RECOGNISED),
        ("JACME", "JP", date(2027, 4, 1), Recognition.NOT_CONFIRMED),
        ("JACME", "KR", TODAY, Recognition.NOT_CONFIRMED),  # for Japan only
        ("TEPDAD", "TR", TODAY, Recognition.NOT_CONFIRMED),  # its term ended, the renewal is not confirmed
        ("WCAME", "CN", TODAY, Recognition.NOT_CONFIRMED),  # no source names the end of the term
        ("National Medical Commission", "IN", date(2033, 9, 30), Recognition.RECOGNISED),
        ("PMDC", "PK", date(2034, 3, 1), Recognition.NOT_CONFIRMED),
        ("COMAEM", "MX", TODAY, Recognition.NOT_CONFIRMED),  # in secondary copies only
        ("Agency of Nowhere", "PT", TODAY, Recognition.NOT_CONFIRMED),
    ],
)
def test_recognition_is_of_an_agency_for_a_country_and_a_term(
    agency: str, country: str, today: date, says: Recognition
) -> None:
    assert recognition_of(agency, country, today=today) == says


def test_nothing_unsourced_is_in_the_table() -> None:
    assert agency_named("TMAC") is None
    assert agency_named("HAC") is None


def test_no_answer_says_not_recognised() -> None:
    assert set(RECOGNITION_WORDS) == {"recognised", "not_confirmed"}


def test_a_row_without_a_source_or_a_country_is_refused() -> None:
    row = {"key": "X", "name": "X", "countries": {"PT": "Portugal"}, "tier": "A", "mark": "S", "source": "a page"}
    AgencyTable.model_validate({"copied": "2023-09", "where_to_check": "x", "agencies": [row]})
    for broken in ({**row, "source": ""}, {**row, "countries": {}}, {**row, "until": "2027"}, {**row, "term_years": 5}):
        with pytest.raises(ValidationError):
            AgencyTable.model_validate({"copied": "2023-09", "where_to_check": "x", "agencies": [broken]})
    with pytest.raises(ValidationError):
        AgencyTable.model_validate({"copied": "2023-09", "where_to_check": "x", "agencies": [row, row]})
