from pathlib import Path

import pytest
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.documents.actions import store_file
from openrotations.documents.models import StoredFile
from openrotations.documents.queries import read_file

pytestmark = pytest.mark.django_db
WORDS = b"canary-4711: a page of a passport"


def stored(content: bytes = WORDS) -> StoredFile:
    return store_file("passport", "passport.pdf", content, "application/pdf", by=PROGRAM, now=timezone.now())


def test_a_stored_file_comes_back_as_it_was() -> None:
    assert read_file(stored()) == WORDS


def test_an_empty_file_comes_back_empty() -> None:
    assert read_file(stored(b"")) == b""


def test_the_disk_and_the_trail_hold_no_word_of_it(files_folder: Path) -> None:
    file = stored()
    assert b"canary" not in (files_folder / str(file.pk)).read_bytes()
    [entry] = Entry.objects.filter(action="store_file")
    assert "canary" not in entry.body and "passport.pdf" not in entry.body


def test_the_same_words_stored_twice_do_not_look_alike() -> None:
    first, second = stored(), stored()
    assert first.sha256 != second.sha256
    assert first.sealed_key != second.sealed_key
