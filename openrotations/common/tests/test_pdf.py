from datetime import UTC, datetime

import pytest

from openrotations.common.pdf import Unprintable, render_pdf
from openrotations.common.pdf.rendering import missing_from

NOW = datetime(2027, 1, 31, 12, tzinfo=UTC)
TEMPLATE = "common/pdf/typst/page.typ"


def page(text: str, *, blank_missing: bool = False) -> bytes:
    return render_pdf(TEMPLATE, {"title": "A page", "text": text}, at=NOW, blank_missing=blank_missing)


def test_the_same_words_make_the_same_bytes() -> None:
    assert page("Dear Program Director,") == page("Dear Program Director,")
    assert page("Dear Program Director,") != page("Dear Programme Director,")


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#import "/settings.py": *',
        '#panic("no")',
        "$ x^2 $ *bold* _it_ @ref <label> = heading",
        "\\u{0} \\ // comment /* block */ ``` raw",
        '#image("https://example.org/pixel.png")',
        "]#set page(width: 1cm)[",
    ],
)
def test_typst_code_in_a_persons_words_is_only_text(text: str) -> None:
    assert page(text).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "name",
    [
        "O’Brien-Łukasiewicz", "Ñandú Åse Þór Đặng", "Δημήτρης Παπαδόπουλος", "Юлія Їжакевич", "محمد علي", "Null", "X",
        "name\twith\ttabs", "zero\u200bwidth", "\u202eright to left\u202c", "soft\u00adhyphen", "a\u0000b\u0007c",
    ],
)  # fmt: skip
def test_names_in_many_scripts_are_printed(name: str) -> None:
    assert page(name).startswith(b"%PDF-1.7")


def test_characters_without_a_font_are_named() -> None:
    with pytest.raises(Unprintable) as refused:
        page("Li \U0001f9ec\U0001f9ff Wei")
    assert set(refused.value.characters) == {"\U0001f9ec", "\U0001f9ff"}


def test_or_they_become_squares_where_the_caller_asks_for_it() -> None:
    made = page("Li \U0001f9ec Wei", blank_missing=True)
    assert made != page("Li □ Wei")  # the page says that something is missing
    assert made == page("Li \U0001f9ff Wei", blank_missing=True)


def test_every_missing_character_is_found_once() -> None:
    words = 'the text `"李"` could not be displayed\nthe text `"李"` could not be displayed'
    assert missing_from(words + '\nthe text `"\\u{1f9ec}"` could not be displayed') == ["李", "\U0001f9ec"]
    assert missing_from("unexpected argument") == []
