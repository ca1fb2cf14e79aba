"""The letter as a PDF: the preview and the signed one differ only in the signature."""

from datetime import datetime
from typing import Any
from uuid import UUID

from openrotations.common.clocks import day_at
from openrotations.common.pdf import Unprintable, render_pdf
from openrotations.common.refusals import Refused
from openrotations.common.wording import written_period
from openrotations.letters import rules
from openrotations.letters.drafts import Draft
from openrotations.letters.models import LetterRequest
from openrotations.letters.wordings import waivers

TEMPLATE = "letters/typst/letter.typ"


def letter_pdf(request: LetterRequest, draft: Draft, *, signed_as: str, now: datetime) -> bytes:
    """The letter on US Letter paper, dated at the site. Empty `signed_as` makes a preview.

    Raises Refused for characters that cannot be printed.
    """
    try:
        return render_pdf(TEMPLATE, letter_values(request, draft, signed_as=signed_as, now=now), at=now)
    except Unprintable as missing:
        raise Refused([rules.why_not_printed(missing.characters)]) from missing


def letter_values(request: LetterRequest, draft: Draft, *, signed_as: str, now: datetime) -> dict[str, Any]:
    """What the template prints. The letter is English, whatever language its writer reads the pages in."""
    placement = request.placement
    offering, preceptor = placement.offering, request.writer
    today = day_at(offering.site.time_zone, now)
    dates = placement.dates
    return {
        "student": placement.student.person.printed_name,
        "writer": preceptor.full_name,
        "title": draft.title.strip() or preceptor.title,
        "writer_lines": [preceptor.specialty],
        "letterhead": letterhead(request, draft),
        "date": f"{today:%B} {today.day}, {today.year}",
        "about": [offering.title, written_period(dates.first, dates.last)],
        "paragraphs": paragraphs(draft.body),
        "signed_as": signed_as.strip(),
        "is_preview": not signed_as,
        "waiver_statement": waivers()[request.waiver_text].printed(is_waived=request.is_waived),
    }


def letterhead(request: LetterRequest, draft: Draft) -> list[str]:
    """The site's name and address, and how to reach the writer: what application services ask a letterhead for."""
    site = request.placement.offering.site
    town = " ".join(part for part in (f"{site.city}, {site.state}", site.postcode) if part)
    reach = [f"Tel {draft.telephone.strip()}" if draft.telephone.strip() else "", draft.email.strip()]
    rows = [site.name, site.street, town, " · ".join(part for part in reach if part)]
    return [row for row in rows if row]


def paragraphs(body: str) -> list[list[str]]:
    """The text as paragraphs of lines: an empty line parts paragraphs."""
    found: list[list[str]] = [[]]
    for line in body.strip().splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def letter_name(request_id: UUID) -> str:
    """The name of the file, without a person's name in it and without signs that portals refuse."""
    return f"letter-of-recommendation-{str(request_id)[:8]}.pdf"
