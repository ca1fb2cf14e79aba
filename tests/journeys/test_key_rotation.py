"""A new key for the programme, while files are read and written."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from openrotations.audit.actions import record
from openrotations.common import sealing
from openrotations.common.actors import PROGRAM
from openrotations.common.sealing import Unreadable, key_name, old_key_files, unwrap_key, wrap_key
from openrotations.documents.actions import store_file
from openrotations.documents.models import StoredFile
from openrotations.documents.queries import FileAltered, read_file
from openrotations.documents.tests.factories import make_document
from openrotations.office.tests.factories import make_programme
from openrotations.operations import keys
from openrotations.people.tests.factories import make_person

FILES = int(os.environ.get("KEYS_TO_ROTATE", "300"))


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Path:
    """A key file and a files folder of this test alone."""
    settings.SEALING_KEY_FILE = tmp_path / "keys" / "sealing-key"
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path


def stored(content: bytes) -> StoredFile:
    return store_file("letter", "letter.pdf", content, "application/pdf", by=PROGRAM, now=timezone.now())


@pytest.mark.django_db
def test_after_a_rotation_everything_opens_and_nothing_was_encrypted_again(own_keys: Path) -> None:
    programme, person = make_programme(), make_person()
    file, document = stored(b"words"), make_document(person, facts={"country": "Portugal"})
    record("open_office", programme, by=PROGRAM, now=timezone.now(), sealed={"a": 1}, about=person.pk)
    before = {path: path.read_bytes() for path in (own_keys / "files").iterdir()}
    first = key_name()
    assert keys.rotate_keys() == 0
    file.refresh_from_db()
    document.refresh_from_db()
    assert key_name() != first and all(not table.waiting().exists() for table in keys.TABLES)
    assert (read_file(file), document.facts) == (b"words", {"country": "Portugal"})
    assert {path: path.read_bytes() for path in (own_keys / "files").iterdir()} == before
    assert keys.forget_old_keys() == 0 and old_key_files() == []
    assert (read_file(file), document.facts) == (b"words", {"country": "Portugal"})


@pytest.mark.django_db
def test_a_rotation_that_was_cut_short_goes_on_with_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [stored(b"words") for _number in range(5)]
    monkeypatch.setattr(keys, "BATCH", 2)
    sealing.replace_programme_key()
    keys.rewrap_batch(keys.TABLES[0])
    name = key_name()
    assert keys.forget_old_keys() == 1
    for file in files:
        file.refresh_from_db()
        assert read_file(file) == b"words"
    keys.rotate_keys()
    assert key_name() == name and len(old_key_files()) == 1 and keys.forget_old_keys() == 0


@pytest.mark.django_db
def test_a_key_wrapped_before_keys_had_names_still_opens() -> None:
    bare = wrap_key(b"k" * 32, place="p").partition(":")[2]
    assert unwrap_key(bare, place="p") == b"k" * 32
    sealing.replace_programme_key()
    assert unwrap_key(bare, place="p") == b"k" * 32


def test_twin_without_the_old_key_nothing_opens() -> None:
    wrapped = wrap_key(b"k" * 32, place="p")
    sealing.replace_programme_key()
    for file in old_key_files():
        file.unlink()
    with pytest.raises(Unreadable):
        unwrap_key(wrapped, place="p")


def test_every_sealed_key_of_the_program_is_rotated() -> None:
    with_keys = {model for model in apps.get_models() for field in model._meta.fields if field.name == "sealed_key"}
    assert {table.model for table in keys.TABLES} == with_keys


def _written_while_open(wrote: threading.Event, may_end: threading.Event, made: list[StoredFile]) -> threading.Thread:
    """A transaction that seals with the key of now, and commits when it may."""

    def write() -> None:
        try:
            with transaction.atomic():
                made.append(stored(b"the only copy"))
                wrote.set()
                may_end.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    wrote.wait(10)
    return writer


@pytest.mark.django_db(transaction=True)
def test_no_key_is_forgotten_while_a_file_sealed_with_it_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "ATTEMPTS", 2)
    made: list[StoredFile] = []
    wrote, may_end = threading.Event(), threading.Event()
    writer = _written_while_open(wrote, may_end, made)
    try:
        assert keys.rotate_keys() == 0 and keys.forget_old_keys() == 1
    finally:
        may_end.set()
        writer.join()
    assert keys.forget_old_keys() == 1  # now it is counted
    assert read_file(StoredFile.objects.get(pk=made[0].pk)) == b"the only copy"
    assert keys.rotate_keys() == 0 and keys.forget_old_keys() == 0
    assert read_file(StoredFile.objects.get(pk=made[0].pk)) == b"the only copy"


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_the_file_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_lock_tables", lambda: None)
    made: list[StoredFile] = []
    wrote, may_end = threading.Event(), threading.Event()
    writer = _written_while_open(wrote, may_end, made)
    try:
        assert keys.rotate_keys() == 0 and keys.forget_old_keys() == 0
    finally:
        may_end.set()
        writer.join()
    with pytest.raises(FileAltered, match="cannot be opened"):
        read_file(StoredFile.objects.get(pk=made[0].pk))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_files_are_read_and_written_while_the_key_changes(capsys: Any) -> None:
    for number in range(FILES):
        stored(f"words {number}".encode())
    faults: list[str] = []
    reads, stop = [0], threading.Event()

    def read_all() -> None:
        try:
            while not stop.is_set():
                for file in StoredFile.objects.order_by("?")[:20]:
                    read_file(file)
                    reads[0] += 1
                stored(b"written meanwhile")
        except Exception as error:
            faults.append(repr(error))
        finally:
            connection.close()

    reader = threading.Thread(target=read_all)
    reader.start()
    keys.rotate_keys()
    stop.set()
    reader.join()
    assert faults == [] and reads[0] and keys.rotate_keys() == 0 and keys.forget_old_keys() == 0
    assert all(read_file(file).startswith(b"w") for file in StoredFile.objects.all()[:500])
    print(capsys.readouterr().out, f"{reads[0]} reads meanwhile")
