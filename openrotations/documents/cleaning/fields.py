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
    left, bottom = (float(value) for value in list(page.mediabox)[:2])
    found = []
    annotations = page.obj.get("/Annots")
    for widget in annotations if isinstance(annotations, pikepdf.Array) else ():
        if not isinstance(widget, pikepdf.Dictionary) or _inherited(widget, "/FT") != "/Tx":
            continue
        name, box = _name_of(widget), widget.get("/Rect")
        if not name or not isinstance(box, pikepdf.Array) or len(box) != 4:
            continue
        x0, y0, x1, y1 = (float(value) for value in box)
        width, height = abs(x1 - x0), abs(y1 - y0)
        if width >= _LEAST and height >= _LEAST:
            place = {"left": min(x0, x1) - left, "bottom": min(y0, y1) - bottom, "width": width, "height": height}
            label = str(widget.get("/TU", "") or "")[:_LONGEST_NAME]
            found.append({"name": name, "label": label, "page": number, **place})
    return found


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
    return ".".join(parts)[:_LONGEST_NAME]


def _inherited(widget: pikepdf.Dictionary, key: str) -> str:
    here: Any = widget
    for _step in range(_DEEPEST):
        if not isinstance(here, pikepdf.Dictionary):
            break
        if key in here:
            return str(here[key])
        here = here.get("/Parent")
    return ""
