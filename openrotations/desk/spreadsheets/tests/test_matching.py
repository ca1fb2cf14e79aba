"""Headings are matched with a confidence; a person's correction is followed or answered."""

import pytest

from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.faults import BadFile
from openrotations.desk.spreadsheets.matching import confidence, propose_matches
from openrotations.desk.spreadsheets.tests.factories import as_csv, one_row, read


@pytest.mark.parametrize("kind", list(TABLES))
def test_every_heading_of_an_export_is_matched_with_certainty(kind: str) -> None:
    table = TABLES[kind]
    matches = propose_matches([column.heading for column in table.columns], table)
    assert [(match.key, match.confidence) for match in matches] == [(key, 1.0) for key in table.keys]


@pytest.mark.parametrize("kind", list(TABLES))
def test_every_key_is_matched_with_certainty(kind: str) -> None:
    table = TABLES[kind]
    assert [match.key for match in propose_matches(table.keys, table)] == list(table.keys)


@pytest.mark.parametrize("kind", list(TABLES))
def test_each_kind_is_recognised_by_its_headings(kind: str) -> None:
    table = read(as_csv(one_row(kind)), "file.csv")
    assert table.kind == kind
    assert table.faults == table.warnings == []


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("CORREO ELECTRÓNICO", "email"), ("Name of student", "full_name"), ("Nationality:", "citizenship"),
        ("Medical School *", "school"), ("expected graduation date", "graduation_on"),
        ("Weeks (total)", "weeks_wanted"),
        ("Citizenshp", "citizenship"), ("window_2_from", "window_2_from"), ("End date 3", "window_3_to"),
        ("الجنسية", "citizenship"), ("电子邮件", "email"), ("e mail", "email"),
    ],
)  # fmt: skip
def test_headings_of_offices_are_understood(heading: str, key: str) -> None:
    assert propose_matches([heading], TABLES["students"])[0].key == key


@pytest.mark.parametrize("heading", ["", "Remarks", "Passport number", "Shoe size", "Window 4 from", "x" * 5_000])
def test_a_heading_that_means_nothing_here_is_left_alone(heading: str) -> None:
    assert propose_matches([heading], TABLES["students"])[0].key is None


def test_confidence_falls_from_the_own_name_to_likeness() -> None:
    column = TABLES["students"].column("citizenship")
    steps = [confidence(heading, column) for heading in ("Citizenship", "nationality", "Citizenshp", "Goal")]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] == 1.0
    assert steps[-1] == 0.0


def test_a_heading_read_by_likeness_is_pointed_out() -> None:
    rows = one_row("students")
    rows[0][rows[0].index("Citizenship")] = "Citizenshp"
    table = read(as_csv(rows))
    assert table.mapping["Citizenshp"] == "citizenship"
    assert [(warning.row, warning.column) for warning in table.warnings] == [(1, "Citizenshp")]


def test_a_missing_column_is_a_fault_that_names_it() -> None:
    table = read(as_csv([["E-mail", "Full name", "School"], ["a@x.example", "A", "B"]]))
    assert [(fault.row, fault.column) for fault in table.faults] == [(1, "Status")]
    assert "Add it" in str(table.faults[0].what_to_do)


def test_a_missing_choice_of_columns_names_both() -> None:
    rows = [["Full name", "Specialty", "Licence state", "Licence number"], ["A", "B", "IL", "1"]]
    table = read(as_csv(rows), kind="preceptors")
    assert [str(fault.message) for fault in table.faults] == ["The column “E-mail” or “NPI” is missing."]


def test_a_correction_is_followed() -> None:
    rows = one_row("students")
    rows[0][rows[0].index("Citizenship")] = "Box 7"
    table = read(as_csv(rows), mapping={"Box 7": "citizenship"})
    assert table.faults == []
    assert table.rows[0].values["citizenship"] == "KE"


def test_a_correction_takes_the_column_from_the_heading_that_had_it() -> None:
    rows = [[*one_row("students")[0], "Second name"], [*one_row("students")[1], "Real Name"]]
    table = read(as_csv(rows), mapping={"Second name": "full_name"})
    assert table.rows[0].values["full_name"] == "Real Name"
    assert [warning.column for warning in table.warnings] == ["Full name"]


def test_a_heading_can_be_left_out() -> None:
    table = read(as_csv(one_row("students")), mapping={"Goal": ""})
    assert table.faults == []
    assert "goal" not in table.rows[0].values
    assert "Goal" not in table.mapping


@pytest.mark.parametrize(
    ("mapping", "column", "message"),
    [
        ({"Goal": "shoe_size"}, "Goal", "There is no column “shoe_size”"),
        ({"Nowhere": "goal"}, "Nowhere", "The file has no heading"),
        ({"Goal": "status", "Status": "status"}, "Goal", "Two headings"),
    ],
)
def test_a_correction_that_cannot_be_followed_is_a_fault(mapping: dict[str, str], column: str, message: str) -> None:
    table = read(as_csv(one_row("students")), kind="students", mapping=mapping)
    assert [(fault.row, fault.column) for fault in table.faults if message in str(fault.message)] == [(1, column)]


def test_two_headings_of_one_name_are_told_apart_by_their_column() -> None:
    rows = [[*one_row("sites")[0], "City"], [*one_row("sites")[1], "Elsewhere"]]
    table = read(as_csv(rows))
    assert table.rows[0].values["city"] == "Sampleton"
    assert [warning.column for warning in table.warnings] == ["City (column J)"]


def test_a_repeated_line_of_headings_is_left_out() -> None:
    headings, cells = one_row("sites")
    table = read(as_csv([headings, cells, headings]))
    assert table.faults == []
    assert [warning.row for warning in table.warnings] == [3]


def test_headings_that_fit_two_kinds_are_asked_about() -> None:
    rows = [["Name", "E-mail"], ["A", "a@x.example"]]
    with pytest.raises(BadFile, match="any of these: preceptors, schools, students"):
        read(as_csv(rows), "list.csv")
    assert read(as_csv(rows), "preceptors 2027.csv").kind == "preceptors"
    assert read(as_csv(rows), "list.csv", kind="students").kind == "students"


def test_a_list_of_students_without_a_needed_column_is_not_taken_for_preceptors() -> None:
    rows = [["E-mail", "Full name", "School"], ["a@x.example", "A", "B"]]
    assert read(as_csv(rows), "list.csv").kind == "students"
