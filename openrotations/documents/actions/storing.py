"""Keeping a file: sealed with a key of its own, then written whole."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.sealing import new_key, seal, wrap_key
from openrotations.documents.files import shelf
from openrotations.documents.models import CheckedFile, StoredFile

# The names that were put on the shelf since the outermost `kept_whole` began.
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


@contextmanager
def kept_whole() -> Iterator[None]:
    """What is put on the shelf within is dropped again when its transaction fails. Stands outside of the transaction.

    Only for names that nobody else can write meanwhile: files and uploads that began within. When the database was
    lost it may have committed all the same: then nothing is dropped, and `forget_lost_files` judges tomorrow.
    """
    outer, names = _written.get(), list[str]()
    token = _written.set(names)
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except BaseException:
        for name in names:
            shelf().drop(name)
        raise
    finally:
        _written.reset(token)
        if outer is not None:
            outer += names


def put_on_shelf(name: str, sealed: bytes) -> None:
    """Write sealed bytes, to be dropped again when the action around them fails."""
    shelf().keep(name, sealed)
    names = _written.get()
    if names is not None:
        names.append(name)


@kept_whole()
@transaction.atomic
def store_file(kind: str, name: str, content: bytes, content_type: str, *, by: Actor, now: datetime) -> StoredFile:
    """Keep these bytes. `size` and `sha256` are those of the sealed file, so that they say little of the content.

    When the caller's transaction fails later, a sealed file without a row stays behind; nobody can open it, and
    `forget_lost_files` removes it after a day.
    """
    stored = put_away(kind, name, content, content_type)
    record("store_file", stored, by=by, now=now, kind=kind)
    return stored


@transaction.atomic
def remove_file(stored: StoredFile, *, by: Actor, now: datetime) -> None:
    """Forget a file that is needed no more, with its clean copy: keys go with the rows, bytes once that is certain."""
    record("remove_file", stored, by=by, now=now, kind=stored.kind)
    checked = CheckedFile.objects.select_related("copy").filter(original=stored).first()
    if checked:
        checked.delete()
        if checked.copy:
            take_away(checked.copy)
    take_away(stored)


def put_away(kind: str, name: str, content: bytes, content_type: str) -> StoredFile:
    """Seal and keep bytes as a part of an action that is recorded itself."""
    file_id, key = uuid.uuid4(), new_key()
    place = place_of(file_id)
    sealed = seal(content, key=key, place=place)
    put_on_shelf(str(file_id), sealed)
    return StoredFile.objects.create(
        id=file_id,
        kind=kind,
        name=name,
        content_type=content_type,
        size=len(sealed),
        sha256=hashlib.sha256(sealed).hexdigest(),
        sealed_key=wrap_key(key, place=place),
    )


def take_away(stored: StoredFile) -> None:
    """Forget row and bytes as a part of an action that is recorded itself."""
    name, kept = str(stored.pk), shelf()
    stored.delete()
    transaction.on_commit(lambda: kept.drop(name))


def place_of(file_id: uuid.UUID) -> str:
    """What the sealed bytes and their key are bound to: moved to another row they do not open."""
    return f"document:{file_id}"


def piece_name(upload_id: uuid.UUID, number: int) -> str:
    """Under which name a piece of an upload is kept."""
    return f"{upload_id}.{number}"
