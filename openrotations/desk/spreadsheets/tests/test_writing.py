"""What is exported reads again as it was, and no cell can become a formula."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.kinds import CellKind, Column
from openrotations.desk.spreadsheets.tests.factories import COUNTRIES, NOW, as_csv, one_row, read
from openrotations.desk.spreadsheets.words import clean, neutral, plain
from openrotations.desk.spreadsheets.writing import write_csv, write_workbook

WRITERS: dict[str, Callable[[str, list[dict[str, object]]], bytes]] = {
    "csv": write_csv,
    "xlsx": lambda kind, rows: write_workbook(kind, rows, now=NOW),
}
# Where one of two cells may not be more than the other.
LOW = {low for table in TABLES.values() for low, _high in table.in_order}
HIGH = {high for table in TABLES.values() for _low, high in table.in_order}
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0", "'=1", "''=1", "'quoted'", "＝1", "'-", "-"]


@pytest.mark.parametrize("form", list(WRITERS))
@pytest.mark.parametrize("kind", list(TABLES))
def test_every_kind_reads_again_as_it_was_written(kind: str, form: str) -> None:
    first = read(as_csv(one_row(kind)))
    again = read(WRITERS[form](kind, [row.values for row in first.rows]), kind=kind)
    assert again.faults == again.warnings == []
    expected = dict.fromkeys(key for key in TABLES[kind].keys if key != "hands_on") | first.rows[0].values
    assert again.rows[0].values == expected


@pytest.mark.parametrize("form", list(WRITERS))
def test_an_export_of_nothing_has_its_headings(form: str) -> None:
    table = read(WRITERS[form]("sites", []))
    assert (table.kind, table.rows, table.faults) == ("sites", [], [])


@pytest.mark.parametrize("form", list(WRITERS))
@pytest.mark.parametrize("name", DANGEROUS)
def test_text_like_a_formula_is_neutral_in_the_file_and_the_same_when_read_again(name: str, form: str) -> None:
    values = read(as_csv(one_row("students"))).rows[0].values | {"full_name": name}
    content = WRITERS[form]("students", [values])
    if form == "csv":
        cells = next(row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) if name in " ".join(row))
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert read(content).rows[0].values["full_name"] == name


def test_two_exports_of_the_same_rows_are_equal() -> None:
    rows = [row.values for row in read(as_csv(one_row("sites"))).rows]
    assert write_csv("sites", rows) == write_csv("sites", rows)


@given(st.text())
def test_neutral_text_is_never_a_formula_and_plain_undoes_it(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert plain(neutral(text)) == text


def _texts(column: Column) -> st.SearchStrategy[str]:
    lines = column.kind is CellKind.LINES
    kept = st.text(max_size=60).map(lambda text: clean(text, lines=lines)).filter(lambda text: plain(text) != "")
    return kept if column.kind is not CellKind.LINK else st.just("https://list.example/1")


def _whole(column: Column, most: int) -> st.SearchStrategy[int]:
    half = most // 2
    return st.integers(half + 1 if column.key in HIGH else 1, half if column.key in LOW else most)


def _values(column: Column) -> st.SearchStrategy[object]:
    weeks = {"min_weeks": st.integers(1, 4), "max_weeks": st.integers(5, 52)}
    days = st.dates(date(2027, 6, 1), date(2029, 1, 1))
    early = st.dates(date(2026, 1, 1), date(2027, 1, 1))
    by_kind: dict[CellKind, st.SearchStrategy[object]] = {
        CellKind.TEXT: _texts(column).map(lambda text: text[: column.max_length]),
        CellKind.LINES: _texts(column),
        CellKind.LINK: _texts(column),
        CellKind.EMAIL: st.from_regex(r"[a-z][a-z0-9]{0,8}@[a-z]{2,8}\.example", fullmatch=True),
        CellKind.DATE: early if column.key in LOW else days,
        CellKind.MONTH_END: days,
        CellKind.INTEGER: _whole(column, column.most),
        CellKind.AMOUNT: _whole(column, 1_000_000_000),
        CellKind.SCORE: st.decimals(0, 1_000, places=1).map(lambda score: abs(Decimal(score))),
        CellKind.WEEKS: weeks.get(column.key, st.integers(1, 52)),
        CellKind.MONEY: st.decimals(0, 100_000, places=2).map(lambda amount: abs(Decimal(amount))),
        CellKind.CHOICE: st.sampled_from(sorted(column.choices or {"x": ()})),
        CellKind.COUNTRY: st.sampled_from(sorted(COUNTRIES)),
        CellKind.STATE: st.sampled_from(["IL", "NY", "DC", "OR", "ME"]),
        CellKind.TIME_ZONE: st.sampled_from(["America/Chicago", "Pacific/Honolulu"]),
        CellKind.YES_NO: st.booleans(),
        CellKind.NPI: st.just("9000000015"),
        CellKind.POSTCODE: st.from_regex(r"[0-9]{5}(-[0-9]{4})?", fullmatch=True),
    }
    return by_kind[column.kind]


def _rows(kind: str) -> st.SearchStrategy[dict[str, object]]:
    columns = [column for column in TABLES[kind].columns if column.key != "hands_on"]
    return st.fixed_dictionaries({column.key: _values(column) for column in columns})


@pytest.mark.parametrize("form", list(WRITERS))
@pytest.mark.parametrize("kind", list(TABLES))
def test_any_row_reads_again_exactly(kind: str, form: str) -> None:
    @settings(max_examples=15, deadline=None, database=None)
    @given(_rows(kind))
    def reads_again(values: dict[str, object]) -> None:
        again = read(WRITERS[form](kind, [values]), kind=kind)
        assert [str(fault) for fault in again.faults] == []
        assert again.rows[0].values == values

    reads_again()
