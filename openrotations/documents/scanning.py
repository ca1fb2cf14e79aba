"""Asking ClamAV's daemon, over its socket, whether a file is harmful. What was not asked is never called clean."""

import socket
import struct
from pathlib import Path

from django.conf import settings

from openrotations.documents.cleaning import Unfit

NONE = "none"
# Only where no other user of the machine can put a socket of their own: not under /tmp.
_USUAL = ("/run/clamav/clamd.ctl", "/var/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock")
_SECONDS = 30.0
_PIECE = 1 << 16


class ScannerDown(Exception):
    """The scanner is not there or does not answer: nothing is known of the file, so it must wait."""


def scanner() -> str:
    """The scanner's socket; `none` where the operator decided to have none; empty where there is none to be found."""
    if settings.SCANNER:
        return str(settings.SCANNER)
    return next((path for path in _USUAL if Path(path).is_socket()), "")


def scan(content: bytes) -> None:
    """Return when the scanner finds nothing, or when the operator decided to have no scanner.

    Raises Unfit("virus") for a harmful file, and ScannerDown when there is no answer.
    """
    where = scanner()
    if where == NONE:
        return
    if not where:
        raise ScannerDown("no scanner is set up: set OPENROTATIONS_SCANNER")
    try:
        answer = _asked(where, content)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error
    if answer.endswith("FOUND"):
        raise Unfit("virus")
    if answer != "stream: OK":
        raise ScannerDown("the scanner did not look at it")


def answers() -> bool:
    """Whether the scanner is there and answers now."""
    where = scanner()
    if where in (NONE, ""):
        return False
    try:
        with _connected(where) as line:
            line.sendall(b"zPING\0")
            return _reply(line) == "PONG"
    except OSError:
        return False


def _asked(where: str, content: bytes) -> str:
    with _connected(where) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        return _reply(line)


def _connected(where: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_SECONDS)
    line.connect(where)
    return line


def _reply(line: socket.socket) -> str:
    parts = []
    while part := line.recv(4096):
        parts.append(part)
        if part.endswith(b"\0"):
            break
    return b"".join(parts).rstrip(b"\0\n").decode(errors="replace")
