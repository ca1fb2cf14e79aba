"""How many bytes the streams of a PDF unfold to, counted without keeping them, whatever their filters are called."""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator

import pikepdf

from openrotations.documents.cleaning.limits import MOST_UNFOLDED, MOST_UNFOLDED_IN_ALL
from openrotations.documents.cleaning.verdicts import UnfitFile

# ISO 32000 gives these short names to inline pictures; readers take them everywhere.
_SHORT = {
    "/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode", "/LZW": "/LZWDecode", "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode", "/CCF": "/CCITTFaxDecode", "/DCT": "/DCTDecode",
}  # fmt: skip
_IN_LETTERS = {"/ASCIIHexDecode", "/ASCII85Decode"}
_FOLDED = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode"}
_PICTURES = {"/CCITTFaxDecode", "/DCTDecode", "/JPXDecode", "/JBIG2Decode"}
_STEP = 1 << 20
_SPACE = re.compile(rb"[\x00\t\n\f\r ]+")


def refuse_heavy(pdf: pikepdf.Pdf) -> None:
    """Raises UnfitFile for streams that unfold to too much, one by one or together."""
    left = MOST_UNFOLDED_IN_ALL
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream):
            left -= unfolded(item, min(MOST_UNFOLDED, left))


def unfolded(stream: pikepdf.Stream, most: int) -> int:
    """How many bytes the stream unfolds to, as far as a picture's own filter. Raises UnfitFile above `most`."""
    letters, folded = _chain(stream)
    if stream.get("/Subtype") == "/Image" and _pixels(stream) > MOST_UNFOLDED:
        raise UnfitFile("too-many-pixels")
    content = _out_of_letters(stream.read_raw_bytes(), letters)
    size = 0 if folded else len(content)
    for step in _COUNTS[folded](content) if folded else ():
        size += step
        if size > most:
            raise UnfitFile("too-heavy")
    return size


def _chain(stream: pikepdf.Stream) -> tuple[str, str]:
    """How the bytes are written in letters, and how they are folded; empty for neither. Raises UnfitFile.

    Each at most once, in this order, and then a picture's own filter: what is packed twice unfolds without bounds.
    """
    names = [_SHORT.get(name, name) for name in _filters(stream)]
    letters = names.pop(0) if names and names[0] in _IN_LETTERS else ""
    folded = names.pop(0) if names and names[0] in _FOLDED else ""
    if names and names[0] in _PICTURES:
        names.pop(0)
    if names and names != ["/Crypt"]:
        raise UnfitFile("too-heavy")
    return letters, folded


def _filters(stream: pikepdf.Stream) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(each) for each in found] if isinstance(found, pikepdf.Array) else [str(found)]


def _pixels(stream: pikepdf.Stream) -> int:
    try:
        return int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    except (TypeError, ValueError):
        return 0


def _out_of_letters(raw: bytes, letters: str) -> bytes:
    """The bytes that the letters stand for. Raises UnfitFile for letters that no reader agrees on."""
    if not letters:
        return raw
    try:
        if letters == "/ASCIIHexDecode":
            digits = _SPACE.sub(b"", raw.partition(b">")[0])
            return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        return base64.a85decode(raw.partition(b"~")[0], ignorechars=b"\x00\t\n\f\r ")
    except ValueError as error:
        raise UnfitFile("damaged") from error


def _flate(content: bytes) -> Iterator[int]:
    """Readers go on where the checksums are wrong, and without the two bytes that begin it: so do we."""
    for start, bits in ((0, zlib.MAX_WBITS), (2, -zlib.MAX_WBITS)):
        unfold, rest, some = zlib.decompressobj(bits), content[start:], False
        try:
            while rest and not unfold.eof:
                step = len(unfold.decompress(rest, _STEP))
                some = some or step > 0
                yield step
                rest = unfold.unconsumed_tail
        except zlib.error:
            pass
        if some:
            return


def _run_lengths(content: bytes) -> Iterator[int]:
    place = 0
    while place < len(content) and content[place] != 128:
        length = content[place]
        yield length + 1 if length < 128 else 257 - length
        place += length + 2 if length < 128 else 2


def _lzw(content: bytes) -> Iterator[int]:
    """What each code stands for is as long as the code before it and one more, or a single byte."""
    lengths, bits, held, width, last = [1] * 256 + [0, 0], 0, 0, 9, 0
    for byte in content:
        bits, held = (bits << 8 | byte) & 0xFFFFFF, held + 8
        if held < width:
            continue
        held -= width
        code = bits >> held & (1 << width) - 1
        if code == 257:
            return
        if code == 256:
            del lengths[258:]
            width, last = 9, 0
            continue
        size = lengths[code] if code < len(lengths) else last + 1
        yield size
        if last and len(lengths) < 4096:
            lengths.append(last + 1)
        last, width = size, max(9, min(12, (len(lengths) + 1).bit_length()))


_COUNTS: dict[str, Callable[[bytes], Iterator[int]]] = {
    "/FlateDecode": _flate, "/RunLengthDecode": _run_lengths, "/LZWDecode": _lzw,
}  # fmt: skip
