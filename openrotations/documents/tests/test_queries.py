from pathlib import Path

import pytest
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.documents.actions import store_file
from openrotations.documents.models import StoredFile
from openrotations.documents.queries import FileAltered, FileLost, read_file

pytestmark = pytest.mark.django_db


def stored(content: bytes) -> StoredFile:
    return store_file("letter", "letter.pdf", content, "application/pdf", by=PROGRAM, now=timezone.now())


def test_a_missing_file_says_which_one_and_what_to_do(files_folder: Path) -> None:
    file = stored(b"words")
    (files_folder / str(file.pk)).unlink()
    with pytest.raises(FileLost, match=f"letter {file.pk} .* backup"):
        read_file(file)


def test_one_altered_byte_is_noticed(files_folder: Path) -> None:
    file = stored(b"words")
    path = files_folder / str(file.pk)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(FileAltered, match="altered on disk"):
        read_file(file)


def test_bytes_moved_to_another_file_do_not_open_even_with_their_hash_and_key(files_folder: Path) -> None:
    mine, theirs = stored(b"mine"), stored(b"theirs")
    (files_folder / str(mine.pk)).write_bytes((files_folder / str(theirs.pk)).read_bytes())
    mine.sha256, mine.sealed_key = theirs.sha256, theirs.sealed_key
    with pytest.raises(FileAltered, match="cannot be opened"):
        read_file(mine)
