"""Plain text becomes headings, paragraphs and lists, and nothing else."""

from django.template.loader import render_to_string

from openrotations.consents.reading import Block, blocks_of


def test_an_empty_line_parts_paragraphs() -> None:
    assert blocks_of("One\nstill one\n\n\nTwo") == [Block("paragraph", "One\nstill one"), Block("paragraph", "Two")]


def test_lists_and_headings_stand_without_empty_lines_too() -> None:
    found = blocks_of("## What we do\nWe help.\r\n- first\r\n* second\nThat is all.")
    assert [block.kind for block in found] == ["heading", "paragraph", "list", "paragraph"]
    assert found[0].words == "What we do" and found[2].items == ["first", "second"]


def test_a_sign_that_begins_nothing_is_part_of_the_words() -> None:
    assert [block.kind for block in blocks_of("#1 in the list\n\n-5 degrees\n\n#")] == ["paragraph"] * 3


def test_nothing_gives_nothing() -> None:
    assert blocks_of(" \n\n \n") == []


def test_what_looks_like_a_page_is_shown_as_words() -> None:
    blocks = blocks_of("## <script>x</script>\n- <b>bold</b>\n\n{{ 7|add:7 }} <img src=x onerror=y>")
    page = render_to_string("consents/blocks.html", {"blocks": blocks})
    assert "<script" not in page and "<b>" not in page and "<img" not in page
    assert "&lt;script&gt;" in page and "{{ 7|add:7 }}" in page
