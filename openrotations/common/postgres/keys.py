"""Passwords and port of a cluster, kept beside its folder in a file that only its owner reads."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Keys:
    """What a program needs to reach the cluster. `port` is the last one used; 0 before the first start."""

    superuser_password: str
    owner_password: str
    app_password: str
    port: int


def beside(data_dir: Path, ending: str) -> Path:
    """The sibling of `data_dir` called the same with `ending` added."""
    return data_dir.with_name(data_dir.name + ending)


def new_keys() -> Keys:
    """Fresh passwords of 192 bits each."""
    return Keys(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(24), port=0)


def read_keys(data_dir: Path) -> Keys | None:
    """The keys kept for `data_dir`; None when there is no such file. Raises `ValueError` on a spoilt one."""
    path = beside(data_dir, ".keys.json")
    try:
        text = path.read_text()
    except FileNotFoundError:
        return None
    try:
        return Keys(**json.loads(text))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} is not a file of keys: {error}") from error


def keep_keys(data_dir: Path, keys: Keys) -> None:
    """Write `keys`, whole or not at all, readable by one account only: the one that had them before."""
    path = beside(data_dir, ".keys.json")
    unfinished = beside(data_dir, f".keys.{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(keys), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    if path.exists() and path.stat().st_uid != os.geteuid():
        os.chown(unfinished, path.stat().st_uid, path.stat().st_gid)
    unfinished.rename(path)


def keep_port(data_dir: Path, keys: Keys, port: int) -> Keys:
    """The keys with `port` written down, so that the next start tries the same address."""
    if keys.port == port:
        return keys
    changed = replace(keys, port=port)
    keep_keys(data_dir, changed)
    return changed
