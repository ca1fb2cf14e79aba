"""What shows that a preceptor may supervise: noted, changed, with its evidence."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Refused
from openrotations.documents.cleaning import Unfit
from openrotations.documents.models import StoredFile
from openrotations.documents.queries import read_file
from openrotations.documents.tests.factories import make_checked
from openrotations.hosts import actions
from openrotations.hosts.actions import files
from openrotations.hosts.evidence import MOST_BYTES, Upload, recognised
from openrotations.hosts.forms import InsuranceForm, LicenceForm
from openrotations.hosts.models import ExclusionCheck, Licence
from openrotations.hosts.tests.factories import make_licence, make_preceptor
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PNG = b"\x89PNG\r\n\x1a\n and so on"
VALUES: dict[str, Any] = {
    "state": "IL", "number": "036-1", "expires_on": date(2028, 1, 1), "source": "the board", "checked_on": NOW.date(),
}  # fmt: skip


def note(**values: object) -> Licence:
    evidence = Upload(PNG, "image/png")
    given = {**VALUES, **values}
    preceptor = given.pop("preceptor", None) or make_preceptor()
    return actions.note_credential(Licence, preceptor, given, evidence=evidence, by=PROGRAM, now=NOW)


def test_a_licence_is_noted_with_who_looked_and_what_shows_it() -> None:
    person = make_staff()
    by = Actor("person", str(person.pk), "coordinator")
    row = actions.note_credential(Licence, make_preceptor(), VALUES, evidence=Upload(PNG, "image/png"), by=by, now=NOW)
    assert row.checked_by == person
    assert row.evidence and read_file(row.evidence) == PNG and row.evidence.name == "licence.png"


def test_a_licence_stands_once_for_a_preceptor() -> None:
    first = note()
    with pytest.raises(Refused) as refused:
        note(preceptor=first.preceptor)
    assert [reason.code for reason in refused.value.reasons] == ["credential-listed"]
    note(preceptor=first.preceptor, state="NY")
    assert StoredFile.objects.count() == 2


def test_a_harmful_file_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(content: bytes) -> None:
        raise Unfit("virus")

    monkeypatch.setattr(files, "scan", found)
    with pytest.raises(Refused) as refused:
        note()
    assert [reason.code for reason in refused.value.reasons] == ["harmful-file"]
    assert not Licence.objects.exists() and not StoredFile.objects.exists()


def test_new_evidence_replaces_the_old_and_none_keeps_it() -> None:
    row = note()
    actions.change_credential(row, {"number": "036-2"}, evidence=None, by=PROGRAM, now=NOW)
    row.refresh_from_db()
    old = row.evidence
    assert old is not None
    actions.change_credential(row, {}, evidence=Upload(b"%PDF-1", "application/pdf"), by=PROGRAM, now=NOW)
    row.refresh_from_db()
    assert row.evidence != old and not StoredFile.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (PNG, "image/png"),
        (b"<html>", None),
        (b"GIF89a", None),
        (b"", None),
        (b" %PDF-1.4", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str | None) -> None:
    found = recognised(content)
    assert (found.content_type if found else None) == kind


@pytest.mark.parametrize("content", [b"<script>", b"%PDF-" + b"x" * MOST_BYTES, b""])
def test_another_or_a_larger_file_is_refused_and_what_was_typed_stays(client: Client, content: bytes) -> None:
    client.force_login(make_staff())
    path = reverse("hosts:add_licence", args=[make_preceptor().pk])
    sent = {**VALUES, "evidence": SimpleUploadedFile("licence.pdf", content)}
    answer = client.post(path, sent)
    assert answer.status_code == 422 and "036-1" in answer.content.decode()
    assert not Licence.objects.exists() and not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (LicenceForm({**VALUES, "issued_on": "2029-01-01"}), "expires_on"),
        (LicenceForm({**VALUES, "recheck_on": VALUES["checked_on"]}), "recheck_on"),
        (LicenceForm({**VALUES, "state": "XX"}), "state"),
        (InsuranceForm({**VALUES, "insurer": "A", "per_occurrence": 3, "in_total": 1}), "in_total"),
    ],
)
def test_what_cannot_be_is_named(form: LicenceForm | InsuranceForm, field: str) -> None:
    assert list(form.errors) == [field]


def test_the_office_notes_all_kinds_and_downloads_what_shows_them(client: Client) -> None:
    client.force_login(make_staff())
    preceptor = make_preceptor(licence_number="TOLD-7")
    assert "TOLD-7" in client.get(reverse("hosts:add_licence", args=[preceptor.pk])).content.decode()
    common = {"source": "x", "checked_on": "2026-11-22"}
    kinds: dict[str, dict[str, Any]] = {
        "licence": {"state": "IL", "number": "1", "evidence": SimpleUploadedFile("x.exe", PNG)},
        "certification": {"board": "Some Board", "specialty": "Surgery"},
        "insurance": {"insurer": "Example Mutual", "per_occurrence": "1000000", "in_total": "3000000"},
        "exclusion_check": {"result": "not_listed"},
    }
    for name, values in kinds.items():
        answer = client.post(reverse(f"hosts:add_{name}", args=[preceptor.pk]), {**common, **values})
        assert answer.status_code == 302, answer.content.decode()
    page = client.get(reverse("hosts:preceptor", args=[preceptor.pk])).content.decode()
    assert all(words in page for words in ("Some Board", "Example Mutual", "3,000,000", "Not on the list"))
    licence = Licence.objects.get()
    path = reverse("hosts:evidence", args=[licence.evidence_id])
    assert "Being checked" in page and client.get(path).status_code == 404 and path not in page
    assert licence.evidence
    copy = make_checked(licence.evidence)
    file = client.get(path)
    assert file["Content-Disposition"] == 'attachment; filename="licence.pdf"'
    assert file["Content-Type"] == "application/pdf" and file.content == read_file(copy)
    assert path in client.get(reverse("hosts:preceptor", args=[preceptor.pk])).content.decode()
    edit = reverse("hosts:edit_licence", args=[licence.pk])
    assert client.post(edit, {**common, "state": "IL", "number": "2"}).status_code == 302
    assert ExclusionCheck.objects.get().checked_by is not None


def test_a_file_of_something_else_is_no_evidence(client: Client) -> None:
    client.force_login(make_staff())
    letter = StoredFile.objects.create(
        kind="letter", name="x.pdf", content_type="x", size=1, sha256="x", sealed_key="x"
    )
    assert client.get(reverse("hosts:evidence", args=[letter.pk])).status_code == 404


def test_a_student_sees_none_of_it(client: Client) -> None:
    client.force_login(make_person())
    licence = make_licence()
    for path in (
        reverse("hosts:endings"),
        reverse("hosts:edit_licence", args=[licence.pk]),
        reverse("hosts:add_insurance", args=[licence.preceptor_id]),
    ):
        assert client.get(path).status_code == 404
