"""Every bad cell is reported with its row, its column and what to do; nothing else of the row is blamed."""

from datetime import time

import pytest

from openrotations.desk.spreadsheets.tests.factories import as_csv, as_workbook, one_row, read

# Kind, cells, heading at fault, words of the message, words of what to do.
SPOILT_CELLS: list[tuple[str, dict[str, object], str, str, str]] = [
    ("students", {"E_mail": ""}, "E-mail", "empty", "Fill it"),
    ("students", {"E_mail": "   "}, "E-mail", "empty", "Fill it"),
    ("students", {"E_mail": "amara"}, "E-mail", "not an e-mail", "Write one address"),
    ("students", {"E_mail": "amara@"}, "E-mail", "not an e-mail", "Write one address"),
    ("students", {"E_mail": "amara@localhost"}, "E-mail", "not an e-mail", "Write one address"),
    ("students", {"E_mail": "a b@students.example"}, "E-mail", "not an e-mail", "Write one address"),
    ("students", {"E_mail": "a..b@students.example"}, "E-mail", "not an e-mail", "Write one address"),
    ("students", {"E_mail": "a@x.example; b@x.example"}, "E-mail", "more than one", "Keep one"),
    ("students", {"E_mail": "a@x.example\r\nBcc: b@x.example"}, "E-mail", "more than one", "Keep one"),
    ("students", {"E_mail": "a@x.example\r\nSubject: hello"}, "E-mail", "not an e-mail", "Write one"),
    ("students", {"E_mail": "аmara@students.example"}, "E-mail", "not an e-mail", "Write one"),
    ("students", {"E_mail": "a@x.example" * 40}, "E-mail", "characters", "Shorten"),
    ("students", {"E_mail": "=HYPERLINK(1)"}, "E-mail", "not an e-mail", "Write one"),
    ("students", {"Full_name": ""}, "Full name", "empty", "Fill it"),
    ("students", {"Full_name": "\u200b\u202e"}, "Full name", "empty", "Fill it"),
    ("students", {"Full_name": "x" * 201}, "Full name", "201 characters", "Shorten it to 200"),
    ("students", {"Full_name": "x" * 20_000}, "Full name", "more than 10,000", "quotation mark"),
    ("students", {"School": ""}, "School", "empty", "Fill it"),
    ("students", {"School_country": "Atlantis"}, "School country", "not known", "name in English"),
    ("students", {"School_country": "Kenia"}, "School country", "Is it KE", "name in English"),
    ("students", {"School_country": "ZZ"}, "School country", "not known", "two-letter code"),
    ("students", {"Citizenship": "Kenyan"}, "Citizenship", "Is it KE", "name in English"),
    ("students", {"Status": ""}, "Status", "empty", "Fill it"),
    ("students", {"Status": "alien"}, "Status", "none of the choices", "student, graduate"),
    ("students", {"Status": "studnet"}, "Status", "Is it “student”", "student, graduate"),
    ("students", {"Goal": "riches"}, "Goal", "none of the choices", "us_residency, home"),
    ("students", {"Graduation": "31/02/2027"}, "Graduation", "no such day", "2027-01-04"),
    ("students", {"Graduation": "2027-13-01"}, "Graduation", "no such day", "2027-01-04"),
    ("students", {"Graduation": "2027"}, "Graduation", "only a year", "4 Jan 2027"),
    ("students", {"Graduation": "soon"}, "Graduation", "not a date", "4 Jan 2027"),
    ("students", {"Graduation": "29 Feb 2027"}, "Graduation", "no such day", "4 Jan 2027"),
    ("students", {"Graduation": "4 Jan 3027"}, "Graduation", "3027 cannot be right", "4 Jan 2027"),
    ("students", {"Graduation": "99999"}, "Graduation", "not a date", "4 Jan 2027"),
    ("students", {"Window_1_from": "04/01/27"}, "Window 1 from", "two digits", "2027-01-04"),
    ("students", {"Window_1_from": "04/01/2027"}, "Window 1 from", "4 Jan 2027 or 1 Apr", "2027-01-04"),
    ("students", {"Window_1_from": "Jan 2027"}, "Window 1 from", "day is missing", "2027-01-04"),
    ("students", {"Window_1_from": ""}, "Window 1 from", "go together", "Fill all"),
    ("students", {"Window_1_to": ""}, "Window 1 to", "go together", "Fill all"),
    ("students", {"Window_1_to": "2026-12-31"}, "Window 1 to", "comes before", "Exchange"),
    ("students", {"Weeks_wanted": "a few"}, "Weeks wanted", "not a number of weeks", "such as 4"),
    ("students", {"Weeks_wanted": "4-8"}, "Weeks wanted", "range of weeks", "one number"),
    ("students", {"Weeks_wanted": "0"}, "Weeks wanted", "out of range", "1 to 52"),
    ("students", {"Weeks_wanted": "53"}, "Weeks wanted", "out of range", "1 to 52"),
    ("students", {"Weeks_wanted": "9" * 5000}, "Weeks wanted", "out of range", "1 to 52"),
    ("students", {"Weeks_wanted": "-4"}, "Weeks wanted", "not a number of weeks", "such as 4"),
    ("students", {"Weeks_wanted": "4.5"}, "Weeks wanted", "not a number of weeks", "whole weeks"),
    ("schools", {"Country": ""}, "Country", "empty", "Fill it"),
    ("schools", {"Country": "<script>"}, "Country", "not known", "name in English"),
    ("schools", {"Registrar_e_mail": "registrar(at)x"}, "Registrar e-mail", "not an e-mail", "Write one"),
    ("schools", {"Accreditation_source": "javascript:alert(1)"}, "Accreditation source", "no web", "https"),
    ("schools", {"Accreditation_source": "file:///etc/passwd"}, "Accreditation source", "no web", "https"),
    ("schools", {"Accreditation": "Listed somewhere"}, "Accreditation", "none of the choices", "accredited, not"),
    ("schools", {"Registrar_name": ""}, "Registrar name", "go together", "Fill all"),
    ("sites", {"State": "GU"}, "State", "no US state", "two-letter"),
    ("schools", {"Accreditation_checked_on": "yes"}, "Accreditation checked on", "not a date", "Write"),
    ("sites", {"Kind": "spaceship"}, "Kind", "none of the choices", "private_practice"),
    ("sites", {"State": "Ontario"}, "State", "no US state", "two-letter"),
    ("sites", {"State": "Ilinois"}, "State", "Is it IL", "two-letter"),
    ("sites", {"Postcode": "1234567"}, "Postcode", "not a ZIP", "five digits"),
    ("sites", {"Postcode": "SW1A 1AA"}, "Postcode", "not a ZIP", "five digits"),
    ("sites", {"Time_zone": "Moon"}, "Time zone", "not known", "Eastern"),
    ("preceptors", {"NPI": "9000000016"}, "NPI", "not an NPI", "Compare"),
    ("preceptors", {"NPI": "900000001"}, "NPI", "ten digits", "Copy"),
    ("preceptors", {"NPI": "9.00E+09"}, "NPI", "ten digits", "as text"),
    ("preceptors", {"NPI": "", "E_mail": ""}, "E-mail", "At least one", "Fill one"),
    ("preceptors", {"Licence_state": "XX"}, "Licence state", "no US state", "two-letter"),
    ("offerings", {"Experience_type": "holiday"}, "Experience type", "none of the", "elective_clerkship"),
    ("offerings", {"Participation": "maybe"}, "Participation", "none of the choices", "hands_on, obs"),
    ("offerings", {"Participation": ""}, "Participation", "At least one", "Fill one"),
    ("offerings", {"Hands_on": "perhaps"}, "Hands on", "neither yes nor no", "yes or no"),
    ("offerings", {"Setting": "moon base"}, "Setting", "none of the choices", "inpatient"),
    ("offerings", {"Setting": "remote"}, "Setting", "none of the choices", "both"),
    ("offerings", {"Price_per_week": "€450"}, "Price per week", "not in US dollars", "US dollars"),
    ("offerings", {"Price_per_week": "-450"}, "Price per week", "not a price", "450.00"),
    ("offerings", {"Price_per_week": "400-500"}, "Price per week", "not a price", "one amount"),
    ("offerings", {"Price_per_week": "1e9"}, "Price per week", "not a price", "one amount"),
    ("offerings", {"Price_per_week": "999999"}, "Price per week", "out of range", "100,000"),
    ("offerings", {"Max_weeks": "2"}, "Max weeks", "comes before", "Exchange"),
    ("offerings", {"Min_weeks": "1 month"}, "Min weeks", "not a number of weeks", "such as 4"),
    ("offerings", {"Seats": ""}, "Seats", "go together", "Fill all"),
    ("offerings", {"Seats": "0"}, "Seats", "out of range", "1 to 50"),
    ("offerings", {"Seats": "many"}, "Seats", "not a whole number", "such as 2"),
    ("offerings", {"Preceptor_e_mail": "", "Preceptor_NPI": ""}, "Preceptor NPI", "At least", "Fill one"),
    ("openings", {"Opening_to": "2026-01-01"}, "Opening to", "comes before", "Exchange"),
    ("openings", {"Seats": "2.5"}, "Seats", "not a whole number", "such as 2"),
    ("openings", {"Opening_from": ""}, "Opening from", "empty", "Fill it"),
]


@pytest.mark.parametrize(("kind", "spoilt", "heading", "message", "what_to_do"), SPOILT_CELLS)
def test_a_bad_cell_is_reported_with_its_place_and_what_to_do(
    kind: str, spoilt: dict[str, object], heading: str, message: str, what_to_do: str
) -> None:
    table = read(as_csv(one_row(kind, **spoilt)), "office.csv", kind=kind)

    assert [(fault.file, fault.row, fault.column) for fault in table.faults] == [("office.csv", 2, heading)]
    assert message in str(table.faults[0].message)
    assert what_to_do in str(table.faults[0].what_to_do)
    assert str(table.faults[0].what_to_do).endswith(".")
    assert len(table.faults[0].cell) <= 60
    assert table.rows == []


SPOILT_WORKBOOK_CELLS: list[tuple[str, dict[str, object], str, str, str]] = [
    ("students", {"Full_name": "=A1"}, "Full name", "formula", "paste it again as values"),
    ("students", {"Window_1_to": "=I2+55"}, "Window 1 to", "formula", "paste it again as values"),
    ("students", {"School": "#REF!"}, "School", "error of the spreadsheet", "Write the value"),
    ("students", {"Full_name": NotImplemented}, "Full name", "date or a time", "Write the text"),
    ("students", {"Full_name": True}, "Full name", "true-or-false", "Write the text"),
    ("students", {"Graduation": True}, "Graduation", "not a date", "2027-01-04"),
    ("students", {"Graduation": 7}, "Graduation", "not a date", "2027-01-04"),
    ("students", {"Graduation": time(9, 0)}, "Graduation", "not a date", "2027-01-04"),
    ("students", {"Weeks_wanted": 4.5}, "Weeks wanted", "not a number of weeks", "whole weeks"),
    ("offerings", {"Price_per_week": -1}, "Price per week", "not a price", "450.00"),
    ("offerings", {"Seats": True}, "Seats", "not a whole number", "such as 2"),
    ("preceptors", {"NPI": 900000001}, "NPI", "ten digits", "format the column as text"),
]


@pytest.mark.parametrize(("kind", "spoilt", "heading", "message", "what_to_do"), SPOILT_WORKBOOK_CELLS)
def test_a_bad_cell_of_a_workbook_is_reported_alike(
    kind: str, spoilt: dict[str, object], heading: str, message: str, what_to_do: str
) -> None:
    cells = {name: time(9, 30) if cell is NotImplemented else cell for name, cell in spoilt.items()}
    table = read(as_workbook(one_row(kind, **cells)), "office.xlsx", kind=kind)

    assert [(fault.row, fault.column) for fault in table.faults] == [(2, heading)]
    assert message in str(table.faults[0].message)
    assert what_to_do in str(table.faults[0].what_to_do)


def test_all_faults_of_a_file_are_reported_at_once_and_good_rows_are_still_read() -> None:
    headings, good = one_row("students")
    first = one_row("students", E_mail="x", Status="y", Weeks_wanted="z")[1]
    other = one_row("students", E_mail="b@students.example", Graduation="w")[1]
    table = read(as_csv([headings, first, [""] * len(headings), good, other]))

    assert [(fault.row, fault.column) for fault in table.faults] == [
        (2, "E-mail"), (2, "Status"), (2, "Weeks wanted"), (5, "Graduation"),
    ]  # fmt: skip
    assert [row.number for row in table.rows] == [4]


def test_the_same_person_twice_with_different_facts_is_a_fault() -> None:
    headings, good = one_row("students")
    table = read(as_csv([headings, good, one_row("students", Weeks_wanted="4")[1]]))

    assert [(fault.row, fault.column) for fault in table.faults] == [(3, "E-mail")]
    assert "Row 2" in str(table.faults[0].message)


def test_the_same_row_twice_is_read_once_with_a_warning() -> None:
    headings, good = one_row("students")
    table = read(as_csv([headings, good, good]))

    assert table.faults == []
    assert len(table.rows) == 1
    assert [(warning.row, warning.column) for warning in table.warnings] == [(3, "E-mail")]


def test_a_row_with_a_slipped_cell_is_a_fault_and_names_the_separator() -> None:
    headings, good = one_row("students")
    table = read(as_csv([headings, [*good, "slipped"]]))

    assert [(fault.row, fault.cell) for fault in table.faults] == [(2, "slipped")]
    assert "separator" in str(table.faults[0].what_to_do)


def test_ten_thousand_bad_rows_give_a_list_that_ends_with_how_many_are_left() -> None:
    headings, bad = one_row("openings", Seats="many")
    table = read(as_csv([headings] + [bad] * 5_000))

    assert len(table.faults) == 2_001
    assert "3,000 more" in str(table.faults[-1].message)
