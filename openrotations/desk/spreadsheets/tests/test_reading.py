"""Files in any common encoding, separator and program; hostile ones end in one clear message."""

import io
import zipfile
from collections.abc import Callable

import pytest

from openrotations.desk.spreadsheets import sheets, workbooks
from openrotations.desk.spreadsheets.faults import BadFile
from openrotations.desk.spreadsheets.reading import read_sheets
from openrotations.desk.spreadsheets.tests.factories import as_csv, as_workbook, one_row, read, with_part

NAMES = {
    "utf-8": "Amélie 李伟 سارة Ольга 🙂",
    "utf-8-sig": "Amélie 李伟 سارة Ольга 🙂",
    "utf-16": "Amélie 李伟 سارة Ольга 🙂",
    "utf-16-le": "Amélie Testperson",
    "utf-16-be": "Amélie Testperson",
    "utf-32": "Amélie 李伟 سارة Ольга 🙂",
    "windows-1252": "Amélie Muñoz Größe Søren",
    "windows-1250": "Łukasz Świątek Żółć Dvořák",
    "windows-1256": "سارة المثال من جامعة الاختبار",
    "windows-1251": "Ольга Примерова из Университета",
    "cp932": "テスト 太郎 カタカナ 架空大学の学生",
    "cp949": "홍길동 가상의 대학교 학생입니다",
    "windows-1253": "Ελένη Παράδειγμα του Πανεπιστημίου",
    "gb18030": "李伟 虚构大学的学生 测试人员",
}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", list(NAMES))
def test_a_name_is_read_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    rows = [one_row("students")[0]]
    for number in range(4):
        rows.append(one_row("students", Full_name=NAMES[encoding], E_mail=f"s{number}@x.example")[1])
    table = read(as_csv(rows, separator=separator, encoding=encoding))

    assert table.faults == []
    assert [row.values["full_name"] for row in table.rows] == [NAMES[encoding]] * 4
    guessed = not encoding.startswith("utf")
    assert [bool("encoding" in str(warning.message)) for warning in table.warnings] == [True] * guessed


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_line_ends_of_every_system_are_read(newline: str) -> None:
    content = as_csv(one_row("students")).replace(b"\r\n", newline.encode())
    assert len(read(content).rows) == 1


def test_a_title_line_with_commas_does_not_hide_the_semicolons() -> None:
    rows = as_csv(one_row("students", Full_name="Testperson, Amara"), separator=";")
    table = read(b"Students, spring, summer, autumn\r\n\r\n" + rows)
    assert table.faults == []
    assert [(row.number, row.values["full_name"]) for row in table.rows] == [(4, "Testperson, Amara")]


def test_the_first_line_sep_of_excel_is_followed() -> None:
    table = read(b"sep=;\r\n" + as_csv(one_row("students"), separator=";"))
    assert [row.number for row in table.rows] == [3]


def test_line_breaks_inside_quotation_marks_do_not_shift_the_row_numbers() -> None:
    headings, first = one_row("students", School="Fictional\nUniversity")
    table = read(as_csv([headings, first, one_row("students", E_mail="x")[1]]))
    assert [fault.row for fault in table.faults] == [3]
    assert table.rows[0].values["school"] == "Fictional University"


def test_empty_rows_and_columns_are_left_out_and_numbers_stay_those_of_the_program() -> None:
    headings, cells = one_row("sites")
    gap: list[object] = [None] * (len(headings) + 1)
    table = read(as_workbook([gap, ["Our sites"], gap, [None, *headings], gap, [None, *cells]]))
    assert table.faults == table.warnings == []
    assert [row.number for row in table.rows] == [6]


def test_only_the_fitting_sheet_of_a_workbook_is_read_and_the_others_are_named() -> None:
    content = as_workbook([["Notes"], ["Ask Sam"]], more={"Practices": one_row("sites")})
    table = read(content)
    assert table.kind == "sites"
    assert [("Practices" in str(warning.message)) for warning in table.warnings] == [True]


def test_a_quotation_mark_that_is_not_closed_is_pointed_at() -> None:
    headings, good = one_row("students")
    rest = as_csv([good] * 400)
    content = as_csv([headings]) + b'"open,' + rest.replace(b'"', b"")
    table_or_fault = _message_of(content) if len(rest) > 131_000 else str(read(content).faults[0])
    assert "quotation mark" in table_or_fault


def _message_of(content: bytes, name: str = "office.file") -> str:
    with pytest.raises(BadFile) as caught:
        read(content, name)
    assert caught.value.fault.file == name
    assert str(caught.value.what_to_do).endswith(".")
    return str(caught.value)


def _archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _bomb() -> bytes:
    return with_part(as_workbook(one_row("sites")), "xl/media/x", b"\0" * (workbooks.MAX_UNPACKED_BYTES + 1))


def _sheet_xml(body: str, start: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<?xml version="1.0"?>{start}<worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'
    return with_part(as_workbook([["x"]]), "xl/worksheets/sheet1.xml", xml.encode())


def _far_cells() -> bytes:
    rows = (f'<row r="{number}"><c r="XFD{number}" s="0"/></row>' for number in range(1, 2_000))
    return _sheet_xml("".join(rows))


def _entities() -> bytes:
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = '<row r="1"><c r="A1" t="str"><v>&a11;</v></c></row>'
    return _sheet_xml(body, f'<!DOCTYPE x [<!ENTITY a0 "lol">{nested}]>')


BAD_FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "empty", "headings"),
    "blank lines": (lambda: b"\r\n , , \r\n\r\n", "empty", "headings"),
    "only NULs": (lambda: b"\0" * 40, "empty", "headings"),
    "noise": (lambda: bytes(range(256)) * 8, "", "Save|headings|heading"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password", ".xlsx"),
    "PDF": (lambda: b"%PDF-1.7 ...", "PDF", "CSV"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n", "picture", "CSV"),
    "packed": (lambda: b"\x1f\x8b\x08", "packed", "CSV"),
    "web page": (lambda: b"\xef\xbb\xbf <HTML><table><tr><td>E-mail", "web page", "CSV"),
    "XML": (lambda: b"<?xml version='1.0'?><x/>", "web page or XML", "CSV"),
    "rich text": (lambda: b"{\\rtf1 E-mail", "text document", "CSV"),
    "too many bytes": (lambda: b"a,b\n" * (sheets.MAX_BYTES // 4 + 1), "10 MB", "Split"),
    "too many rows": (lambda: as_csv([["E-mail"]] + [["x"]] * (sheets.MAX_ROWS + 2)), "20,000 rows", "Split"),
    "too many columns": (lambda: as_csv([["x"] * 201]), "200 columns", "Keep the columns"),
    "endless quote": (lambda: b'E-mail,Name\n"' + b"x\n" * 100_000, "Row 2", "quotation mark"),
    "no zip": (lambda: b"PK\x03\x04 and nothing more", "damaged", "save it"),
    "zip of text": (lambda: _archive({"notes.txt": b"hello"}), "not an Excel workbook", "save it"),
    "OpenDocument": (lambda: _archive({"mimetype": b"x", "content.xml": b"<a/>"}), "not an Excel", "save it"),
    "half a workbook": (lambda: as_workbook(one_row("sites"))[:-700], "damaged", "save it"),
    "broken sheet": (lambda: with_part(as_workbook([["x"]]), "xl/worksheets/sheet1.xml", b"<a"), "damaged", ""),
    "broken styles": (lambda: with_part(as_workbook([["x"]]), "xl/styles.xml", b"no"), "damaged", "save it"),
    "missing text": (lambda: _sheet_xml('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), "damaged", "save it"),
    "entities": (_entities, "damaged", "save it"),
    "zip bomb": (_bomb, "unpacks to more", "new workbook"),
    "many parts": (lambda: with_parts(600), "unpacks to more", "new workbook"),
    "cells far away": (_far_cells, "too many cells", "new workbook"),
    "forged row": (lambda: _sheet_xml(f'<row r="{10**15}"><c><v>1</v></c></row>'), "empty", "headings"),
    "empty workbook": (lambda: as_workbook([]), "empty", "headings"),
    "wide workbook": (lambda: as_workbook([["x"] * 201]), "200 columns", "Keep the columns"),
    "strange headings": (lambda: as_csv([["alpha", "beta"], ["1", "2"]]), "do not show", "Say what it is"),
    "a letter": (lambda: b"Dear office,\nplease find attached\nyours, Sam\n", "do not show", "Say what it"),
}


def with_parts(count: int) -> bytes:
    """A workbook with that many needless parts."""
    return _archive({f"xl/workbook{number}": b"" for number in range(count)} | {"[Content_Types].xml": b""})


@pytest.mark.parametrize("case", list(BAD_FILES))
def test_a_bad_file_ends_in_one_message_that_says_what_to_do(case: str) -> None:
    make, message, what_to_do = BAD_FILES[case]
    said = _message_of(make())
    assert message in said
    assert any(words in said for words in what_to_do.split("|"))


def test_an_unknown_kind_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BadFile, match="students"):
        read(as_csv(one_row("sites")), kind="patients")


def test_the_name_of_a_file_is_not_believed() -> None:
    assert read(as_csv(one_row("sites")), "sites.xlsx").kind == "sites"
    assert read(as_workbook(one_row("sites")), "sites.csv").kind == "sites"
    assert read_sheets("students.pdf", as_csv(one_row("sites")))[0].delimited
