"""Bytes of a text file into text, whatever office program wrote them."""

import codecs
import re

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.faults import BadFile, Sentence

# The longer mark stands first: UTF-32 LE starts with the mark of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DENSE = ("cp1256", "gb18030", "cp1251", "cp1253", "cp1255", "cp932", "cp949", "big5", "cp874", "koi8_r")
_FOREIGN_WORDS = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_LETTERS_OF_1250 = set("ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰăşţĂŞŢđĐ")
_LETTERS_OF_1254 = set("ğışĞİŞ")
_DETECTION_BYTES = 200_000


def read_text(name: str, content: bytes) -> tuple[str, str]:
    """Returns the text of a file and the name of its encoding. Raises `BadFile` where none fits."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(name, content, encoding), encoding
    wide = _wide_without_mark(content)
    if wide:
        return _decoded(name, content, wide), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _guess(content)
    return _decoded(name, content, encoding), encoding


def _decoded(name: str, content: bytes, encoding: str) -> str:
    """The text, with a replacement sign for each byte that the encoding does not know."""
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if text.count("\ufffd") > max(3, len(text) // 100):
        raise BadFile(
            name,
            Sentence(_("The letters in this file cannot be read.")),
            Sentence(_("Save the file again as “CSV UTF-8” or as an Excel workbook (.xlsx).")),
        )
    return text


def _wide_without_mark(content: bytes) -> str | None:
    """UTF-16 without its mark shows as a NUL in every second place of mostly Latin text."""
    sample = content[:4000]
    if len(sample) < 4 or len(content) % 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.7 and sample[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[0::2].count(0) > half * 0.7 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _guess(content: bytes) -> str:
    """The likeliest encoding of one byte a letter or of East Asia.

    Accented names have plain letters beside the accented ones; Arabic, Cyrillic or Chinese words have
    none. So that decides the family before letters are looked at. Japanese mixes in plain letters too, but
    the other half of its bytes lies below A0, where the Latin pages have next to no letters.
    """
    sample = content[:_DETECTION_BYTES]
    found = _FOREIGN_WORDS.findall(sample)
    mixed = sum(min(word) < 0x80 for word in found)
    high = [byte for byte in b"".join(found) if byte >= 0x80]
    if mixed * 2 >= len(found) and sum(byte < 0xA0 for byte in high) * 2 < len(high):
        return _guess_latin(sample)
    best = from_bytes(sample, cp_isolation=list(_DENSE), enable_fallback=False, threshold=0.4).best()
    return best.encoding if best is not None else _guess_latin(sample)


def _guess_latin(sample: bytes) -> str:
    """Windows-1252 unless another Latin code page gives more of the letters that belong to it."""
    western = sum(sign.isalpha() for sign in sample.decode("cp1252", errors="replace") if sign > "\x7f")
    for encoding, letters in (("cp1250", _LETTERS_OF_1250), ("cp1254", _LETTERS_OF_1254)):
        found = [sign for sign in sample.decode(encoding, errors="replace") if sign > "\x7f"]
        fitting = sum(sign in letters for sign in found)
        if found and fitting > western * 0.9 and fitting >= len(found) * 0.5:
            return encoding
    return "cp1252"
