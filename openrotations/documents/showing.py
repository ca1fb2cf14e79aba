"""What stands on a paper, as a list of facts for a page."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from openrotations.common.wording import written_date
from openrotations.documents.kinds import Element, paper_kinds
from openrotations.documents.models import Document


def shown_facts(document: Document) -> list[dict[str, Any]]:
    """Term and value of everything that is known of the paper, in the order of its kind."""
    facts = document.facts
    shown = [
        {"term": element.title, "value": _in_words(element, facts[element.key])}
        for element in paper_kinds()[document.kind].elements
        if element.key in facts
    ]
    if document.issued_on:
        shown.append({"term": _("Issued on"), "value": written_date(document.issued_on)})
    if document.valid_until:
        shown.append({"term": _("Valid until"), "value": written_date(document.valid_until)})
    return shown


def _in_words(element: Element, value: Any) -> str:
    if element.type == "tick":
        return _("yes") if value else _("no")
    if element.type == "day":
        return written_date(date.fromisoformat(value))
    if element.type == "choice":
        return element.choices.get(value, str(value))
    if element.type == "number":
        return f"{value:,.10g} {element.unit}".strip()
    return str(value)
