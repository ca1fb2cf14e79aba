"""Bytes on disk: written whole or not at all, readable by the program's user only."""

import os
import secrets
from pathlib import Path
from uuid import UUID

from django.conf import settings


def path_of(file_id: UUID) -> Path:
    """Where the sealed bytes of this file lie."""
    return Path(settings.FILES_FOLDER) / str(file_id)


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
