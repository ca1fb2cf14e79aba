"""What is taken out comes in again, whatever people are called."""

import csv
import io
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
from django.core.management import call_command
from django.db import transaction

from openrotations.applications.tests.factories import make_application, make_window
from openrotations.audit.models import Entry
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.desk.imports.exports import rows_of
from openrotations.desk.imports.sources import Source
from openrotations.desk.imports.tests.factories import NOW, bring_in, plan, state_of_the_database
from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.writing import write_csv, write_workbook
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor, make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person
from openrotations.schools.models import School, Student
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
HOSTILE = [
    "=HYPERLINK(\"http://x.example\")", "+1", "-1", "@SUM(A1)", "'=1", "''", "O'Example", 'Say "hello"', "a;b,c\td",
    "Null", "None", "N/A", "-", "NaN", "TRUE", "007", "1e5", "2027-01-04", "<script>alert(1)</script>", "{{ 7*7 }}",
    "%s %(x)s {0}", "Robert'); DROP TABLE people;--", "../../etc/passwd", "אביגיל בדויה", "فاطمة الخيالية",
    "नमूना कुमारी", "虚构 人", "Ñandú Ĳsbrand", "I\u0307stanbullu Kişi", "👩‍⚕️ Doc", "ﬁctional", "Ａ full width",
    "X Æ A-12", "e\u0301 combined",    "𝔉𝔯𝔞𝔨𝔱𝔲𝔯", "ا", "O", "a" * 200, "Nguyễn Văn Ví Dụ",
    "Мария Вымышленная", "a\u200cb", "=cmd|'/c calc'!A0", "\\", "NULL;",
]  # fmt: skip


def _taken_out(form: str = "csv") -> dict[str, bytes]:
    if form == "xlsx":
        return {kind: write_workbook(kind, rows_of(kind), now=NOW) for kind in TABLES}
    return {kind: write_csv(kind, rows_of(kind)) for kind in TABLES}


def _fill() -> None:
    """Several of everything, also what is hard to say in a row."""
    school = make_school(name='Fictional; University, "North"', city="Ö")
    make_registrar(school)
    make_registrar(school)
    make_school(
        name="Without registrar", accreditation="unknown", accreditation_source="", accreditation_checked_on=None
    )
    sites = [make_site(name="Same Name", city=city) for city in ("Sampleton", "Testville")]
    make_host_coordinator(sites[0])
    make_host_coordinator(sites[0])
    preceptor = make_preceptor(sites[0], title="DO", licence_number="")
    preceptor.sites.add(sites[1])
    for site in sites:
        offering = make_offering(title="Same title", preceptor=preceptor, site=site, requirements="One\nTwo; three")
        make_opening(offering=offering, seats=3)
        make_opening(Period(date(2020, 1, 6), date(2020, 1, 12)), offering=offering, closed_at=NOW)
    make_offering(description="Line one\n\nLine three", is_published=False)
    student = make_student(school=school)
    for month in range(1, 6):
        make_window(student, Period(date(2027, month, 1), date(2027, month, 20)))
    make_application(student=student, weeks_wanted=6)
    make_student(status=Student.Status.GRADUATE, graduation_on=date(2025, 6, 30))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_comes_into_an_empty_office_and_out_of_it_the_same(form: str) -> None:
    make_programme()
    with transaction.atomic():
        _fill()
        taken, first = _taken_out(form), _taken_out()
        transaction.set_rollback(True)
    assert not School.objects.exists()
    bring_in(*(Source(f"{kind}.{form}", content, kind) for kind, content in taken.items()))
    assert _sorted(_taken_out()) == _sorted(first)


def _sorted(files: dict[str, bytes]) -> dict[str, list[bytes]]:
    """The lines of each file, in an order of their own."""
    return {kind: sorted(content.splitlines()) for kind, content in files.items()}


def test_an_export_into_the_same_office_changes_nothing() -> None:
    make_programme()
    _fill()
    planned = plan(*(Source(f"{kind}.csv", content, kind) for kind, content in _taken_out().items()))
    assert [fault.line for fault in planned.faults] == []
    assert [(row.file, row.number, row.changes) for row in planned.rows if row.changes] == []
    assert planned.changes_nothing


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_hostile_names_come_through_exactly(form: str) -> None:
    make_programme()
    with transaction.atomic():
        school = make_school()
        for number, name in enumerate(HOSTILE):
            make_student(person=make_person(name, email=f"s{number}@students.example"), school=school)
        taken = _taken_out(form)
        transaction.set_rollback(True)
    bring_in(*(Source(f"{kind}.{form}", taken[kind], kind) for kind in ("schools", "students")))
    kept = dict(Person.objects.filter(student__isnull=False).values_list("email", "full_name"))
    # A tab becomes a space, and a letter with its mark one sign: they look the same.
    shown = [normalize("NFC", name.replace("\t", " ")) for name in HOSTILE]
    assert kept == {f"s{number}@students.example": name for number, name in enumerate(shown)}


def test_no_cell_of_an_export_begins_like_a_formula() -> None:
    make_programme()
    school = make_school(name="=1+1", city="@x")
    for name in HOSTILE:
        make_student(person=make_person(name), school=school)
    make_site(name="+1", street="-1")
    for content in _taken_out().values():
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_command_writes_a_file_of_each_kind_that_comes_in_again(form: str, tmp_path: Path) -> None:
    make_programme()
    _fill()
    call_command("export_sheets", str(tmp_path / "out"), f"--form={form}", stdout=io.StringIO())
    paths = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in paths] == sorted(f"{kind}.{form}" for kind in TABLES)
    assert Entry.objects.filter(action="export_sheet").count() == len(TABLES)
    before = state_of_the_database()
    told = io.StringIO()
    call_command("import_sheets", *map(str, paths), stdout=told)
    assert "Nothing to save" in told.getvalue()
    assert state_of_the_database() == before


def test_a_dry_run_saves_nothing_and_says_what_would_be(tmp_path: Path) -> None:
    make_programme()
    with transaction.atomic():
        _fill()
        content, count = _taken_out()["schools"], School.objects.count()
        transaction.set_rollback(True)
    (tmp_path / "schools.csv").write_bytes(content)
    told = io.StringIO()
    call_command("import_sheets", str(tmp_path / "schools.csv"), "--dry-run", stdout=told)
    assert "dry run" in told.getvalue()
    assert f"New: {count} schools" in told.getvalue()
    assert not School.objects.exists()


def test_a_heading_and_an_order_of_dates_can_be_given_on_the_command_line(tmp_path: Path) -> None:
    make_programme()
    path = tmp_path / "list.csv"
    path.write_text("Mail,Who,School,Country,Status,Passport,Done\na@x.example,A,B,Kenya,student,KE,04/01/2028\n")
    words = [f"--kind={path}=students", "--map=list.csv:Who=full_name", "--map=list.csv:Passport=citizenship"]
    words += ["--map=list.csv:Done=graduation_on", "--map=list.csv:Country=school_country", "--date-order=day"]
    told = io.StringIO()
    call_command("import_sheets", str(path), *words, stdout=told)
    assert told.getvalue().endswith("Saved.\n")
    assert Student.objects.get().graduation_on == date(2028, 1, 4)
