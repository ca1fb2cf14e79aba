"""Files that the office is given as evidence: seen by nobody before they are scanned and rebuilt."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.http import Http404

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.documents import tasks
from openrotations.documents.access import clean_copy
from openrotations.documents.actions import check_evidence, check_waiting, keep_evidence, remove_file
from openrotations.documents.models import CheckedFile, StoredFile
from openrotations.documents.queries import read_file
from openrotations.documents.scanning import ScannerDown
from openrotations.documents.serving import answer_with_evidence
from openrotations.documents.tests.factories import photo_bytes

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def pdf_with_a_script() -> bytes:
    pdf, written = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('canary-script')")
    pdf.save(written)
    return written.getvalue()


def kept(content: bytes, name: str = "policy.pdf") -> CheckedFile:
    stored = keep_evidence("school_evidence", name, content, "application/pdf", by=PROGRAM, now=NOW)
    return CheckedFile.objects.get(original=stored)


def test_nothing_is_given_out_before_the_check_and_then_only_the_rebuilt_copy() -> None:
    row = kept(pdf_with_a_script())
    with pytest.raises(Http404):
        clean_copy(row.original)
    assert check_evidence(row.pk, now=NOW)
    answer = answer_with_evidence(row.original)
    assert b"canary-script" in read_file(row.original)
    assert answer.content.startswith(b"%PDF") and b"JavaScript" not in answer.content
    assert answer["Content-Disposition"] == 'attachment; filename="policy.pdf"'
    assert answer["Content-Security-Policy"].startswith("sandbox") and answer["Cache-Control"] == "private, no-store"
    assert Entry.objects.filter(action="check_evidence").count() == 1


def test_a_photo_becomes_a_pdf() -> None:
    row = kept(photo_bytes(), "licence.jpg")
    tasks.look_at_evidence(str(row.pk))
    assert clean_copy(row.original).name == "licence.pdf"


@pytest.mark.parametrize(("content", "code"), [(b"MZ a program", "not-taken"), (b"%PDF-1.7 cut", "damaged")])
def test_what_cannot_be_rebuilt_is_refused_with_what_to_do(content: bytes, code: str) -> None:
    row = kept(content)
    assert check_evidence(row.pk, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.refused_because, row.copy) == ("refused", code, None)
    assert str(row.why_refused)
    with pytest.raises(Http404):
        clean_copy(row.original)


def test_while_the_scanner_is_down_it_stays_being_checked(settings: Any, tmp_path: Path) -> None:
    row = kept(photo_bytes())
    settings.SCANNER = str(tmp_path / "nobody.sock")
    with pytest.raises(ScannerDown):
        check_evidence(row.pk, now=NOW)
    row.refresh_from_db()
    assert row.state == "checking"
    settings.SCANNER = "none"
    assert check_evidence(row.pk, now=NOW)
    row.refresh_from_db()
    assert row.state == "clean"


def test_what_waits_is_queued_again(monkeypatch: pytest.MonkeyPatch) -> None:
    row, queued = kept(photo_bytes()), list[Any]()
    monkeypatch.setattr("openrotations.documents.actions.checking.defer_evidence", queued.append)
    assert check_waiting(now=NOW + timedelta(minutes=1)) == 0
    assert check_waiting(now=NOW + timedelta(minutes=6)) == 1
    assert queued == [row]


def test_a_second_check_settles_nothing() -> None:
    row = kept(photo_bytes())
    assert [check_evidence(row.pk, now=NOW) for _time in range(2)] == [True, False]
    assert StoredFile.objects.count() == 2


def test_with_a_file_its_copy_goes_as_well() -> None:
    row = kept(photo_bytes())
    check_evidence(row.pk, now=NOW)
    remove_file(row.original, by=PROGRAM, now=NOW)
    assert not StoredFile.objects.exists() and not CheckedFile.objects.exists()
