"""Sealing of bytes with AES-256-GCM, bound to the place they belong to. The key file stands outside the database."""

import base64
import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from openrotations.common.secrets import secret_from

_OLD = re.compile(r"\.[0-9a-f]{8}")


class Unreadable(Exception):
    """The sealed bytes were altered, moved to another place, or sealed with another key."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(bit_length=256)


def seal(plain: bytes, *, key: bytes, place: str) -> bytes:
    """Sealed bytes (12-byte nonce, then ciphertext) that open only with the same key and place."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(sealed: bytes, *, key: bytes, place: str) -> bytes:
    """What was sealed. Raises Unreadable when anything about it is wrong."""
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(place) from error


def wrap_key(key: bytes, *, place: str) -> str:
    """A key sealed with the programme's key, as text for a column that names the key it opens with."""
    own = _key_in(Path(settings.SEALING_KEY_FILE))
    return f"{own.name}:{base64.b64encode(seal(key, key=own.key, place=place)).decode()}"


def unwrap_key(wrapped: str, *, place: str) -> bytes:
    """The key that `wrap_key` sealed, with this key of the programme or an older one. Raises Unreadable."""
    name, _, text = wrapped.rpartition(":")
    sealed = base64.b64decode(text)
    if name:
        return unseal(sealed, key=_key_named(name, place), place=place)
    for known in _all_keys():  # wrapped before keys had names
        with suppress(Unreadable):
            return unseal(sealed, key=known.key, place=place)
    raise Unreadable(place)


def rewrap_key(wrapped: str, *, place: str) -> str:
    """The same key sealed with the programme's key of now. Raises Unreadable."""
    return wrap_key(unwrap_key(wrapped, place=place), place=place)


def key_name() -> str:
    """What the programme's key of now is called: eight letters that say nothing of it."""
    return _key_in(Path(settings.SEALING_KEY_FILE)).name


def replace_programme_key() -> str:
    """Make a new programme's key; the old one stays beside it and still opens. Returns the new one's name.

    The old file is linked to its new name first, so that a crash loses neither.
    """
    path = Path(settings.SEALING_KEY_FILE)
    old = path.with_name(f"{path.name}.{key_name()}")
    if not old.exists():
        os.link(path, old)
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    secret_from(draft)
    os.replace(draft, path)
    return key_name()


def old_key_files() -> list[Path]:
    """Files of the programme's former keys, which open what was sealed before they were replaced."""
    path = Path(settings.SEALING_KEY_FILE)
    return [each for each in sorted(path.parent.glob(f"{path.name}.*")) if _OLD.fullmatch(each.suffix)]


@dataclass(frozen=True)
class _Key:
    name: str
    key: bytes


def _all_keys() -> list[_Key]:
    return [_key_in(each) for each in (Path(settings.SEALING_KEY_FILE), *reversed(old_key_files()))]


def _key_named(name: str, place: str) -> bytes:
    own = _key_in(Path(settings.SEALING_KEY_FILE))
    if own.name == name:
        return own.key
    found = next((known.key for known in _all_keys() if known.name == name), None)
    if found is None:
        raise Unreadable(place)
    return found


def _key_in(path: Path) -> _Key:
    secret_from(path)
    stamp = path.stat()
    # A key that was replaced by another process is noticed at once: the file is then another.
    return _derived(path, stamp.st_ino, stamp.st_mtime_ns)


@lru_cache(maxsize=16)
def _derived(path: Path, inode: int, changed: int) -> _Key:
    key = HKDF(SHA256(), 32, salt=None, info=b"openrotations sealing").derive(secret_from(path).encode())
    return _Key(hashlib.sha256(b"openrotations key name" + key).hexdigest()[:8], key)
