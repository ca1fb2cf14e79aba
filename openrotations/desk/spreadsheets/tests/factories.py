"""Small files of fictional people, good but for what a test spoils."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.test import override_settings
from openpyxl import Workbook

from openrotations.desk.spreadsheets.tables import ReadTable, read_table
from openrotations.hosts.npi import why_not_an_npi

COUNTRIES = {
    "KE": "Kenya", "NG": "Nigeria", "US": "United States of America", "NA": "Namibia", "IN": "India",
    "GB": "United Kingdom", "KR": "South Korea", "CI": "Côte d'Ivoire", "MX": "Mexico", "NO": "Norway",
}  # fmt: skip
NOW = datetime(2026, 9, 1, 12, 0)

GOOD: dict[str, dict[str, object]] = {
    "students": {
        "E-mail": "amara@students.example", "Full name": "Amara Testperson", "School": "Fictional University",
        "School country": "Kenya", "Status": "student", "Citizenship": "KE", "Graduation": "2028-06-30",
        "Goal": "us_residency", "Window 1 from": "2027-01-04", "Window 1 to": "2027-02-28", "Weeks wanted": "8",
    },
    "schools": {
        "School name": "Fictional University", "Country": "Kenya", "City": "Exampletown",
        "Registrar name": "The Registrar", "Registrar e-mail": "registrar@fictional.example",
        "Accreditation": "accredited", "Accreditation source": "https://directory.example/1",
        "Accreditation checked on": "2026-09-01",
    },
    "sites": {
        "Site name": "Placeholder Practice", "Kind": "private_practice", "Street": "1 Nowhere Road",
        "City": "Sampleton", "State": "IL", "Postcode": "00120", "Time zone": "America/Chicago",
        "Coordinator name": "Sam Placeholder", "Coordinator e-mail": "desk@site.example",
    },
    "preceptors": {
        "Full name": "Dr Robin Placeholder", "E-mail": "robin@practice.example", "NPI": "9000000015",
        "Licence state": "IL", "Licence number": "TEST-1", "Specialty": "Internal medicine",
        "Site": "Placeholder Practice",
    },
    "offerings": {
        "Title": "Internal medicine", "Preceptor e-mail": "robin@practice.example",
        "Preceptor NPI": "9000000015", "Site": "Placeholder Practice", "Specialty": "Internal medicine",
        "Experience type": "elective_clerkship", "Participation": "hands_on", "Setting": "outpatient",
        "Min weeks": "4", "Max weeks": "12", "Price per week": "450.00", "Requirements": "Immunisations",
        "Opening from": "2027-01-04", "Opening to": "2027-03-28", "Seats": "2",
    },
    "openings": {
        "Offering": "Internal medicine", "Site": "Placeholder Practice",
        "Preceptor e-mail": "robin@practice.example", "Opening from": "2027-01-04", "Opening to": "2027-03-28",
        "Seats": "2",
    },
    "policies": {
        "School": "Fictional University", "School country": "Kenya", "Rotations elsewhere": "yes", "From year": "5",
        "Most weeks": "12", "Gives credit": "yes", "Hours and credit": "4 credits", "Who signs": "The Dean",
        "Approves each placement": "no", "Evaluation back": "ours", "Source": "https://fictional.example/electives",
        "Checked on": "2026-09-01", "Nobody away from": "2027-05-01", "Nobody away to": "2027-05-31",
        "Nobody away because": "Examinations",
    },
    "recognition": {
        "School": "Fictional University", "School country": "Kenya", "Sponsor note": "present",
        "Graduation years from": "1980", "Graduation years to": "2030", "Note counts until": "2027-09-01",
        "Agency": "Example Council", "Agency country": "Kenya", "Agency until": "2031-08-31",
        "Source": "https://directory.example/1", "Checked on": "2026-09-01",
    },
    "licences": {
        "NPI": "9000000015", "Preceptor e-mail": "robin@practice.example", "Preceptor name": "Dr Robin Placeholder",
        "Licence state": "IL", "Licence number": "TEST-1", "Licence issued on": "2020-07-01",
        "Licence valid until": "2028-06-30", "Board": "Example Board", "Board specialty": "Internal medicine",
        "Board certification valid until": "2030-12-31", "Insurer": "Example Mutual", "Policy number": "TEST-P-1",
        "Per occurrence": "1,000,000", "In total": "$3,000,000", "Insurance valid until": "2027-12-31",
        "Source": "https://board.example/1", "Checked on": "2026-09-01",
    },
    "agreements": {
        "Agreement": "Affiliation agreement", "Site": "Placeholder Practice", "School": "Fictional University",
        "School country": "Kenya", "Agreement from": "2026-07-01", "Agreement to": "2029-06-30",
        "Reference": "AA-1",
    },
    "backgrounds": {
        "E-mail": "amara@students.example", "Year of study": "5", "Final year": "yes",
        "Core clerkships done": "Surgery; internal medicine", "Step 1": "passed", "Step 2 CK": "passed",
        "Step 2 CK score": "240", "English test": "ielts", "English score": "7.5",
        "In the United States": "neither", "Way to enter": "b1", "Arrival": "2027-01-02", "Departure": "2027-03-01",
        "Weeks elsewhere": "NY 4; Florida 2", "Electives elsewhere": "FL 1",
    },
}  # fmt: skip


def one_row(kind: str, **spoilt: object) -> list[list[object]]:
    """Headings and one good row; `spoilt` is heading → cell, with `_` for each space or hyphen."""
    cells = dict(GOOD[kind])
    spaced = {heading.replace(" ", "_").replace("-", "_"): heading for heading in cells}
    for name, cell in spoilt.items():
        cells[spaced.get(name, name.replace("_", " "))] = cell
    return [list(cells), list(cells.values())]


def as_csv(rows: Sequence[Sequence[object]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """The rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def as_workbook(
    rows: Sequence[Sequence[object]], *, more: Mapping[str, Sequence[Sequence[object]]] | None = None
) -> bytes:
    """The rows as the first sheet of a workbook, with further sheets by name."""
    book = Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(list(row))
    for name, others in (more or {}).items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(workbook: bytes, part: str, content: bytes) -> bytes:
    """The workbook with one part of its archive replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != part:
                new.writestr(entry, old.read(entry))
        new.writestr(part, content)
    return stream.getvalue()


def read(content: bytes, name: str = "sheet", **options: Any) -> ReadTable:
    """`read_table` with a few countries, and with NPIs as the demo takes them."""
    return read_table(name, content, countries=COUNTRIES, why_not_an_npi=why_not_a_demo_npi, **options)


def why_not_a_demo_npi(number: str) -> str | None:
    """As `hosts.npi` in the demo: numbers that start with 9 can belong to nobody."""
    with override_settings(DEMO=True):
        fault = why_not_an_npi(number)
    return str(fault) if fault else None
