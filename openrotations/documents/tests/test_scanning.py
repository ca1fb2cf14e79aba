"""Asking a scanner: one that answers as ClamAV's daemon does, one that does not, and the daemon itself where it is."""

import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from openrotations.documents import scanning
from openrotations.documents.cleaning import Unfit
from openrotations.documents.scanning import ScannerDown, scan

# The signature everybody tests scanners with, put together here so that no scanner stops at this file.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def socket_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A path short enough for a socket."""
    return tmp_path_factory.mktemp("s") / "c"


def _answering(path: Path, answer: bytes, heard: list[bytes]) -> threading.Thread:
    """A daemon that reads one stream to its end and answers so."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.bind(str(path))
    line.listen()

    def serve() -> None:
        caller, _address = line.accept()
        with caller, caller.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", stream.read(4))[0]:
                heard.append(stream.read(size))
            caller.sendall(answer)
        line.close()

    thread = threading.Thread(target=serve)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (b"stream: OK\0", None),
        (b"stream: Eicar-Signature FOUND\0", Unfit),
        (b"INSTREAM size limit exceeded. ERROR\0", ScannerDown),
        (b"", ScannerDown),
        (b"anything else\0", ScannerDown),
    ],
)
def test_only_a_plain_ok_is_clean(settings: Any, socket_path: Path, answer: bytes, raised: type | None) -> None:
    settings.SCANNER, content, heard = str(socket_path), b"a paper" * 30_000, list[bytes]()
    thread = _answering(socket_path, answer, heard)
    if raised is None:
        scan(content)
    else:
        with pytest.raises(raised):
            scan(content)
    thread.join()
    assert b"".join(heard) == content


def test_a_scanner_that_says_nothing_is_down(settings: Any, socket_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SCANNER = str(socket_path)
    monkeypatch.setattr(scanning, "_SECONDS", 0.1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.bind(str(socket_path))
        silent.listen()
        with pytest.raises(ScannerDown):
            scan(b"a paper")
        assert scanning.answers() is False


def test_a_socket_where_anybody_may_put_one_is_not_trusted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SCANNER, found = "", {"/tmp/clamd.socket"}
    monkeypatch.setattr(Path, "is_socket", lambda path: str(path) in found)
    assert scanning.scanner() == ""
    found.add("/run/clamav/clamd.ctl")
    assert scanning.scanner() == "/run/clamav/clamd.ctl"


@pytest.fixture
def clamd(socket_path: Path, tmp_path: Path) -> Iterator[Path]:
    """ClamAV's daemon with one signature of our own, for the test virus."""
    daemon = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/opt/homebrew/sbin")
    if daemon is None:
        pytest.fail("ClamAV's daemon is missing: apt-get install clamav-daemon")
    signatures, written = tmp_path / "signatures", tmp_path / "clamd.conf"
    signatures.mkdir(mode=0o755)
    (signatures / "test.ndb").write_text(f"Test-File:0:*:{TEST_VIRUS.hex()}\n")
    log = tmp_path / "clamd.log"
    written.write_text(
        f"LocalSocket {socket_path}\nDatabaseDirectory {signatures}\nForeground yes\nLogFile {log}\nUser root\n"
    )
    running = subprocess.Popen([daemon, "-c", str(written)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(100):
            if socket_path.exists() or running.poll() is not None:
                break
            time.sleep(0.1)
        assert socket_path.exists(), log.read_text() if log.exists() else "clamd did not start"
        yield socket_path
    finally:
        running.terminate()
        running.wait(10)


@pytest.mark.slow
def test_the_daemon_finds_the_test_virus_and_nothing_in_a_paper(settings: Any, clamd: Path) -> None:
    settings.SCANNER = str(clamd)
    assert scanning.answers()
    scan(b"%PDF a plain paper")
    with pytest.raises(Unfit, match="virus"):
        scan(b"%PDF " + TEST_VIRUS)
