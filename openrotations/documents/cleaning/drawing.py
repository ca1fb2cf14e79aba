"""The first pages of a clean PDF as pictures, for whoever looks at it in a browser."""

import os
import time
from io import BytesIO

import pikepdf
import typst
from PIL import Image

from openrotations.documents.cleaning.limits import CPU_SECONDS, MOST_PICTURES

_WIDTH = 900
_QUALITY = 80


def in_memory(content: bytes) -> str:
    """The path of a file that lies in memory alone: no word of a paper is ever written to a disk. Linux only."""
    place = os.memfd_create("paper")
    with os.fdopen(os.dup(place), "wb") as file:
        file.write(content)
    return f"/proc/self/fd/{place}"


def drawn_pages(path: str) -> list[bytes]:
    """A JPEG of each of the first pages, 900 pixels wide; of fewer where drawing them takes long."""
    with pikepdf.open(path) as pdf:
        count = min(len(pdf.pages), MOST_PICTURES)
    pictures = []
    for number in range(1, count + 1):
        pictures.append(_drawn(path, number))
        if time.process_time() > CPU_SECONDS / 2:
            break
    return pictures


def _drawn(path: str, number: int) -> bytes:
    sheet = "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    picture = f'#image("{path}", format: "pdf", page: {number}, width: {_WIDTH}pt)'
    # The types want one kind of thing for the words and for the folder; the program takes both.
    png: bytes = typst.compile((sheet + picture).encode(), root="/", format="png", ppi=72)  # type: ignore[call-overload]
    written = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
