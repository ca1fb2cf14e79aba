"""A side's own blank form: uploaded, rebuilt clean, its fields filled with what is known, and printed to be signed."""

import subprocess
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.common.tests.printing import words_of_pdf
from openrotations.desk.blank_forms.rules import size_of_words
from openrotations.desk.hosts.tests.desks import Host
from openrotations.desk.models import BlankForm
from openrotations.documents import cleaning
from openrotations.documents.actions import check_evidence
from openrotations.documents.models import StoredFile
from openrotations.documents.tests.factories import pdf_bytes, photo_bytes
from openrotations.people.tests.factories import make_person
from openrotations.placements.models import Placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(host: Host) -> BlankForm:
    return BlankForm.objects.create(site=host.site, title="Their form", lines="Badge number", host_signs=True)


def pdf_with_fields(*names: str, words: str = "PRINTED BLANK", rotate: int = 0) -> bytes:
    """A form with a field for text under each name, and a script that would run when it is opened."""
    with pikepdf.open(BytesIO(pdf_bytes(words))) as pdf:
        page, fields = pdf.pages[0], pikepdf.Array()
        page.obj.Annots = pikepdf.Array()
        if rotate:
            page.obj.Rotate = rotate
        parent = pdf.make_indirect(pikepdf.Dictionary(T="top", FT=pikepdf.Name.Tx, Kids=pikepdf.Array()))
        for number, name in enumerate(names):
            low = 200 - 40 * (number % 5)
            place = [20, low, 220, low + 20]
            widget = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, T=name, TU=f"Label of {name}", Rect=place,
                Parent=parent,
            )  # fmt: skip
            kid = pdf.make_indirect(widget)
            parent.Kids.append(kid)
            page.obj.Annots.append(kid)
        fields.append(parent)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=fields)
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('canary-script')")
        written = BytesIO()
        pdf.save(written)
        return written.getvalue()


def upload(desk: Client, form: BlankForm, content: bytes, *, checked: bool = True) -> Any:
    answer = desk.post(reverse("desk:blank_file", args=[form.pk]), {"blank": SimpleUploadedFile("blank.pdf", content)})
    form.refresh_from_db()
    if checked and form.blank:
        check_evidence(form.blank.checked.pk, now=timezone.now())
    return answer


def printed(client: Client, placement: Placement, form: BlankForm) -> tuple[str, pikepdf.Pdf]:
    response = client.get(reverse("desk:printed_form", args=[placement.pk, form.pk]))
    assert response.status_code == 200
    content = b"".join(response)
    return words_of_pdf(content), pikepdf.open(BytesIO(content))


def test_fields_are_said_once_and_printed_filled_for_the_student(
    host: Host, coming: Placement, desk: Client, form: BlankForm
) -> None:
    listed = desk.get(reverse("desk:blank_forms")).content.decode()
    assert reverse("desk:blank_file", args=[form.pk]) in listed
    answer = upload(desk, form, pdf_with_fields("name", "place", "badge"))
    path = reverse("desk:blank_fields", args=[form.pk])
    assert answer.headers["Location"] == path
    assert [field["name"] for field in form.fields] == ["top.name", "top.place", "top.badge"]
    page = desk.get(path).content.decode()
    assert "Label of name" in page and "top.badge" in page
    assert desk.post(path, {"field_0": "nonsense"}).status_code == 422
    assert desk.post(path, {"field_0": "student", "field_1": "site"}).status_code == 302
    student = Client()
    student.force_login(coming.student.person)
    text, pdf = printed(student, coming, form)
    assert "PRINTED BLANK" in text and coming.student.person.full_name in text and host.site.name in text
    assert "Badge number" not in text, "our own page is not needed where their fields are filled"
    assert len(pdf.pages) == 1
    assert "/AcroForm" not in pdf.Root and "/OpenAction" not in pdf.Root and "/Annots" not in pdf.pages[0].obj


def test_words_stand_where_their_field_stood(coming: Placement, desk: Client, form: BlankForm) -> None:
    upload(desk, form, pdf_with_fields("a", "b"))
    desk.post(reverse("desk:blank_fields", args=[form.pk]), {"field_1": "weeks"})
    response = desk.get(reverse("desk:printed_form", args=[coming.pk, form.pk]))
    content = b"".join(response)
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True)
    [word] = [line for line in boxes.stdout.decode().splitlines() if f">{coming.dates.weeks}</word>" in line]
    height = next(float(field["bottom"]) for field in form.fields if field["name"] == "top.b")
    top = float(word.split('yMin="')[1].split('"')[0])
    with pikepdf.open(BytesIO(content)) as pdf:
        from_below = float(pdf.pages[0].mediabox[3]) - top
    assert height < from_below <= height + 20


def test_a_blank_without_fields_follows_a_page_with_what_is_known(
    coming: Placement, desk: Client, form: BlankForm
) -> None:
    for content in (pdf_bytes("PRINTED BLANK"), pdf_with_fields("name", rotate=90)):
        answer = upload(desk, form, content)
        assert answer.headers["Location"] == reverse("desk:blank_file", args=[form.pk])
        text, pdf = printed(desk, coming, form)
        assert "PRINTED BLANK" in text or len(pdf.pages) == 2
        assert coming.student.person.full_name in text and "Badge number" in text
        assert len(pdf.pages) == 2
    assert "no fields" in desk.get(reverse("desk:blank_fields", args=[form.pk])).content.decode()


def test_a_photo_of_a_form_will_do(coming: Placement, desk: Client, form: BlankForm) -> None:
    upload(desk, form, photo_bytes())
    _text, pdf = printed(desk, coming, form)
    assert len(pdf.pages) == 2


def test_until_it_is_checked_our_own_page_is_printed(coming: Placement, desk: Client, form: BlankForm) -> None:
    upload(desk, form, pdf_with_fields("name"), checked=False)
    desk.post(reverse("desk:blank_fields", args=[form.pk]), {"field_0": "student"})
    assert "Being checked" in desk.get(reverse("desk:blank_file", args=[form.pk])).content.decode()
    text, _pdf = printed(desk, coming, form)
    assert "PRINTED BLANK" not in text and "Badge number" in text
    assert form.blank
    check_evidence(form.blank.checked.pk, now=timezone.now())
    assert "PRINTED BLANK" in printed(desk, coming, form)[0]


def test_what_is_no_sound_form_is_refused_with_what_to_do(desk: Client, form: BlankForm) -> None:
    locked, written = pikepdf.new(), BytesIO()
    locked.add_blank_page()
    locked.save(written, encryption=pikepdf.Encryption(owner="o", user="u"))
    for content, words in (
        (written.getvalue(), "password"),
        (b"MZ program", "PDF"),
        (b"%PDF-1.7 cut", "read to its end"),
    ):
        answer = upload(desk, form, content)
        assert answer.status_code == 422 and words in answer.content.decode()
    assert form.blank is None and not StoredFile.objects.exists()


def test_a_newer_edition_keeps_what_was_said_of_the_same_fields_and_the_old_file_goes(
    desk: Client, form: BlankForm
) -> None:
    upload(desk, form, pdf_with_fields("name", "place"))
    desk.post(reverse("desk:blank_fields", args=[form.pk]), {"field_0": "student", "field_1": "site"})
    upload(desk, form, pdf_with_fields("name", "dates"))
    assert form.filled_with == {"top.name": "student"}
    assert StoredFile.objects.filter(kind="blank_form").count() == 2, "the original and its clean copy"
    assert desk.post(reverse("desk:drop_blank", args=[form.pk])).status_code == 302
    form.refresh_from_db()
    assert (form.blank, form.fields, form.filled_with) == (None, [], {})
    assert not StoredFile.objects.exists()


def test_only_the_office_uploads_and_says_what_goes_where(coming: Placement, form: BlankForm) -> None:
    for person in (coming.student.person, make_person()):
        client = Client()
        client.force_login(person)
        for name in ("blank_file", "blank_fields"):
            assert client.get(reverse(f"desk:{name}", args=[form.pk])).status_code == 404
        assert client.post(reverse("desk:drop_blank", args=[form.pk])).status_code == 404


def test_the_child_tells_no_field_of_a_photo_and_at_most_as_many_as_fit() -> None:
    assert cleaning.form_fields(photo_bytes()) == []
    many = cleaning.form_fields(pdf_with_fields(*(f"f{number}" for number in range(230))))
    assert len(many) == 200


def test_words_are_made_small_enough_to_be_read_in_their_field() -> None:
    assert size_of_words("Ana", width=200, height=20) == 11.0
    assert size_of_words("A" * 60, width=200, height=20) == 6.7
    assert size_of_words("A" * 500, width=200, height=20) == 5.0
    assert size_of_words("", width=200, height=10) == 7.0
