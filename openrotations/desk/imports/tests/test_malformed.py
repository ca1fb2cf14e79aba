"""Bad rows and bad files end in a clear message and change nothing, in the plan and in the command."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from openrotations.desk.imports.sources import Source
from openrotations.desk.imports.tests.factories import bring_in, plan, row_of, state_of_the_database, whole_office
from openrotations.desk.imports.tests.factories import source as plain_source
from openrotations.desk.spreadsheets.tests.factories import as_csv, as_workbook
from openrotations.desk.spreadsheets.tests.test_faults import SPOILT_CELLS
from openrotations.office.tests.factories import make_programme

pytestmark = pytest.mark.django_db

# What only shows in comparison: kind, spoilt cells of a further row or of the only one, column, message, advice.
AGAINST_THE_PROGRAMME: list[tuple[str, dict[str, object], str, str, str]] = [
    ("students", {"E_mail": "new@x.example", "Citizenship": ""}, "Citizenship", "needs a citizenship", "Fill"),
    ("students", {"E_mail": "new@x.example", "Graduation": ""}, "Graduation", "day of graduation", "Fill"),
    ("students", {"School": "Elsewhere", "School_country": ""}, "School", "not known", "country of the school"),
    ("students", {"Window_1_to": "2028-06-30"}, "Window 1 from", "at most one year", "lets the student be away"),
    ("sites", {"City": "Newtown", "Time_zone": ""}, "Time zone", "needs its time zone", "Fill"),
    ("preceptors", {"E_mail": "new@x.example", "Specialty": ""}, "Specialty", "needs a specialty", "Fill"),
    ("preceptors", {"E_mail": "new@x.example", "Site": ""}, "Site", "needs a site", "Fill"),
    ("preceptors", {"Site": "Elsewhere"}, "Site", "not known", "sites file"),
    ("preceptors", {"NPI": "9000000015"}, "NPI", "not an NPI", "starts with 1 or 2"),
    ("schools", {"Accreditation_checked_on": "2027-01-01"}, "Accreditation checked on", "future", "somebody looked"),
    ("offerings", {"Site": "Elsewhere"}, "Site", "not known", "add city"),
    ("offerings", {"Preceptor_e_mail": "new@x.example"}, "Preceptor e-mail", "not known", "name"),
    ("offerings", {"Title": "New", "Price_per_week": ""}, "Price per week", "needs a price", "Fill"),
    ("offerings", {"Title": "New", "Setting": ""}, "Setting", "needs its setting", "Fill"),
    ("offerings", {"Experience_type": "observership"}, "Participation", "observation only", "Change one"),
    ("offerings", {"Opening_from": "2027-02-01"}, "Opening from", "overlaps", "close the other"),
    ("openings", {"Offering": "Elsewhere"}, "Offering", "not known at this site", "offerings file"),
    ("openings", {"Site": "Elsewhere"}, "Site", "not known", "sites file"),
    ("openings", {"Preceptor_e_mail": "other@x.example"}, "Offering", "not known at this site", "preceptor"),
    ("openings", {"Opening_to": "2027-03-31"}, "Opening from", "overlaps", "Correct the dates"),
    ("openings", {"Seats": "51"}, "Seats", "out of range", "1 to 50"),
]

# Kind, cells of the second row, column, message: it contradicts the good row before it.
CONTRADICTIONS: list[tuple[str, dict[str, object], str]] = [
    ("students", {"Full_name": "Somebody Else", "Window_1_from": "", "Window_1_to": ""}, "Full name"),
    ("students", {"Weeks_wanted": "12", "Window_1_from": "", "Window_1_to": ""}, "Weeks wanted"),
    ("schools", {"City": "Elsewhere", "Registrar_e_mail": "b@fictional.example"}, "City"),
    ("sites", {"Street": "2 Nowhere Road", "Coordinator_e_mail": "b@site.example"}, "Street"),
    ("preceptors", {"Licence_number": "TEST-2", "NPI": ""}, "E-mail"),
    (
        "offerings",
        {"Price_per_week": "500", "Opening_from": "2027-04-05", "Opening_to": "2027-06-27"},
        "Price per week",
    ),
    ("offerings", {"Max_weeks": "8", "Opening_from": "2027-04-05", "Opening_to": "2027-06-27"}, "Max weeks"),
    ("openings", {"Seats": "3"}, "Offering"),
]

BAD_FILES: list[tuple[str, bytes, str, str]] = [
    ("empty.csv", b"", "empty", "row of headings"),
    ("blank.csv", b"\r\n\r\n,,,\r\n", "empty", "row of headings"),
    ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old Excel", ".xlsx"),
    ("list.pdf", b"%PDF-1.7 ...", "PDF", "CSV"),
    ("photo.csv", b"\x89PNG\r\n\x1a\n", "picture", "CSV"),
    ("packed.csv.gz", b"\x1f\x8b\x08", "packed", ".xlsx"),
    ("page.csv", b"<!DOCTYPE html><html></html>", "web page", ".xlsx"),
    ("broken.xlsx", b"PK\x03\x04 nothing", "", "."),
    ("prose.csv", b"Dear office,\r\nplease find the list attached\r\n", "headings do not show", "docs/import.md"),
    ("rtf.csv", b"{\\rtf1}", "text document", ".xlsx"),
    ("base.csv", b"SQLite format 3\0", "database", ".xlsx"),
    ("either.csv", as_csv([["E-mail", "Name"], ["a@x.example", "A"]]), "may hold any", "Say which"),
]


def _nothing_changes(source: Source, folder: Path) -> tuple[list[str], str]:
    """The faults of the plan, and what the command writes: it fails with 2. Both leave the database alone."""
    before = state_of_the_database()
    lines = [fault.line for fault in plan(source).faults]
    path = folder / source.name
    path.write_bytes(source.content)
    told = io.StringIO()
    kinds = [f"--kind={source.name}={source.kind}"] if source.kind else []
    with pytest.raises(SystemExit) as ended:
        call_command("import_sheets", str(path), *kinds, stdout=io.StringIO(), stderr=told)
    assert ended.value.code == 2
    assert state_of_the_database() == before
    return lines, told.getvalue()


@pytest.fixture
def office() -> None:
    """An office with one of everything."""
    make_programme()
    bring_in(*whole_office())


@pytest.mark.parametrize(("kind", "spoilt", "heading", "message", "advice"), SPOILT_CELLS)
def test_a_bad_cell_is_named_and_nothing_is_saved(
    kind: str, spoilt: dict[str, object], heading: str, message: str, advice: str, office: None, tmp_path: Path
) -> None:
    source = Source(f"{kind}.csv", as_csv(row_of(kind, **spoilt)), kind)
    lines, told = _nothing_changes(source, tmp_path)
    assert any(line.startswith(f'{kind}.csv: row 2, column "{heading}"') for line in lines)
    assert all(line in told for line in lines)


@pytest.mark.parametrize(("kind", "spoilt", "heading", "message", "advice"), AGAINST_THE_PROGRAMME)
def test_a_row_that_does_not_fit_the_programme_is_named_and_nothing_is_saved(
    kind: str, spoilt: dict[str, object], heading: str, message: str, advice: str, office: None, tmp_path: Path
) -> None:
    source = Source(f"{kind}.csv", as_csv(row_of(kind, **spoilt)), kind)
    lines, told = _nothing_changes(source, tmp_path)
    assert len(lines) == 1
    assert lines[0].startswith(f'{kind}.csv: row 2, column "{heading}"')
    assert message in lines[0]
    assert advice in lines[0]
    assert lines[0] in told


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("kind", "other", "heading"), CONTRADICTIONS)
def test_rows_that_contradict_each_other_are_named_and_nothing_is_saved(
    kind: str, other: dict[str, object], heading: str, known: bool, tmp_path: Path
) -> None:
    make_programme()
    if known:
        bring_in(*whole_office())
    elif kind == "offerings":
        bring_in(plain_source("sites"), plain_source("preceptors"))
    rows = [*row_of(kind), row_of(kind, **other)[1]]
    lines, _told = _nothing_changes(Source(f"{kind}.csv", as_csv(rows), kind), tmp_path)
    assert any(line.startswith(f'{kind}.csv: row 3, column "{heading}"') for line in lines)
    assert any("something else" in line for line in lines)


@pytest.mark.parametrize(("name", "content", "message", "advice"), BAD_FILES)
def test_a_bad_file_is_named_and_nothing_is_saved(
    name: str, content: bytes, message: str, advice: str, office: None, tmp_path: Path
) -> None:
    lines, told = _nothing_changes(Source(name, content), tmp_path)
    assert lines[0].startswith(f"{name}: ")
    assert message in lines[0]
    assert advice in lines[0]
    assert lines[0] in told


def test_one_bad_row_in_one_of_six_files_keeps_everything_out(tmp_path: Path) -> None:
    make_programme()
    before = state_of_the_database()
    sources = [*whole_office(), Source("more.csv", as_csv(row_of("sites", State="Ontario", City="B")), "sites")]
    paths = []
    for number, source in enumerate(sources):
        path = tmp_path / str(number) / source.name
        path.parent.mkdir()
        path.write_bytes(source.content)
        paths.append(str(path))
    with pytest.raises(SystemExit):
        call_command("import_sheets", *paths, stdout=io.StringIO(), stderr=io.StringIO())
    assert state_of_the_database() == before


@pytest.mark.parametrize(
    "options",
    [
        ["missing.csv"],
        ["{file}", "--kind=other.csv=students"],
        ["{file}", "--map={file}:Full name"],
        ["{file}", "--map=other.csv:Full name=full_name"],
    ],
)
def test_options_that_make_no_sense_are_refused_with_what_to_write(options: list[str], tmp_path: Path) -> None:
    make_programme()
    path = tmp_path / "students.csv"
    path.write_bytes(as_csv(row_of("students")))
    before = state_of_the_database()
    with pytest.raises(CommandError) as refused:
        call_command("import_sheets", *[word.replace("{file}", str(path)) for word in options], stdout=io.StringIO())
    assert refused.value.returncode == 2
    assert state_of_the_database() == before


def test_an_unknown_kind_names_the_kinds(tmp_path: Path) -> None:
    make_programme()
    lines, _told = _nothing_changes(Source("list.csv", as_csv(row_of("students")), "patients"), tmp_path)
    assert "is no kind of file" in lines[0]


def test_without_an_office_nothing_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_bytes(as_csv(row_of("students")))
    with pytest.raises(CommandError, match="not set up"):
        call_command("import_sheets", str(path), stdout=io.StringIO())


def test_a_formula_in_a_workbook_is_named_and_nothing_is_saved(office: None, tmp_path: Path) -> None:
    source = Source("students.xlsx", as_workbook(row_of("students", Full_name="=A1")), "students")
    lines, _told = _nothing_changes(source, tmp_path)
    assert "formula" in lines[0]


def test_the_table_has_at_least_sixty_cases() -> None:
    cases: list[Any] = [*SPOILT_CELLS, *AGAINST_THE_PROGRAMME, *CONTRADICTIONS, *BAD_FILES]
    assert len(cases) >= 60
