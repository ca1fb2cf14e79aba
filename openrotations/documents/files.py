"""Where sealed bytes lie: a folder, or a bucket. Written whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage


class Shelf(Protocol):
    """Sealed bytes by name."""

    def keep(self, name: str, content: bytes) -> None:
        """Write these bytes under this name, whole or not at all."""

    def fetch(self, name: str) -> bytes:
        """What was kept under this name. Raises FileNotFoundError."""

    def drop(self, name: str) -> None:
        """Forget the bytes of this name; nothing happens where there are none."""

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The names of what was written before this moment."""


class Folder:
    """Sealed bytes in the files folder, readable by the program's user only."""

    def keep(self, name: str, content: bytes) -> None:
        write_whole(_in_folder(name), content)

    def fetch(self, name: str) -> bytes:
        return _in_folder(name).read_bytes()

    def drop(self, name: str) -> None:
        _in_folder(name).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        folder = Path(settings.FILES_FOLDER)
        for entry in os.scandir(folder) if folder.is_dir() else ():
            with suppress(FileNotFoundError):  # gone meanwhile
                if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < moment.timestamp():
                    yield entry.name


class Bucket:
    """Sealed bytes in a storage of Django's, such as an S3 bucket, where a whole object replaces another."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def keep(self, name: str, content: bytes) -> None:
        self.storage.save(name, ContentFile(content))

    def fetch(self, name: str) -> bytes:
        with self.storage.open(name) as file:
            return bytes(file.read())

    def drop(self, name: str) -> None:
        self.storage.delete(name)

    def older_than(self, moment: datetime) -> Iterator[str]:
        _folders, names = self.storage.listdir("")
        for name in names:
            with suppress(FileNotFoundError):
                if self.storage.get_modified_time(name) < moment:
                    yield name


def shelf() -> Shelf:
    """The place this installation keeps its files in, as OPENROTATIONS_FILES says."""
    return _bucket(settings.FILES) if settings.FILES else Folder()


def write_whole(path: Path, content: bytes) -> None:
    """Write the file so that a crash leaves either nothing or all of it: beside, then renamed, both flushed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _in_folder(name: str) -> Path:
    return Path(settings.FILES_FOLDER) / name


@lru_cache(maxsize=2)
def _bucket(address: str) -> Bucket:
    from openrotations.documents.buckets import storage_at  # only who keeps files there needs its packages

    return Bucket(storage_at(address))
