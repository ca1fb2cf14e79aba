"""From a template and plain values to a PDF file.

The values travel as JSON beside the template and are set as text, so no word of a person is ever read as Typst
code. Templates import nothing from the network and open no file but the shared paper beside this module.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

type Standard = Literal["1.7", "a-2a", "a-2b", "ua-1"]

# PDF/A-2a and PDF/UA-1 together: kept for decades, read aloud by a screen reader, every font embedded.
ARCHIVE: tuple[Standard, ...] = ("a-2a", "ua-1")
_ROOT = Path(__file__).resolve().parents[2]
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_BLANK = "\N{WHITE SQUARE}"
# Invisible marks: harmless on a page, a fault in a PDF. Direction marks change what a reader believes to read.
_INVISIBLE = dict.fromkeys([*range(9), *range(14, 32), 11, 12, 0x7F, 0xAD, 0xFEFF, *range(0x2028, 0x202F)], None)
_INVISIBLE |= dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x2060, 0x2070), *range(0xE000, 0xF900)], None)
_MOST_REPAIRS = 8


class Unprintable(Exception):
    """No font here has these characters. `characters` lists them, so that a person can be told which."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        super().__init__(f"no font for {characters!r}")


def render_pdf(
    template: str,
    values: dict[str, Any],
    *,
    at: datetime,
    standard: Sequence[Standard] = ARCHIVE,
    blank_missing: bool = False,
) -> bytes:
    """The PDF of a template such as `records/typst/record.typ`, dated `at`; the same bytes for the same input.

    Raises Unprintable for characters that no font has; with `blank_missing` they become an empty square and
    `values["has_blanks"]` is true for the template to say so.
    """
    clean = _cleaned(values)
    for _attempt in range(_MOST_REPAIRS):
        try:
            return _compiled(template, clean, at, standard)
        except typst.TypstError as error:
            missing = missing_from(error.diagnostic)
            if not missing:
                raise
        if not blank_missing or _BLANK in missing:
            break
        for characters in missing:
            clean = {**_without(clean, characters), "has_blanks": True}
    raise Unprintable("".join(missing))


def missing_from(diagnostic: str) -> list[str]:
    """The characters that Typst says no font has, each once, in order; none when it failed otherwise."""
    found = (_ESCAPED.sub(lambda hex_: chr(int(hex_[1], 16)), text) for text in _MISSING.findall(diagnostic))
    return list(dict.fromkeys(found))


def _compiled(template: str, values: dict[str, Any], at: datetime, standard: Sequence[Standard]) -> bytes:
    made = typst.compile(
        _ROOT / template,
        root=_ROOT,
        font_paths=_fonts(),
        sys_inputs={"values": json.dumps({"has_blanks": False, **values}, default=str)},
        pdf_standards=list(standard),
        timestamp=int(at.timestamp()),
    )
    return bytes(made)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Typst's own fonts, and the system's where it has more scripts. Looked up once a process."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def _cleaned(value: Any) -> Any:
    """The same values without invisible control, direction and private characters."""
    if isinstance(value, str):
        return value.translate(_INVISIBLE)
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(each) for each in value]
    return value


def _without(value: Any, missing: str) -> Any:
    """The same values with the missing characters as squares."""
    if isinstance(value, str):
        return value.replace(missing, _BLANK * len(missing))
    if isinstance(value, dict):
        return {key: _without(each, missing) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, missing) for each in value]
    return value
