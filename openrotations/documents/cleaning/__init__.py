"""Rebuilding uploaded files clean, in a program of its own with little memory and time.

Plain Python, without Django: what reads hostile files knows no database, no key and no settings. Whatever the child
does, the caller gets either clean bytes or one code that says why not.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openrotations.documents.cleaning.frames import packed, unpacked

SECONDS = 10
_ROOT = Path(__file__).resolve().parents[3]
# Where a program runs that was killed, or that ran out of memory or time.
_TOO_HEAVY = "too-heavy"


@dataclass(frozen=True)
class Cleaned:
    """One upright PDF without active content, how many pages it has, and its first pages as JPEG pictures."""

    pdf: bytes
    page_count: int
    pictures: tuple[bytes, ...]


class Unfit(Exception):
    """These files cannot be taken. `code` says why; see `documents/wordings.py` for the words."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def clean(contents: Sequence[bytes]) -> Cleaned:
    """One PDF from these files, in their order. Raises Unfit.

    The pictures are drawn by a second child: a page that cannot be drawn costs its picture, not the paper.
    """
    pdf, count = _child("rebuild", contents)
    try:
        pictures = _child("draw", [pdf])
    except Unfit:
        pictures = []
    return Cleaned(pdf, int(count), tuple(pictures))


def _child(task: str, contents: Sequence[bytes]) -> list[bytes]:
    """What the child answers: parts of bytes. Raises Unfit."""
    command = [sys.executable, "-m", "openrotations.documents.cleaning", task]
    known = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(
            command, input=packed(contents), capture_output=True, timeout=SECONDS, cwd=_ROOT, env=known, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unfit(_TOO_HEAVY) from error
    if done.returncode:
        raise Unfit(_TOO_HEAVY)
    verdict, *parts = unpacked(done.stdout)
    if verdict != b"fit":
        raise Unfit(verdict.decode())
    return parts
