"""Start, reuse and stop a PostgreSQL of our own over one folder.

Beside the folder stand `<name>.keys.json` (passwords, port), `<name>.lock` (one start or stop at a time)
and `<name>.users` (locked by every program that uses the server, so that the last one stops it).
"""

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from openrotations.common.postgres import server
from openrotations.common.postgres.accounts import Account, account_for, binaries_for, reachable_folder
from openrotations.common.postgres.databases import MAINTENANCE_DATABASE
from openrotations.common.postgres.keys import Keys, beside, keep_keys, keep_port, new_keys, read_keys
from openrotations.common.postgres.postmaster import running_pid, running_port
from openrotations.common.postgres.roles import APP_ROLE, OWNER_ROLE, ensure_roles
from openrotations.common.postgres.server import SUPERUSER, PostgresUnavailable, Settings
from openrotations.common.postgres.urls import build_url

__all__ = ["Cluster", "PostgresUnavailable", "marks_of_use", "remove_cluster", "start_cluster", "stop_cluster"]

HOST = "127.0.0.1"
# Descriptors of `<name>.users`, by folder: open, and share-locked, while this program uses the server.
_in_use: dict[Path, int] = {}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server. Its addresses name the maintenance database; use `with_database` for another.

    `owner_url` is for migrations, `app_url` for the application, `superuser_url` for nobody but tests
    and repairs. `was_running` says that the server was found running and is shared.
    """

    data_dir: Path
    host: str
    port: int
    # Passwords stay out of logs and tracebacks.
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    superuser_url: str = field(repr=False)
    was_running: bool


def start_cluster(data_dir: Path, *, durable: bool = True) -> Cluster:
    """The running server over `data_dir`, started or found; the folder is made on first use.

    With `durable=False` a power cut may lose everything: for tests, which are faster that way. Raises
    `PostgresUnavailable` with the server's own last words when it does not start.
    """
    data_dir = data_dir.absolute()
    _make_parent(data_dir)
    with _one_at_a_time(data_dir):
        account = account_for(data_dir)
        folder = reachable_folder(account, data_dir)
        keys = _keys_for(data_dir, folder)
        port = running_port(folder) if running_pid(folder) else None
        was_running = port is not None
        if port is None:
            port = _start(folder, account, keys, durable=durable)
            keys = keep_port(data_dir, keys, port)
        else:
            server.wait_until_ready(_url(keys, port, SUPERUSER, keys.superuser_password))
        _use(data_dir)
    return _cluster(data_dir, keys, port, was_running=was_running)


def stop_cluster(cluster: Cluster, *, force: bool = False) -> bool:
    """Stop the server unless another program uses it still; `force` stops it all the same.

    Returns whether it is stopped now. Sessions are ended, what they committed is kept.
    """
    with _one_at_a_time(cluster.data_dir):
        _use_no_more(cluster.data_dir)
        if not force and _used_by_others(cluster.data_dir):
            return False
        folder = cluster.data_dir.resolve()
        if running_pid(folder):
            account = account_for(folder)
            server.stop(binaries_for(account), account, folder)
        return True


def remove_cluster(data_dir: Path, *, around: Path | None = None) -> bool:
    """Stop the server over `data_dir`, and delete it with its keys. What is not there is no error.

    `around` is a folder to delete as well, before anybody can start in it again. Returns False, and
    deletes nothing, while another program uses the server.
    """
    data_dir = data_dir.absolute()
    if not data_dir.parent.exists():
        return True
    with _one_at_a_time(data_dir):
        _use_no_more(data_dir)
        if _used_by_others(data_dir):
            return False
        folder = data_dir.resolve()
        if folder.exists():
            account = account_for(folder)
            if running_pid(folder):
                server.stop(binaries_for(account), account, folder)
        _delete(data_dir)
        beside(data_dir, ".keys.json").unlink(missing_ok=True)
        if around:
            _delete(around)
        return True


def marks_of_use() -> tuple[int, ...]:
    """Open files that say "this program uses a server": a child that inherits them is its user too."""
    return tuple(_in_use.values())


def _start(folder: Path, account: Account, keys: Keys, *, durable: bool) -> int:
    """Make the cluster if there is none, start the server, see to its roles, and return its port."""
    binaries = binaries_for(account)
    if not (folder / "PG_VERSION").exists():
        server.initialise(binaries, account, folder, keys.superuser_password, durable=durable)
    port = keys.port if _is_free(keys.port) else _free_port()
    for attempt in range(3):
        try:
            server.start(binaries, account, folder, Settings(HOST, port, durable))
            break
        except PostgresUnavailable as error:
            # Somebody took the port between the look and the start.
            if attempt == 2 or "could not bind" not in str(error):
                raise
            port = _free_port()
    url = _url(keys, port, SUPERUSER, keys.superuser_password)
    server.wait_until_ready(url)
    with psycopg.connect(url, autocommit=True) as connection:
        ensure_roles(connection, owner_password=keys.owner_password, app_password=keys.app_password)
    return port


def _keys_for(data_dir: Path, folder: Path) -> Keys:
    keys = read_keys(data_dir)
    if keys is None:
        if (folder / "PG_VERSION").exists():
            raise PostgresUnavailable(
                f"{data_dir} holds databases, but {beside(data_dir, '.keys.json')} with their passwords is"
                " gone. Put it back from a copy, or run ./bin/dev reset to start over."
            )
        keys = new_keys()
        keep_keys(data_dir, keys)
    return keys


def _make_parent(data_dir: Path) -> None:
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(data_dir.parent, os.W_OK | os.X_OK):
            raise PermissionError
    except PermissionError as error:
        raise PostgresUnavailable(
            f"This account may not write in {data_dir.parent}. It belongs to somebody else."
        ) from error


@contextmanager
def _one_at_a_time(data_dir: Path) -> Iterator[None]:
    """Wait until no other program starts, stops or removes the same cluster."""
    path = beside(data_dir, ".lock")
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                yield
                return
        finally:
            os.close(descriptor)
        # Whom we waited for removed everything, the file we waited at too.
        path.parent.mkdir(parents=True, exist_ok=True)


def _use(data_dir: Path) -> None:
    if data_dir not in _in_use:
        descriptor = os.open(beside(data_dir, ".users"), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        _in_use[data_dir] = descriptor


def _use_no_more(data_dir: Path) -> None:
    descriptor = _in_use.pop(data_dir, None)
    if descriptor is not None:
        os.close(descriptor)


def _used_by_others(data_dir: Path) -> bool:
    descriptor = os.open(beside(data_dir, ".users"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def _delete(folder: Path) -> None:
    """Delete a folder, or what a link leads to and the link."""
    if folder.exists():
        shutil.rmtree(folder.resolve())
    if folder.is_symlink():
        folder.unlink()


def _is_free(port: int) -> bool:
    if not port:
        return False
    with socket.socket() as probe:
        # As PostgreSQL binds it, so that sessions of the last run in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _url(keys: Keys, port: int, user: str, password: str) -> str:
    return build_url(host=HOST, port=port, user=user, password=password, database=MAINTENANCE_DATABASE)


def _cluster(data_dir: Path, keys: Keys, port: int, *, was_running: bool) -> Cluster:
    return Cluster(
        data_dir=data_dir,
        host=HOST,
        port=port,
        owner_url=_url(keys, port, OWNER_ROLE, keys.owner_password),
        app_url=_url(keys, port, APP_ROLE, keys.app_password),
        superuser_url=_url(keys, port, SUPERUSER, keys.superuser_password),
        was_running=was_running,
    )
