"""A form that is signed by hand, on paper, with what is known already filled in."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.utils import translation

from openrotations.common.pdf import render_pdf
from openrotations.desk.blank_forms.facts import facts_of
from openrotations.desk.blank_forms.rules import lines_of, size_of_words
from openrotations.desk.models import BlankForm
from openrotations.documents.queries import clean_copy_of, read_file
from openrotations.placements.models import Placement

TEMPLATE = "desk/typst/blank_form.typ"
WORDS_ONLY = "desk/typst/words_in_fields.typ"


def blank_form_pdf(form: BlankForm, placement: Placement, *, now: datetime) -> bytes:
    """The form of this placement, in English. Wants student, school, offering and preceptors.

    A side's own blank is filled where the office said what goes into its fields; else it follows our page with what
    is known. A blank that is still being checked is left out. A character that no font here has stands as a square.
    """
    copy = clean_copy_of(form.blank) if form.blank else None
    if copy is None:
        return _own_page(form, placement, now=now)
    blank = read_file(copy)
    if form.filled_with:
        return _filled(blank, form, placement, now=now)
    return _joined(_own_page(form, placement, now=now), blank)


def _own_page(form: BlankForm, placement: Placement, *, now: datetime) -> bytes:
    """Our page on US Letter paper: facts, lines to write on, and places for signatures."""
    student, site = placement.student, placement.offering.site
    signers = {"Student": form.student_signs, site.name: form.host_signs, student.school.name: form.school_signs}
    with translation.override("en"):
        facts = facts_of(placement)
        values = {
            "title": form.title,
            "whose": site.name if form.site_id else student.school.name,
            "intro": lines_of(form.intro),
            "lines": lines_of(form.lines),
            "signers": [name for name, signs in signers.items() if signs],
            "facts": [
                ["Student", facts["student"]],
                ["School", f"{facts['school']}, {facts['school_country']}"],
                ["Rotation", f"{facts['rotation']}, {facts['participation']}"],
                ["Dates", facts["dates"]],
                ["Site", f"{facts['site']}, {facts['site_address']}"],
                ["Preceptor", facts["preceptor"]],
            ],
        }
    return render_pdf(TEMPLATE, values, at=now, blank_missing=True)


def _filled(blank: bytes, form: BlankForm, placement: Placement, *, now: datetime) -> bytes:
    """The blank with words laid over its fields: nothing is left to type into, and nothing that could run."""
    with translation.override("en"):
        facts = facts_of(placement)
    with pikepdf.open(BytesIO(blank)) as pdf:
        pages = [_words_on(number, page, form, facts) for number, page in enumerate(pdf.pages, start=1)]
        # The standard of archives wants what an overlay has no use for, such as headings.
        values = {"title": form.title, "pages": pages}
        words = render_pdf(WORDS_ONLY, values, at=now, standard=("1.7",), blank_missing=True)
        with pikepdf.open(BytesIO(words)) as overlay:
            for page, over in zip(pdf.pages, overlay.pages, strict=True):
                page.add_overlay(over, _whole(page))
        return _saved(pdf)


def _words_on(number: int, page: pikepdf.Page, form: BlankForm, facts: dict[str, str]) -> dict[str, Any]:
    """A page of the overlay: as large as the blank's, with the words that stand on it, measured from its top."""
    box = _whole(page)
    height = float(box.height)
    texts = []
    for field in form.fields:
        words = facts.get(form.filled_with.get(field["name"], ""), "")
        if words and field["page"] == number:
            place = {"x": field["left"], "y": height - field["bottom"] - field["height"], "width": field["width"]}
            size = size_of_words(words, width=field["width"], height=field["height"])
            texts.append({**place, "height": field["height"], "size": size, "words": words})
    return {"width": float(box.width), "height": height, "texts": texts}


def _whole(page: pikepdf.Page) -> pikepdf.Rectangle:
    """The page; its box may name any two opposite corners."""
    x0, y0, x1, y1 = (float(value) for value in page.mediabox)
    return pikepdf.Rectangle(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _joined(first: bytes, then: bytes) -> bytes:
    with pikepdf.open(BytesIO(first)) as pdf, pikepdf.open(BytesIO(then)) as rest:
        pdf.pages.extend(rest.pages)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    written = BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()
