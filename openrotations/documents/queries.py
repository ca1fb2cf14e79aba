"""Reading files back."""

import hashlib
import hmac

from openrotations.common.sealing import Unreadable, unseal, unwrap_key
from openrotations.documents.actions import place_of
from openrotations.documents.files import path_of
from openrotations.documents.models import StoredFile


class FileLost(Exception):
    """The file's row is there and its bytes are not: it must come back from a backup."""


class FileAltered(Exception):
    """The bytes on disk are not the ones that were stored."""


def read_file(stored: StoredFile) -> bytes:
    """The content as it was stored. Raises FileLost or FileAltered, with the file's kind and id."""
    try:
        sealed = path_of(stored.pk).read_bytes()
    except FileNotFoundError as error:
        raise FileLost(f"{stored} is not in the files folder; restore it from a backup") from error
    if not hmac.compare_digest(hashlib.sha256(sealed).hexdigest(), stored.sha256):
        raise FileAltered(f"{stored} was altered on disk")
    try:
        place = place_of(stored.pk)
        return unseal(sealed, key=unwrap_key(stored.sealed_key, place=place), place=place)
    except Unreadable as error:
        raise FileAltered(f"{stored} cannot be opened with its key") from error
