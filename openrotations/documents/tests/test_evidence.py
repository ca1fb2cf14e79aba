"""Files that the office is given as evidence: seen by nobody before they are scanned and rebuilt."""

import struct
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.documents import cleaning, tasks
from openrotations.documents.access import clean_copy
from openrotations.documents.actions import (
    check_evidence,
    check_waiting,
    give_up_evidence,
    keep_evidence,
    recheck_evidence,
    remove_file,
)
from openrotations.documents.models import MOST_TRIES, CheckedFile, StoredFile
from openrotations.documents.queries import FileLost, office_needs, read_file, stuck_evidence
from openrotations.documents.scanning import ScannerDown
from openrotations.documents.serving import answer_with_evidence
from openrotations.documents.tests.factories import photo_bytes
from openrotations.office.tests.factories import make_programme
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


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


def fall_over(content: bytes) -> bytes:
    raise struct.error("unpack requires a buffer of 4 bytes")


def kill(content: bytes) -> bytes:
    raise KeyboardInterrupt


def fails(row: CheckedFile, error: type[BaseException], times: int = MOST_TRIES) -> None:
    for _attempt in range(times):
        with pytest.raises(error):
            check_evidence(row.pk, now=NOW)


def test_what_falls_over_five_times_is_queued_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    row = kept(photo_bytes())
    monkeypatch.setattr(cleaning, "rebuild", fall_over)
    fails(row, struct.error, MOST_TRIES - 1)
    assert check_waiting(now=LATER) == 1 and office_needs(LATER) == []
    fails(row, struct.error, 1)
    assert check_waiting(now=LATER) == 0
    assert check_evidence(row.pk, now=LATER) is False  # a job that was queued before does nothing
    [need] = office_needs(LATER)
    assert need.code == "evidence-stuck" and "1 file kept as evidence cannot be checked" in str(need.sentence)


def test_twin_without_an_end_to_the_tries_it_is_queued_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    row = kept(photo_bytes())
    for module in ("checking", "evidence"):
        monkeypatch.setattr(f"openrotations.documents.actions.{module}.MOST_TRIES", 1_000)
    monkeypatch.setattr(cleaning, "rebuild", fall_over)
    fails(row, struct.error, MOST_TRIES + 1)
    assert check_waiting(now=LATER) == 1


def test_a_lost_file_and_a_killed_worker_have_tried(files_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = kept(photo_bytes())
    with monkeypatch.context() as killed:
        killed.setattr(cleaning, "rebuild", kill)
        fails(row, KeyboardInterrupt, 1)
    for path in files_folder.iterdir():
        path.unlink()
    fails(row, FileLost, MOST_TRIES - 1)
    assert list(stuck_evidence()) == [row]


def test_a_scanner_that_does_not_answer_is_no_fault_of_the_file(settings: Any, tmp_path: Path) -> None:
    row, scanner = kept(photo_bytes()), settings.SCANNER
    settings.SCANNER = str(tmp_path / "nobody.sock")
    fails(row, ScannerDown, MOST_TRIES + 2)
    assert not stuck_evidence().exists() and check_waiting(now=LATER) == 1
    settings.SCANNER = scanner
    assert check_evidence(row.pk, now=LATER) is True


def given_up_by_the_program(monkeypatch: pytest.MonkeyPatch, client: Client) -> tuple[CheckedFile, str]:
    """A file that fell over each time, and the page where the office finds it."""
    make_programme()
    row = kept(photo_bytes(), "<b>policy</b>.pdf")
    with monkeypatch.context() as broken:
        broken.setattr(cleaning, "rebuild", fall_over)
        fails(row, struct.error)
    client.force_login(make_staff())
    [need] = office_needs(LATER)
    return row, client.get(need.url).content.decode()


def test_the_office_tries_again_by_clicking(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    row, page = given_up_by_the_program(monkeypatch, client)
    again = reverse("documents:check_evidence_again", args=[row.pk])
    assert again in page and "&lt;b&gt;policy&lt;/b&gt;.pdf" in page
    assert client.post(again).status_code == 302
    assert not stuck_evidence().exists() and check_waiting(now=LATER) == 1
    assert check_evidence(row.pk, now=LATER) is True
    assert Entry.objects.filter(action="recheck_evidence").count() == 1
    assert client.post(again).status_code == 404


def test_the_office_gives_up_what_cannot_be_checked(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    row, page = given_up_by_the_program(monkeypatch, client)
    give_up = reverse("documents:give_up_evidence", args=[row.pk])
    assert give_up in page and client.get(give_up).status_code == 405
    assert client.post(give_up).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.refused_because) == ("refused", "damaged") and str(row.why_refused)
    assert office_needs(LATER) == [] and client.post(give_up).status_code == 404


def test_only_the_office_decides_and_only_what_the_program_gave_up(client: Client) -> None:
    make_programme()
    row, by = kept(photo_bytes()), actor_of(make_staff())
    for decide in (recheck_evidence, give_up_evidence):
        with pytest.raises(Refused, match="not-stuck"):
            decide(row, by=by, now=NOW)
    CheckedFile.objects.filter(pk=row.pk).update(tries=MOST_TRIES)
    client.force_login(make_person())
    for name in ("check_evidence_again", "give_up_evidence"):
        assert client.post(reverse(f"documents:{name}", args=[row.pk])).status_code == 404
    assert list(stuck_evidence()) == [row]


def test_a_second_check_settles_nothing() -> None:
    row = kept(photo_bytes())
    assert [check_evidence(row.pk, now=NOW) for _time in range(2)] == [True, False]
    assert StoredFile.objects.count() == 2


def test_with_a_file_its_copy_goes_as_well() -> None:
    row = kept(photo_bytes())
    check_evidence(row.pk, now=NOW)
    remove_file(row.original, by=PROGRAM, now=NOW)
    assert not StoredFile.objects.exists() and not CheckedFile.objects.exists()
