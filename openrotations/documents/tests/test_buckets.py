"""Files in a bucket: the same as in a folder, against a server that speaks S3."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.utils import timezone
from moto.server import ThreadedMotoServer

from openrotations.common.actors import PROGRAM
from openrotations.documents.actions import keep_upload, remove_file, store_file
from openrotations.documents.buckets import storage_at
from openrotations.documents.files import shelf
from openrotations.documents.queries import FileAltered, FileLost, read_file, read_upload
from openrotations.people.tests.factories import make_person

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = timezone.now()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3-speaking server of this module's own."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty bucket that the program keeps its files in."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    made = import_module("boto3").resource("s3", endpoint_url=server).Bucket("papers")
    made.create()
    made.objects.delete()
    settings.FILES = f"s3://papers/office?endpoint={server}&region=us-east-1"
    return made


def stored(content: bytes = b"canary-4711") -> Any:
    return store_file("letter", "letter.pdf", content, "application/pdf", by=PROGRAM, now=NOW)


def test_a_file_in_a_bucket_comes_back_and_lies_there_sealed(bucket: Any) -> None:
    file = stored()
    assert read_file(file) == b"canary-4711"
    [kept] = bucket.objects.all()
    assert kept.key == f"office/{file.pk}" and b"canary" not in kept.get()["Body"].read()


def test_a_file_lost_or_altered_in_the_bucket_is_noticed(bucket: Any) -> None:
    file = stored()
    shelf().keep(str(file.pk), b"something else")
    with pytest.raises(FileAltered):
        read_file(file)
    shelf().drop(str(file.pk))
    with pytest.raises(FileLost):
        read_file(file)


def test_a_removed_file_leaves_the_bucket_once_that_is_certain(
    bucket: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(stored(), by=PROGRAM, now=NOW)
    assert list(bucket.objects.all()) == []


def test_uploads_lie_in_the_bucket_too(bucket: Any) -> None:
    upload = keep_upload(make_person(), b"canary" * 9, by=PROGRAM, now=NOW)
    assert read_upload(upload) == b"canary" * 9 and len(list(bucket.objects.all())) == 1


@pytest.mark.parametrize("address", ["http://papers", "papers", "s3://"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket"):
        storage_at(address)
