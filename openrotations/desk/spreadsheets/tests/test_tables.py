"""The samples, the documentation, and what must hold for any bytes at all."""

from pathlib import Path

import pytest
from django_countries.data import COUNTRIES as ALL_COUNTRIES
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.faults import BadFile
from openrotations.desk.spreadsheets.sheets import MAX_ROWS
from openrotations.desk.spreadsheets.tables import ReadTable, read_table
from openrotations.desk.spreadsheets.tests.factories import as_csv, as_workbook, one_row, read
from openrotations.hosts.npi import why_not_an_npi

HERE = Path(__file__).resolve().parents[4]
EVERY_COUNTRY = {code: str(name) for code, name in ALL_COUNTRIES.items()}


def _sample(name: str) -> ReadTable:
    """A sample as an office reads it: no NPI that only the demo takes."""
    content = (HERE / "examples" / name).read_bytes()
    return read_table(name, content, countries=EVERY_COUNTRY, why_not_an_npi=why_not_an_npi)


@pytest.mark.parametrize(
    ("name", "kind", "count"), [("students.csv", "students", 40), ("offerings.xlsx", "offerings", 25)]
)
def test_the_samples_are_messy_and_import_clean(name: str, kind: str, count: int) -> None:
    table = _sample(name)
    assert [str(fault) for fault in table.faults] == []
    assert (table.kind, len(table.rows)) == (kind, count)


def test_the_sample_of_offerings_carries_sites_preceptors_and_openings() -> None:
    table = _sample("offerings.xlsx")
    for key in ("site_state", "site_time_zone", "preceptor_name", "preceptor_email", "opening_from", "seats"):
        assert all(row.values[key] for row in table.rows)


@pytest.mark.parametrize("kind", list(TABLES))
def test_every_column_is_documented(kind: str) -> None:
    text = (HERE / "docs" / "import.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {TABLES[kind].label} (`{kind}`)\n")[1].split("\n## ")[0]
    for column in TABLES[kind].columns:
        needed = "yes" if column.required else "no"
        row = f"| {column.heading} | `{column.key}` | {needed} | {column.kind} | {column.help} | `{column.example}` |"
        assert row in section


@pytest.mark.parametrize("kind", list(TABLES))
def test_the_example_of_every_column_reads_without_fault(kind: str) -> None:
    columns = TABLES[kind].columns
    rows = [[column.heading for column in columns], [column.example for column in columns]]
    assert [str(fault) for fault in read(as_csv(rows), kind=kind).faults] == []


def test_a_column_that_the_file_does_not_have_is_absent_and_an_empty_cell_is_none() -> None:
    table = read(as_csv([["E-mail", "Name", "School", "Status", "Goal"], ["a@x.example", "A", "B", "student", ""]]))
    assert table.rows[0].values == {
        "email": "a@x.example", "full_name": "A", "school": "B", "status": "student", "goal": None,
    }  # fmt: skip


def test_the_largest_file_is_read() -> None:
    headings, good = one_row("students")
    rows = [headings, *([f"s{n}@students.example", *good[1:]] for n in range(MAX_ROWS))]
    assert len(read(as_csv(rows)).rows) == MAX_ROWS


def _answers(content: bytes, **options: object) -> None:
    """A table or one message; anything else is a crash."""
    try:
        table = read(content, "any", **options)
    except BadFile as bad:
        assert str(bad.message)
        assert str(bad.what_to_do)
        return
    assert isinstance(table, ReadTable)
    for fault in (*table.faults, *table.warnings):
        assert str(fault.message)
        assert str(fault.what_to_do)


@settings(max_examples=300, deadline=None, database=None)
@given(st.binary(max_size=400))
def test_no_bytes_crash_it(content: bytes) -> None:
    _answers(content)
    _answers(content, kind="students")


@settings(max_examples=200, deadline=None, database=None)
@given(st.sampled_from(sorted(TABLES)), st.lists(st.lists(st.text(max_size=12), max_size=14), max_size=4))
def test_no_text_under_good_headings_crashes_it(kind: str, rows: list[list[str]]) -> None:
    lines: list[list[object]] = [one_row(kind)[0], *(list[object](row) for row in rows)]
    _answers("\r\n".join("\t".join(str(cell) for cell in line) for line in lines).encode("utf-8", "replace"), kind=kind)


ODD_CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(), st.times(), st.datetimes(), st.timedeltas(), st.text("=+-@'0123456789/. ,aé\u0645\u4e2d", max_size=12),
)  # fmt: skip


@settings(max_examples=60, deadline=None, database=None)
@given(st.sampled_from(sorted(TABLES)), st.lists(ODD_CELLS, max_size=14))
def test_no_cell_of_a_workbook_crashes_it(kind: str, cells: list[object]) -> None:
    _answers(as_workbook([one_row(kind)[0], cells]), kind=kind)


@settings(max_examples=100, deadline=None, database=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_workbook_damaged_anywhere_does_not_crash_it(place: int, damage: bytes) -> None:
    content = WORKBOOK[: place % len(WORKBOOK)] + damage + WORKBOOK[place % len(WORKBOOK) + len(damage) :]
    _answers(content)


WORKBOOK = as_workbook(one_row("offerings"))
