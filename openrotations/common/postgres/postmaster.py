"""Is a server running over this folder, and is it the one its pid file names?"""

import subprocess
from pathlib import Path

from openrotations.common.postgres.accounts import Account, replace_file

PID_FILE = "postmaster.pid"
# Lines of postmaster.pid, counted from 0 (PostgreSQL: src/include/utils/pidfile.h).
_PID_LINE, _PORT_LINE = 0, 3


def running_pid(data_dir: Path) -> int | None:
    """The pid of the live server over `data_dir`; None when there is none.

    A pid that now belongs to another program, to a zombie or to another cluster is not believed.
    """
    pid = _number(data_dir, _PID_LINE)
    return pid if pid is not None and _is_server(pid, data_dir) else None


def running_port(data_dir: Path) -> int | None:
    """The port that the server over `data_dir` wrote down when it started."""
    return _number(data_dir, _PORT_LINE)


def disarm_pid_file(data_dir: Path, account: Account) -> None:
    """Make a stale pid file name a process that is certainly gone.

    PostgreSQL refuses to start while the named pid lives, whoever it is now. The file is not deleted: its
    line about shared memory is how the new server notices that sessions of a killed one still run.
    """
    path = data_dir / PID_FILE
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return
    if not lines or not lines[_PID_LINE].strip().isdigit():
        path.unlink()
        return
    finished = subprocess.Popen(["true"])
    finished.wait()
    replace_file(path, "\n".join([str(finished.pid), *lines[1:]]) + "\n", account)


def _number(data_dir: Path, line: int) -> int | None:
    try:
        return int((data_dir / PID_FILE).read_text().splitlines()[line])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _is_server(pid: int, data_dir: Path) -> bool:
    """Whether `pid` is a postmaster over `data_dir`: its command line names the folder."""
    listing = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            words = listing.read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            return False
        return Path(words[0].decode(errors="replace")).name == "postgres" and str(data_dir).encode() in words
    question = ["ps", "-ww", "-p", str(pid), "-o", "command="]
    shown = subprocess.run(question, check=False, capture_output=True, text=True)
    return "postgres" in shown.stdout and str(data_dir) in shown.stdout
