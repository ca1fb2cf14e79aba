"""The program asks as the public asks whether it is ready, and leaves nothing behind when it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from openrotations.common.postgres import remove_cluster
from openrotations.operations.processes import DidNotStart, Processes


class OnlyByItsName(BaseHTTPRequestHandler):
    """Answers as the program does behind a server with a certificate."""

    def do_GET(self) -> None:
        """200 for its own name over https, 400 for anything else."""
        asked = (self.headers["Host"], self.headers["X-Forwarded-Proto"])
        self.send_response(200 if asked == ("rotations.example.org", "https") else 400)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), OnlyByItsName)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ready"
    server.shutdown()
    server.server_close()


def test_an_office_behind_https_is_found_ready(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROTATIONS_PUBLIC_URL", "https://rotations.example.org")
    Processes().wait_until_answering(address, seconds=5)


def test_twin_asked_by_its_port_it_would_never_be(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENROTATIONS_PUBLIC_URL", raising=False)
    with pytest.raises(DidNotStart):
        Processes().wait_until_answering(address, seconds=0.5)


PARENT = """
import pathlib, sys, time
from openrotations.common.postgres.cluster import _use
from openrotations.operations.processes import DidNotStart, Processes, stopped_by_signals
_use(pathlib.Path(sys.argv[1]))
try:
    with stopped_by_signals(), Processes() as processes:
        processes.start("child", ["http.server", "--bind", "127.0.0.1", "0"])
        print(processes.running[0][1].pid, flush=True)
        time.sleep(60)
except KeyboardInterrupt:
    sys.exit(130)
"""


@contextmanager
def parent_and_child(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A program that uses the database in `folder` and has one child, whose process id stands second."""
    command = [sys.executable, "-c", PARENT, str(folder / "postgres")]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert parent.stdout is not None
    yield parent, int(parent.stdout.readline())
    parent.kill()
    parent.communicate()


def is_gone(pid: int) -> bool:
    """Whether the process ends within ten seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_a_stop_and_a_closed_window_leave_nothing_running(tmp_path: Path, number: signal.Signals) -> None:
    with parent_and_child(tmp_path) as (parent, child):
        parent.send_signal(number)
        assert parent.wait(timeout=20) == 130
        assert is_gone(child)


def test_what_a_killed_program_leaves_ends_too_and_counts_as_a_user_until_then(tmp_path: Path) -> None:
    with parent_and_child(tmp_path) as (parent, child):
        os.kill(child, signal.SIGSTOP)
        parent.kill()
        parent.wait()
        assert not remove_cluster(tmp_path / "postgres")
        os.kill(child, signal.SIGCONT)
        if sys.platform != "linux":
            os.kill(child, signal.SIGTERM)
        assert is_gone(child)
        assert remove_cluster(tmp_path / "postgres")
