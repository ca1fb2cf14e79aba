"""Sealing of bytes with AES-256-GCM, bound to the place they belong to. The key file stands outside the database."""

import base64
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from openrotations.common.secrets import secret_from


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


def programme_key() -> bytes:
    """The 256-bit key of this installation, derived from the key file outside the database."""
    return _derived(settings.SEALING_KEY_FILE)


def wrap_key(key: bytes, *, place: str) -> str:
    """A key sealed with the programme's key, as text for a column."""
    return base64.b64encode(seal(key, key=programme_key(), place=place)).decode()


def unwrap_key(wrapped: str, *, place: str) -> bytes:
    """The key that `wrap_key` sealed. Raises Unreadable."""
    return unseal(base64.b64decode(wrapped), key=programme_key(), place=place)


@lru_cache(maxsize=4)
def _derived(path: Path) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"openrotations sealing").derive(secret_from(path).encode())
