"""What a file is by its first bytes, against the short list of what is taken; its name says nothing."""

import puremagic

from openrotations.documents.cleaning.verdicts import UnfitFile

PICTURES = {"jpeg", "png", "heic", "webp"}
_PHOTO_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_OFFICE = {".docx", ".doc", ".odt", ".xlsx", ".xls", ".pptx", ".ppt", ".rtf", ".pages", ".zip"}
_LEADING = b"\xef\xbb\xbf \t\r\n\x00"


def kind_of(content: bytes) -> str:
    """pdf, jpeg, png, heic or webp. Raises UnfitFile with the code of what to do instead."""
    if not content:
        raise UnfitFile("empty")
    if content[:64].lstrip(_LEADING).startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[4:8] == b"ftyp" and content[8:12] in _PHOTO_BRANDS:
        return "heic"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    raise UnfitFile("office-file" if _guesses(content) & _OFFICE else "not-taken")


def _guesses(content: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(content[:65536])}
    except (puremagic.PureError, ValueError):
        return set()
