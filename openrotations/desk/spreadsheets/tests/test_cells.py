"""What a cell may say and what it is read as."""

from decimal import Decimal

import pytest

from openrotations.desk.spreadsheets.tests.factories import as_csv, as_workbook, one_row, read


def _value(kind: str, key: str, **cells: object) -> object:
    table = read(as_workbook(one_row(kind, **cells)), kind=kind)
    assert [str(fault) for fault in table.faults] == []
    return table.rows[0].values[key]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("$1,200.00", "1200.00"), ("1.200,00 USD", "1200.00"), ("1200", "1200.00"), (1200, "1200.00"),
        (450.5, "450.50"), (449.9999999999, "450.00"), ("US$ 1 200", "1200.00"), ("1,200", "1200.00"),
        ("1.200", "1200.00"), ("450,5", "450.50"), ("450/week", "450.00"), ("$450 per week", "450.00"),
        ("450 pw", "450.00"), ("free", "0.00"), (0, "0.00"), ("USD 99.99", "99.99"), ("12,345.67", "12345.67"),
    ],
)  # fmt: skip
def test_a_price_is_read_in_every_form(cell: object, amount: str) -> None:
    assert _value("offerings", "price_per_week", Price_per_week=cell) == Decimal(amount)


@pytest.mark.parametrize("cell", [4, 4.0, "4", "4 wks", "4 weeks", "4w", "4 semanas", "4 Wochen", " 4 wk. ", "٤"])
def test_weeks_are_read_in_every_form(cell: object) -> None:
    assert _value("students", "weeks_wanted", Weeks_wanted=cell) == 4


@pytest.mark.parametrize(
    ("cell", "participation"),
    [
        ("yes", "hands_on"), ("Y", "hands_on"), ("x", "hands_on"), ("✓", "hands_on"), (True, "hands_on"),
        ("sí", "hands_on"), ("Oui", "hands_on"), ("نعم", "hands_on"), ("no", "observation"), ("Nein", "observation"),
        (False, "observation"), ("não", "observation"), ("否", "observation"), (0, "observation"),
    ],
)  # fmt: skip
def test_hands_on_by_yes_or_no_is_read_as_participation(cell: object, participation: str) -> None:
    assert _value("offerings", "participation", Participation=None, Hands_on=cell) == participation


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Kenya", "KE"), ("ke", "KE"), ("KENYA ", "KE"), ("USA", "US"), ("U.S.A.", "US"), ("England", "GB"),
        ("Cote d’Ivoire", "CI"), ("Ivory Coast", "CI"), ("México", "MX"), ("NA", "NA"), ("No", "NO"),
    ],
)  # fmt: skip
def test_a_country_is_read_by_name_code_or_nickname(cell: str, code: str) -> None:
    assert _value("students", "citizenship", Citizenship=cell) == code


@pytest.mark.parametrize(("cell", "code"), [("il", "IL"), ("New York", "NY"), ("D.C.", "DC"), ("Puerto Rico", "PR")])
def test_a_state_is_read_by_code_or_name(cell: str, code: str) -> None:
    assert _value("sites", "state", State=cell) == code


@pytest.mark.parametrize(
    ("cell", "zone"),
    [("Eastern", "America/New_York"), ("america/chicago", "America/Chicago"), ("PST", "America/Los_Angeles")],
)
def test_a_time_zone_is_read_by_its_name_in_the_us(cell: str, zone: str) -> None:
    assert _value("sites", "time_zone", Time_zone=cell) == zone


@pytest.mark.parametrize(
    ("cell", "code"), [(120, "00120"), ("00120", "00120"), ("00120-0001", "00120-0001"), (1200001, None)]
)
def test_a_zip_code_gets_back_the_zeros_that_excel_took(cell: object, code: str | None) -> None:
    table = read(as_workbook(one_row("sites", Postcode=cell)))
    assert [row.values["postcode"] for row in table.rows] == ([code] if code else [])


@pytest.mark.parametrize("cell", [9000000015, "900-000-0015", "NPI 9000000015", "9000000015.0"])
def test_an_npi_is_read_as_ten_digits(cell: object) -> None:
    table = read(as_workbook(one_row("preceptors", NPI=cell)))
    assert [row.values["npi"] for row in table.rows] == ([] if cell == "9000000015.0" else ["9000000015"])


@pytest.mark.parametrize(
    "cell", ["a@x.example", "A@X.EXAMPLE", " a@x.example ", "mailto:a@x.example", "Amara <a@x.example>", "a@x.example;"]
)
def test_an_address_is_read_in_lower_case_without_its_wrapping(cell: str) -> None:
    assert _value("students", "email", E_mail=cell) == "a@x.example"


@pytest.mark.parametrize(
    "name",
    [
        "Null", "None", "N/A", "O'Example", "Sukarno", "سارة المثال", "李伟", "Amélie-Zoë", "🙂 Smile", "می‌خواهم",
        "<b>Bold</b>", "Robert'); DROP TABLE", "{{ 7*7 }}", "%s %(x)s", "X Æ A-12", "true", "2027", "-", "ñ",
    ],
)  # fmt: skip
def test_a_name_is_kept_as_it_is_written(name: str) -> None:
    assert _value("students", "full_name", Full_name=name) == name


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Am\0ara", "Amara"), ("Amara\u202egnp.exe", "Amaragnp.exe"), ("Am\u200bara", "Amara"),
        ("\u2066Amara\u2069", "Amara"),
        ("Am\x07ara", "Amara"),
    ],
)  # fmt: skip
def test_hidden_signs_are_left_out_with_a_warning(cell: str, name: str) -> None:
    table = read(as_csv(one_row("students", Full_name=cell)))
    assert table.faults == []
    assert table.rows[0].values["full_name"] == name
    assert [(warning.row, warning.column) for warning in table.warnings] == [(2, "Full name")]


@pytest.mark.parametrize("cell", ["n/a", "-", "TBD", "None"])
def test_a_placeholder_in_an_optional_cell_is_empty_with_a_warning(cell: str) -> None:
    table = read(as_csv(one_row("students", Weeks_wanted=cell)))
    assert table.rows[0].values["weeks_wanted"] is None
    assert ["read as empty" in str(warning.message) for warning in table.warnings] == [True]


def test_requirements_keep_their_lines() -> None:
    assert _value("offerings", "requirements", Requirements="One \r\n  two\tthree ") == "One\ntwo three"
