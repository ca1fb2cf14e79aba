"""Rebuilding uploaded files clean, in a program of its own with little memory and time.

Plain Python, without Django: what reads hostile files knows no database, no key and no settings. Whatever the child
does, the caller gets either clean bytes or one code that says why not.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openrotations.documents.cleaning.frames import packed, unpacked

SECONDS = 10
_ROOT = Path(__file__).resolve().parents[3]
# Where a program runs that was killed, or that ran out of memory or time.
_TOO_HEAVY = "too-heavy"
# Where it met with something it has no word for.
_DAMAGED = "damaged"


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

    The pictures are drawn by a second child: a page that cannot be drawn costs its picture, not the paper; but one that
    is too heavy to be drawn is too heavy for whoever would open it.
    """
    pdf, count = _child("rebuild", contents)
    try:
        # Long by the clock, so that its share of the processor decides and not how busy the machine is.
        pictures = _child("draw", [pdf], seconds=4 * SECONDS)
    except Unfit as unfit:
        if unfit.code == _TOO_HEAVY:
            raise
        pictures = []
    return Cleaned(pdf, int(count), tuple(pictures))


def rebuild(content: bytes) -> bytes:
    """The same as one PDF without active content, and without pictures of its pages. Raises Unfit."""
    return _child("rebuild", [content])[0]


def form_fields(content: bytes) -> list[dict[str, Any]]:
    """The fields for text of a PDF, as `fields.text_fields` tells them; none for a photo. Raises Unfit."""
    if not content.lstrip().startswith(b"%PDF-"):
        return []
    found: list[dict[str, Any]] = json.loads(_child("fields", [content])[0])
    return found


def _child(task: str, contents: Sequence[bytes], *, seconds: float | None = None) -> list[bytes]:
    """What the child answers: parts of bytes. Raises Unfit: too heavy where it was stopped, damaged where it fell."""
    command = [sys.executable, "-m", "openrotations.documents.cleaning", task]
    known = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(
            command, input=packed(contents), capture_output=True, timeout=seconds or SECONDS, cwd=_ROOT, env=known,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unfit(_TOO_HEAVY) from error
    if done.returncode:
        raise Unfit(_TOO_HEAVY if done.returncode < 0 else _DAMAGED)
    verdict, *parts = unpacked(done.stdout)
    if verdict != b"fit":
        raise Unfit(verdict.decode())
    return parts
