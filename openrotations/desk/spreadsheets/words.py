"""Text as a spreadsheet holds it, cleaned for keeping or folded for comparing."""

import re
import unicodedata

# Signs that change the direction or the look of text and are never part of a name. The joiners U+200C and
# U+200D stay: Persian, Indic scripts and emoji are spelt with them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_APART = re.compile(r"[\W_]+")
_FORMULA_START = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def clean(text: str, *, lines: bool = False) -> str:
    """The text without hidden signs and needless white space, in Unicode's composed form (NFC).

    Line breaks become spaces unless `lines` is true. Quotes, emoji and every script are kept.
    """
    visible = _BREAKS.sub("\n", without_hidden(text))
    composed = unicodedata.normalize("NFC", visible)
    if not lines:
        return " ".join(composed.split())
    return "\n".join(" ".join(line.split()) for line in composed.split("\n")).strip()


def without_hidden(text: str) -> str:
    """The text without control signs, direction overrides and signs of no width."""
    return _HIDDEN.sub("", text)


def fold(text: str) -> str:
    """A form in which accents, case, punctuation and spacing make no difference."""
    plain = unicodedata.normalize("NFKD", without_hidden(text).casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _APART.sub(" ", letters).strip()


def comparable(text: object) -> str:
    """A form in which letter case, width and spacing make no difference; every sign still counts."""
    return clean(unicodedata.normalize("NFKC", str(text)).casefold())


def words(listed: str) -> tuple[str, ...]:
    """The words of a list that is written with semicolons."""
    return tuple(word.strip() for word in listed.split(";"))


def neutral(text: str) -> str:
    """The text so that no spreadsheet program takes it for a formula: an apostrophe goes before `= + - @`."""
    return f"'{text}" if _FORMULA_START.match(text) else text


def plain(text: str) -> str:
    """Undoes `neutral` exactly: takes off one apostrophe that stands before the start of a formula."""
    return text[1:] if text.startswith("'") and _FORMULA_START.match(text) else text
