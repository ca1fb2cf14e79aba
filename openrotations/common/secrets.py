"""Secrets that the program makes for itself and keeps in its data folder, outside the database."""

import os
import secrets
from pathlib import Path


def secret_from(path: Path, *, size: int = 64) -> str:
    """The secret kept in this file (readable by its owner only), made on first use from `size` random bytes.

    Two processes that start at once agree: the file is written beside its place and linked into it,
    which fails for the second, who then reads what the first wrote.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(size))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
