"""Fields of PDFs that somebody made badly, or to break us."""

import json
from io import BytesIO

import pikepdf
import pytest

from openrotations.documents.cleaning.fields import text_fields

PAGE, BOX = (0.0, 0.0, 612.0, 792.0), (50.0, 600.0, 250.0, 620.0)


def a_form(name: bytes, *, box: tuple[float, ...] = BOX, media: tuple[float, ...] = PAGE, label: bytes = b"") -> bytes:
    """A page with one field for text."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(612, 792))
    page = pdf.pages[0]
    page.obj["/MediaBox"] = pikepdf.Array(list(media))
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name("/Tx"),
        T=pikepdf.String(name),
        TU=pikepdf.String(label),
        Rect=pikepdf.Array(list(box)),
    )
    page.obj["/Annots"] = pikepdf.Array([pdf.make_indirect(field)])
    written = BytesIO()
    pdf.save(written)
    return written.getvalue()


def found_in(content: bytes) -> list[dict[str, object]]:
    [told] = text_fields(content)
    fields: list[dict[str, object]] = json.loads(told)
    return fields


@pytest.mark.parametrize(
    "name", [b"na\x00me", b"\xfe\xff\x00n\x00a\x00\x00\x00m\x00e", b"na\nme", b"\xfe\xff\xd8\x00\x00n\x00a\x00m\x00e"]
)
def test_names_hold_only_what_a_database_can_keep(name: bytes) -> None:
    [field] = found_in(a_form(name, label=name))
    assert field["name"] == field["label"] == "name"


@pytest.mark.parametrize("media", [PAGE, (612.0, 792.0, 0.0, 0.0), (0.0, 792.0, 612.0, 0.0)])
def test_a_page_may_name_any_two_corners(media: tuple[float, ...]) -> None:
    [field] = found_in(a_form(b"name", media=media))
    assert (field["left"], field["bottom"], field["width"], field["height"]) == (50, 600, 200, 20)


@pytest.mark.parametrize("box", [(-5000, -5000, -4000, -4900), (600, 600, 700, 620), (0, 0, 10**9, 10**9)])
def test_a_field_beside_the_page_is_none(box: tuple[float, ...]) -> None:
    assert found_in(a_form(b"name", box=box)) == []
