"""The server's own programs: `initdb`, `pg_ctl start`, `pg_ctl stop`."""

import os
import secrets
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from openrotations.common.postgres.accounts import Account, replace_file, run_as
from openrotations.common.postgres.postmaster import disarm_pid_file

SUPERUSER = "postgres"
SETTINGS_FILE = "openrotations.conf"
LOG_FILE = "server.log"
# Seconds: recovery after a power cut can take a while.
START_LIMIT = 120
LOG_LIMIT = 10_000_000  # bytes


class PostgresUnavailable(Exception):
    """The embedded server could not be made, started or reached. The text says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the server listens and whether it waits for the disk."""

    host: str
    port: int
    durable: bool

    def text(self) -> str:
        """The settings as PostgreSQL reads them."""
        lines = [
            "# Written at every start.",
            f"listen_addresses = '{self.host}'",
            f"port = {self.port}",
            # A socket's path may have 107 bytes at most, a project's folder may be longer.
            "unix_socket_directories = ''",
            "max_connections = 200",
            "password_encryption = 'scram-sha-256'",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            "jit = off",
        ]
        if not self.durable:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        return "\n".join(lines) + "\n"


def initialise(binaries: Path, account: Account, folder: Path, password: str, *, durable: bool) -> None:
    """Make an empty cluster in `folder`, whole or not at all: a start that was killed leaves no half one.

    The locale is PostgreSQL's own C.UTF-8, the same on every machine; `upper('é')` works even where
    LC_ALL is C. Every connection needs a password.
    """
    for left_over in folder.parent.glob(f"{folder.name}.new-*"):
        if left_over.is_dir():
            shutil.rmtree(left_over)
        else:
            left_over.unlink()
    unfinished = folder.with_name(f"{folder.name}.new-{secrets.token_hex(4)}")
    password_file = folder.with_name(f"{unfinished.name}.password")
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        if account.lent:
            os.chown(unfinished, account.uid, account.gid)
            os.chown(password_file, account.uid, account.gid)
        command = [str(binaries / "initdb"), "-D", str(unfinished), "-U", SUPERUSER]
        command += ["--pwfile", str(password_file), "--auth", "scram-sha-256", "--encoding", "UTF8"]
        command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        command += [] if durable else ["--no-sync"]
        _run(account, command)
        with (unfinished / "postgresql.conf").open("a") as file:
            file.write(f"\ninclude_if_exists '{SETTINGS_FILE}'\n")
        # An empty folder that somebody made beforehand gives way; a full one stops the rename.
        unfinished.rename(folder)
    except OSError as error:
        raise PostgresUnavailable(f"{folder} cannot be filled: {error}") from error
    finally:
        password_file.unlink(missing_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)


def start(binaries: Path, account: Account, folder: Path, settings: Settings) -> None:
    """Start the server over `folder` and wait until it answers. Raises `PostgresUnavailable`."""
    replace_file(folder / SETTINGS_FILE, settings.text(), account)
    log = folder / LOG_FILE
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(folder / f"{LOG_FILE}.old")
    told_before = log.stat().st_size if log.exists() else 0
    disarm_pid_file(folder, account)
    command = [str(binaries / "pg_ctl"), "start", "-D", str(folder), "-l", str(log)]
    command += ["-w", "-t", str(START_LIMIT)]
    deadline = time.monotonic() + 10
    while True:
        try:
            return _run(account, command)
        except PostgresUnavailable as error:
            words = log.read_bytes()[told_before:].decode(errors="replace") if log.exists() else ""
            # Sessions of a server that was killed end within moments; until then the memory is theirs.
            if "shared memory block" in words and time.monotonic() < deadline:
                told_before += len(words.encode())
                time.sleep(0.2)
                continue
            raise PostgresUnavailable(f"PostgreSQL does not start.\n{words[-2000:] or error}") from error


def stop(binaries: Path, account: Account, folder: Path) -> None:
    """End all sessions and stop the server over `folder`; at once when it does not stop in 30 s."""
    command = [str(binaries / "pg_ctl"), "stop", "-D", str(folder), "-w"]
    try:
        _run(account, [*command, "-m", "fast", "-t", "30"])
    except PostgresUnavailable:
        if (folder / "postmaster.pid").exists():
            _run(account, [*command, "-m", "immediate", "-t", "30"])


def wait_until_ready(url: str) -> None:
    """Wait until the server behind `url` lets this role in. Raises `PostgresUnavailable`."""
    deadline = time.monotonic() + START_LIMIT
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error) or time.monotonic() > deadline:
                raise PostgresUnavailable(f"PostgreSQL runs but does not let us in: {error}") from error
            time.sleep(0.1)


def _run(account: Account, command: list[str]) -> None:
    try:
        done = run_as(account, command, timeout=START_LIMIT + 10)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PostgresUnavailable(f"{Path(command[0]).name}: {error}") from error
    if done.returncode:
        raise PostgresUnavailable(f"{Path(command[0]).name}: {done.stdout.decode(errors='replace')[-2000:]}")
