"""What a template asks about the fields of a form and the pages of a list."""

from typing import Any

from django.core.paginator import Page
from django.forms import BoundField
from django.utils.functional import Promise


def is_choices(field: BoundField) -> bool:
    """Whether the field is a group of radio buttons or of ticks."""
    kind = getattr(field.field.widget, "input_type", "")
    return bool(field.use_fieldset) and kind in {"radio", "checkbox"}


def is_tick(field: BoundField) -> bool:
    """Whether the field is one single tick."""
    kind = getattr(field.field.widget, "input_type", "")
    return not field.use_fieldset and kind == "checkbox"


def first_control(field: BoundField) -> str:
    """The id of the first control of the field: where a link in the error summary leads."""
    if is_choices(field):
        return str(field[0].id_for_label)
    return str(field.id_for_label or field.auto_id)


def described_by(field: BoundField, hint: str | Promise = "") -> dict[str, str | bool]:
    """Attributes that tie the control to its hint (of the page or of the form) and to its errors."""
    if field.field.widget.attrs.get("aria-describedby"):
        return {}
    ids = [f"{field.auto_id}_helptext"] if hint or field.help_text else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    return {"aria-describedby": " ".join(ids)} if ids else {}


def page_numbers(page: "Page[Any]") -> list[int | str]:
    """The numbers to show under a long list: both ends, the neighbours of this page, "…" between."""
    pages = page.paginator
    return list(pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
