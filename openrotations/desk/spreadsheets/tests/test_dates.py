"""Dates keep their day in every form; a form that reads two ways is decided by its column or reported."""

from datetime import date, datetime

import pytest

from openrotations.desk.spreadsheets.dates import DayOrder
from openrotations.desk.spreadsheets.tests.factories import as_csv, as_workbook, one_row, read

FOURTH = date(2027, 1, 4)


@pytest.mark.parametrize(
    "cell",
    [
        "2027-01-04", "2027/01/04", "2027.1.4", "20270104", "2027-01-04 00:00:00", "2027-01-04T09:30:00Z",
        "4 Jan 2027", "4 January 2027", "04-Jan-2027", "4-Jan-27", "Jan 4, 2027", "January 4th, 2027",
        "Mon, 4 Jan 2027", "4th of January 2027", "04.01.2027", "4. Januar 2027", "4 de enero de 2027",
        "4 janvier 2027", "4 января 2027", "4 Ocak 2027", "2027年1月4日", "٢٠٢٧-٠١-٠٤", "46391", "46391.0",
        "2027 Jan 4", " 4  Jan  2027 ", "4 JAN 2027", "４ Jan ２０２７",
    ],
)  # fmt: skip
def test_the_fourth_of_january_is_read_in_every_form(cell: str) -> None:
    table = read(as_csv(one_row("students", Window_1_from=cell)))
    assert [str(fault) for fault in table.faults] == []
    assert table.rows[0].values["window_1_from"] == FOURTH


@pytest.mark.parametrize("cell", [date(2027, 1, 4), datetime(2027, 1, 4, 23, 59), 46391, 46391.5, "4 Jan 2027"])
def test_a_date_of_a_workbook_is_read_whatever_its_type(cell: object) -> None:
    table = read(as_workbook(one_row("students", Window_1_from=cell)))
    assert table.rows[0].values["window_1_from"] == FOURTH


def _column(*cells: str, **options: DayOrder) -> tuple[list[object], list[str]]:
    """What a column of dates reads as, and what its faults say."""
    rows = [one_row("schools")[0]]
    for number, cell in enumerate(cells):
        rows.append(one_row("schools", School_name=f"School {number}", Accreditation_checked_on=cell)[1])
    table = read(as_csv(rows), **options)
    return [row.values["accreditation_checked_on"] for row in table.rows], [str(x) for x in table.faults]


def test_one_cell_that_can_only_be_day_first_decides_the_column() -> None:
    assert _column("04/01/2027", "18/01/2027") == ([FOURTH, date(2027, 1, 18)], [])


def test_one_cell_that_can_only_be_month_first_decides_the_column() -> None:
    assert _column("01/04/2027", "01/18/2027") == ([FOURTH, date(2027, 1, 18)], [])


def test_a_column_that_shows_nothing_is_reported_cell_by_cell() -> None:
    read_as, faults = _column("04/01/2027", "05/05/2027", "4 Jan 2027")
    assert read_as == [date(2027, 5, 5), FOURTH]
    assert len(faults) == 1
    assert "4 Jan 2027 or 1 Apr 2027" in faults[0]
    assert "2027-01-04" in faults[0]


def test_a_column_with_both_orders_is_reported_where_it_reads_two_ways() -> None:
    read_as, faults = _column("18/01/2027", "01/18/2027", "04/01/2027")
    assert read_as == [date(2027, 1, 18)] * 2
    assert ["both orders" in fault for fault in faults] == [True]


def test_a_person_can_say_which_comes_first() -> None:
    assert _column("04/01/2027", date_order=DayOrder.DAY_FIRST) == ([FOURTH], [])
    assert _column("01/04/2027", date_order=DayOrder.MONTH_FIRST) == ([FOURTH], [])


def test_what_the_column_shows_weighs_more_than_what_is_said() -> None:
    read_as, _faults = _column("04/01/2027", "18/01/2027", date_order=DayOrder.MONTH_FIRST)
    assert read_as == [FOURTH, date(2027, 1, 18)]


@pytest.mark.parametrize("cell", ["June 2028", "06/2028", "2028-06", "junio 2028"])
def test_a_month_of_graduation_is_its_last_day_with_a_warning(cell: str) -> None:
    table = read(as_csv(one_row("students", Graduation=cell)))
    assert table.rows[0].values["graduation_on"] == date(2028, 6, 30)
    assert ["last day" in str(warning.message) for warning in table.warnings] == [True]


def test_a_leap_day_is_kept() -> None:
    assert _column("29/02/2028") == ([date(2028, 2, 29)], [])
