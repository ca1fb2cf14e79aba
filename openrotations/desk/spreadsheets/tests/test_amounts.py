"""Amounts in whole dollars, and scores of tests."""

from decimal import Decimal

import pytest

from openrotations.desk.spreadsheets.faults import Unreadable
from openrotations.desk.spreadsheets.numbers import read_amount, read_score


@pytest.mark.parametrize("cell", ["1000000", 1_000_000, 1_000_000.0, "$1,000,000", "1.000.000 USD", "US$ 1 000 000.00"])
def test_an_amount_is_read_however_it_is_written(cell: str | float) -> None:
    assert read_amount(cell) == 1_000_000


@pytest.mark.parametrize("cell", ["", "many", "€1,000", "-5", "1.50", "10,000,000,000", "1e6", True])
def test_what_is_no_amount_in_whole_dollars_is_refused(cell: str | bool) -> None:
    with pytest.raises(Unreadable):
        read_amount(cell)


@pytest.mark.parametrize(("cell", "score"), [("100", "100"), (7.5, "7.5"), ("7,5", "7.5"), ("7.50", "7.5"), (8, "8")])
def test_a_score_has_at_most_one_decimal_place(cell: str | float, score: str) -> None:
    assert read_score(cell) == Decimal(score)


@pytest.mark.parametrize("cell", ["", "high", "7.55", "-1", "1001", "100/120", False])
def test_what_is_no_score_is_refused(cell: str | bool) -> None:
    with pytest.raises(Unreadable):
        read_score(cell)
