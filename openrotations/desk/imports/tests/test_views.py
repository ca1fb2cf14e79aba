"""The import page: what is seen before anything is saved, and by whom."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openrotations.desk.imports.tests.factories import row_of, state_of_the_database
from openrotations.desk.imports.uploads import KIND
from openrotations.desk.spreadsheets.tests.factories import as_csv
from openrotations.documents.models import StoredFile
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_person, staff_client
from openrotations.schools.models import School, Student

pytestmark = pytest.mark.django_db
PAGES = ["/desk/import/", "/desk/import/check/", "/desk/export/", "/desk/export/students.csv"]


@pytest.fixture(autouse=True)
def _files_of_the_test(tmp_path: Path, settings: object) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def desk() -> Client:
    """Somebody of the office, signed in."""
    make_programme()
    return staff_client()


def _upload(client: Client, *files: tuple[str, bytes], status: int = 302) -> str:
    sheets = [SimpleUploadedFile(name, content) for name, content in files]
    response = client.post("/desk/import/", {"sheets": sheets})
    assert response.status_code == status
    return response.content.decode()


def _digest(client: Client) -> str:
    return str(client.get("/desk/import/check/").context["plan"].digest)


def _good() -> tuple[str, bytes]:
    return "students.csv", as_csv(row_of("students"))


@pytest.mark.parametrize("page", PAGES)
def test_only_the_office_finds_the_pages(page: str) -> None:
    make_programme()
    client = Client()
    assert client.get(page).status_code == 302
    client.force_login(make_person())
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", ["/desk/import/", "/desk/import/check/", "/desk/import/stop/"])
def test_a_stranger_cannot_post(page: str) -> None:
    make_programme()
    client = Client()
    client.force_login(make_person())
    assert client.post(page).status_code == 404


def test_an_upload_is_compared_and_nothing_is_saved(desk: Client) -> None:
    _upload(desk, _good())
    page = desk.get("/desk/import/check/").content.decode()
    assert "Students and graduates" in page
    assert "1 new" in page
    assert 'value="import"' in page
    assert not Student.objects.exists()


def test_the_import_saves_what_the_page_showed_and_forgets_the_file(desk: Client, tmp_path: Path) -> None:
    _upload(desk, _good())
    response = desk.post("/desk/import/check/", _choices(desk) | {"do": "import"}, follow=True)
    assert "Rows that are new: 1" in response.content.decode()
    assert Student.objects.count() == 1
    assert not StoredFile.objects.filter(kind=KIND).exists()


def _choices(client: Client) -> dict[str, str]:
    """The page's form as it stands."""
    context = client.get("/desk/import/check/").context
    values = {field.html_name: field.initial or "" for field in context["form"]}
    return {**values, "digest": context["plan"].digest}


def test_sending_the_import_twice_saves_it_once(desk: Client) -> None:
    _upload(desk, _good())
    choices = _choices(desk) | {"do": "import"}
    desk.post("/desk/import/check/", choices)
    before = Student.objects.count(), School.objects.count()
    again = desk.post("/desk/import/check/", choices, follow=True)
    assert "No files are waiting" in again.content.decode()
    assert (Student.objects.count(), School.objects.count()) == before


def test_a_file_with_a_fault_cannot_be_imported_and_says_where(desk: Client) -> None:
    _upload(desk, ("list.csv", as_csv(row_of("students", Graduation="31/02/2027"))))
    before = state_of_the_database()
    page = desk.get("/desk/import/check/").content.decode()
    for words in ("list.csv", "Graduation", "31/02/2027", "There is no such day", "2027-01-04"):
        assert words in page
    assert 'value="import"' not in page
    desk.post("/desk/import/check/", _choices(desk) | {"do": "import"})
    assert state_of_the_database() == before


def test_a_heading_can_be_corrected(desk: Client) -> None:
    headings, row = row_of("students")
    headings = ["Whatever" if heading == "Full name" else heading for heading in headings]
    _upload(desk, ("students.csv", as_csv([headings, row])))
    assert desk.get("/desk/import/check/").context["plan"].faults
    position = headings.index("Whatever")
    desk.post("/desk/import/check/", _choices(desk) | {f"column_0_{position}": "full_name", "do": "check"})
    assert desk.get("/desk/import/check/").context["plan"].faults == []


def test_a_kind_can_be_chosen_where_headings_do_not_show_it(desk: Client) -> None:
    _upload(desk, ("list.csv", as_csv([["E-mail", "Name"], ["robin@practice.example", "Robin"]])))
    assert "may hold any" in desk.get("/desk/import/check/").content.decode()
    desk.post("/desk/import/check/", _choices(desk) | {"kind_0": "preceptors", "do": "check"})
    preview = desk.get("/desk/import/check/").context["preview"]
    assert str(preview.files[0].label) == "Preceptors"


def test_a_correction_and_an_import_at_once_are_shown_before_they_are_saved(desk: Client) -> None:
    _upload(desk, _good())
    position = row_of("students")[0].index("Goal")
    desk.post("/desk/import/check/", _choices(desk) | {f"column_0_{position}": "", "do": "import"})
    assert not Student.objects.exists()


def test_an_import_of_a_programme_that_changed_meanwhile_is_shown_again(desk: Client) -> None:
    _upload(desk, _good())
    choices = _choices(desk) | {"do": "import"}
    School.objects.create(name="Fictional University", country="KE")
    response = desk.post("/desk/import/check/", choices, follow=True)
    assert "is not what you saw" in response.content.decode()
    assert not Student.objects.exists()


def test_too_large_a_file_is_refused_with_its_size(desk: Client) -> None:
    page = _upload(desk, ("big.csv", b"x" * (5 * 1024**2 + 1)), status=422)
    assert "big.csv" in page
    assert "The limit is 5 MB" in page
    assert not StoredFile.objects.exists()


def test_no_file_is_refused_with_what_to_do(desk: Client) -> None:
    response = desk.post("/desk/import/", {})
    assert response.status_code == 422
    assert "Choose at least one file" in response.content.decode()


def test_files_can_be_forgotten(desk: Client, tmp_path: Path, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        _upload(desk, _good())
        desk.post("/desk/import/stop/")
    assert not StoredFile.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_the_uploaded_bytes_lie_sealed(desk: Client, tmp_path: Path) -> None:
    _upload(desk, _good())
    assert all(b"amara" not in path.read_bytes() for path in tmp_path.iterdir())


def test_another_session_does_not_see_the_files(desk: Client) -> None:
    _upload(desk, _good())
    other = staff_client()
    assert other.get("/desk/import/check/").status_code == 302


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["schools", "students", "sites", "preceptors", "offerings", "openings"])
def test_every_kind_can_be_taken_out(desk: Client, kind: str, form: str) -> None:
    response = desk.get(f"/desk/export/{kind}.{form}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{kind}.{form}"'


@pytest.mark.parametrize("name", ["staff.csv", "students.exe", "students.json"])
def test_nothing_else_can_be_taken_out(desk: Client, name: str) -> None:
    assert desk.get(f"/desk/export/{name}").status_code == 404


def test_hostile_names_are_shown_as_text(desk: Client) -> None:
    _upload(desk, ("<b>.csv", as_csv(row_of("students", Full_name="<script>alert(1)</script>", School="<i>x</i>"))))
    page = desk.get("/desk/import/check/").content.decode()
    assert "<script>alert" not in page
    assert "<i>x</i>" not in page
