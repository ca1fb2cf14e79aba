"""Nothing stays on the disk that no row knows."""

import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.documents import rules
from openrotations.documents.actions import forget_lost_files, keep_files, keep_upload, store_file
from openrotations.documents.actions.storing import kept_whole
from openrotations.documents.files import Bucket
from openrotations.documents.models import Upload
from openrotations.documents.queries import read_file
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()} if folder.is_dir() else set()


@pytest.mark.parametrize("last", [b"x" * 101, b""])
def test_a_form_with_one_file_that_cannot_be_taken_leaves_none_behind(
    monkeypatch: pytest.MonkeyPatch, files_folder: Path, last: bytes
) -> None:
    monkeypatch.setattr(rules, "LARGEST_FILE", 100)
    person, client = make_person(), Client()
    client.force_login(person)
    files = [SimpleUploadedFile(f"{number}.pdf", content) for number, content in enumerate([b"a", b"b", last])]
    answer = client.post(reverse("documents:add"), {"kind": "", "files": files})
    assert answer.status_code == 422
    assert names(files_folder) == set() and not Upload.objects.filter(person=person).exists()


def test_all_files_are_judged_before_the_first_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_FILES", 3)
    codes = [reason.code for reason in rules.why_not_upload_all([1, 1, 0, rules.LARGEST_FILE + 1], [5])]
    assert sorted(codes) == ["empty", "too-large", "too-many"]
    assert list(rules.why_not_upload_all([1, 1, 1], [])) == []


def test_a_transaction_that_fails_takes_its_files_along(files_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object, **choices: object) -> None:
        raise ValueError("something else went wrong")

    person = make_person()
    monkeypatch.setattr("openrotations.documents.actions.uploads.record", fails)
    with pytest.raises(ValueError, match="something else"):
        keep_files(person, [], [b"a", b"b"], by=PROGRAM, now=NOW)
    monkeypatch.setattr("openrotations.documents.actions.storing.record", fails)
    with pytest.raises(ValueError, match="something else"):
        store_file("letter", "letter.pdf", b"words", "application/pdf", by=PROGRAM, now=NOW)
    assert names(files_folder) == set()


def test_what_the_database_may_have_kept_is_not_dropped(files_folder: Path) -> None:
    with pytest.raises(OperationalError), kept_whole():
        keep_upload(make_person(), b"words", by=PROGRAM, now=NOW)
        raise OperationalError("the line was cut while it committed")
    assert len(names(files_folder)) == 1


def aged(folder: Path, days: float) -> None:
    at = (NOW - timedelta(days=days)).timestamp()
    for each in folder.iterdir():
        os.utime(each, (at, at))


def test_files_without_a_row_go_after_a_day(files_folder: Path, django_capture_on_commit_callbacks: object) -> None:
    make_programme()
    stored = store_file("letter", "letter.pdf", b"words", "application/pdf", by=PROGRAM, now=NOW)
    upload = keep_upload(make_person(), b"a photo", by=PROGRAM, now=NOW)
    ours = {str(stored.pk), f"{upload.pk}.0", "README", "backup.tar", f"{uuid.uuid4()}.bak"}
    lost = {str(uuid.uuid4()), f"{uuid.uuid4()}.12", f".{uuid.uuid4()}.0a1b2c3d", f".{stored.pk}.0a1b2c3d"}
    for name in (ours | lost) - names(files_folder):
        (files_folder / name).write_bytes(b"sealed")
    aged(files_folder, 0.9)
    assert forget_lost_files(by=PROGRAM, now=NOW) == 0
    aged(files_folder, 1.1)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert forget_lost_files(by=PROGRAM, now=NOW) == len(lost)
    assert names(files_folder) == ours and read_file(stored) == b"words"
    [entry] = Entry.objects.filter(action="forget_lost_files")
    assert '"count":4' in entry.body.replace(" ", "")
    assert forget_lost_files(by=PROGRAM, now=NOW) == 0


def test_a_bucket_says_what_is_old_too() -> None:
    bucket = Bucket(InMemoryStorage())
    bucket.keep("one", b"sealed")
    assert list(bucket.older_than(timezone.now() + timedelta(hours=1))) == ["one"]
    assert list(bucket.older_than(timezone.now() - timedelta(hours=1))) == []


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_guard_the_pieces_stay(files_folder: Path) -> None:
    with pytest.raises(ValueError, match="later"), transaction.atomic():
        keep_upload(make_person(), b"words", by=PROGRAM, now=NOW)
        raise ValueError("later")
    assert len(names(files_folder)) == 1 and not Upload.objects.exists()
