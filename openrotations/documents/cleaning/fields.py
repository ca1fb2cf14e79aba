"""Where a PDF has fields to type into: read for their places and names, and never filled in here."""

import json
from io import BytesIO
from typing import Any

import pikepdf

from openrotations.documents.cleaning.limits import MOST_PAGES
from openrotations.documents.cleaning.verdicts import UnfitFile

MOST_FIELDS = 200
_LONGEST_NAME = 120
_DEEPEST = 20
# Narrower or lower than this nothing can be read in it.
_LEAST = 6.0


def text_fields(content: bytes) -> list[bytes]:
    """The fields for text, as one JSON list in the order of the pages. Raises UnfitFile for what is no sound PDF.

    Each has `name`, `label`, `page` (from 1), and its place in points from the lower left corner of the page's media
    box: `left`, `bottom`, `width`, `height`. Fields on pages that are turned are left out: they would stand askew.
    """
    found: list[dict[str, Any]] = []
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise UnfitFile("too-many-pages")
            for number, page in enumerate(pdf.pages, start=1):
                if not int(page.obj.get("/Rotate", 0) or 0) % 360:
                    found += _on_page(page, number)
    except pikepdf.PasswordError as error:
        raise UnfitFile("encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise UnfitFile("damaged") from error
    return [json.dumps(found[:MOST_FIELDS]).encode()]


def _on_page(page: pikepdf.Page, number: int) -> list[dict[str, Any]]:
    left, bottom, right, top = _corners(page.mediabox)
    found = []
    annotations = page.obj.get("/Annots")
    for widget in annotations if isinstance(annotations, pikepdf.Array) else ():
        if not isinstance(widget, pikepdf.Dictionary) or _inherited(widget, "/FT") != "/Tx":
            continue
        name, box = _name_of(widget), widget.get("/Rect")
        if not name or not isinstance(box, pikepdf.Array) or len(box) != 4:
            continue
        x0, y0, x1, y1 = _corners(box)
        # What hangs over the edge of the page, or lies beside it, nobody could read.
        is_inside = left <= x0 and bottom <= y0 and x1 <= right and y1 <= top
        if is_inside and x1 - x0 >= _LEAST and y1 - y0 >= _LEAST:
            place = {"left": x0 - left, "bottom": y0 - bottom, "width": x1 - x0, "height": y1 - y0}
            label = _plain(widget.get("/TU", "") or "")
            found.append({"name": name, "label": label, "page": number, **place})
    return found


def _corners(box: pikepdf.Array) -> tuple[float, float, float, float]:
    """Left, bottom, right, top: a box may name any two opposite corners."""
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _plain(words: object) -> str:
    """Words that a database and a page can hold: without control characters and halves of characters."""
    return "".join(each for each in str(words) if each.isprintable())[:_LONGEST_NAME]


def _name_of(widget: pikepdf.Dictionary) -> str:
    """The whole name: those of its parents before its own, with dots between."""
    parts: list[str] = []
    here: Any = widget
    for _step in range(_DEEPEST):
        if not isinstance(here, pikepdf.Dictionary):
            break
        if "/T" in here:
            parts.insert(0, str(here["/T"]))
        here = here.get("/Parent")
    return _plain(".".join(parts))


def _inherited(widget: pikepdf.Dictionary, key: str) -> str:
    here: Any = widget
    for _step in range(_DEEPEST):
        if not isinstance(here, pikepdf.Dictionary):
            break
        if key in here:
            return str(here[key])
        here = here.get("/Parent")
    return ""
