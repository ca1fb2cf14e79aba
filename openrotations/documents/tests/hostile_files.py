"""Sixty hostile files, made in code. Whatever they carry says EVIL, so that a clean copy can be searched for it."""

import base64
import binascii
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from openrotations.documents.tests.factories import photo_bytes

type Made = dict[str, bytes]
EVIL = "EVIL-4711"
_SCRIPT = f"<html><script>alert('{EVIL}')</script></html>".encode()


def hostile_files() -> Made:
    """Name -> content of each."""
    return {**_active_pdfs(), **heavy_files(), **_broken_pdfs(), **_other_kinds(), **_pictures()}


def _pdf(change: Callable[[pikepdf.Pdf, pikepdf.Page], None]) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 300))
    page.obj.Contents = pdf.make_stream(b"0 0 10 10 re f")
    change(pdf, page)
    written = BytesIO()
    # Streams stand in the file as they were made; else they would be unpacked and packed anew on the way.
    pdf.save(written, compress_streams=False)
    return written.getvalue()


def _action(kind: str, **more: Any) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **more)


def _script() -> Dictionary:
    return _action("JavaScript", JS=String(f"app.alert('{EVIL}')"))


def _annotated(action: Dictionary | None = None, **more: Any) -> bytes:
    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        given = {"Type": Name.Annot, "Subtype": Name.Link, "Rect": Array([0, 0, 50, 50]), **more}
        if action is not None:
            given["A"] = action
        page.obj.Annots = Array([pdf.make_indirect(Dictionary(**given))])

    return _pdf(change)


def _rooted(key: str, value: Callable[[pikepdf.Pdf], object]) -> bytes:
    return _pdf(lambda pdf, page: pdf.Root.__setitem__(f"/{key}", value(pdf)))


def _names(kind: str, *pairs: Any) -> Dictionary:
    return Dictionary({f"/{kind}": Dictionary(Names=Array([String(EVIL), *pairs]))})


def _attached(pdf: pikepdf.Pdf) -> Dictionary:
    stream = pdf.make_stream(f"MZ {EVIL}".encode(), Type=Name.EmbeddedFile)
    return Dictionary(Type=Name.Filespec, F=String("x.exe"), EF=Dictionary(F=stream))


def _active_pdfs() -> Made:
    box = Array([0, 0, 9, 9])
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=_script()), Subtype=Name.Widget, Rect=box)
    words = String(EVIL)
    return {
        "script on opening": _rooted("OpenAction", lambda pdf: _script()),
        "script by name": _rooted("Names", lambda pdf: _names("JavaScript", _script())),
        "script on closing": _rooted("AA", lambda pdf: Dictionary(WC=_script())),
        "script of a page": _pdf(lambda pdf, page: page.obj.__setitem__("/AA", Dictionary(O=_script()))),
        "script in the outline": _rooted("Outlines", lambda pdf: Dictionary(First=Dictionary(A=_script()))),
        "script of a link": _annotated(_script()),
        "script on entering": _annotated(AA=Dictionary(E=_script())),
        "launch": _annotated(_action("Launch", F=words)),
        "launch on opening": _rooted("OpenAction", lambda pdf: _action("Launch", F=words)),
        "address": _annotated(_action("URI", URI=words)),
        "form sent away": _annotated(_action("SubmitForm", F=words)),
        "form filled from away": _annotated(_action("ImportData", F=words)),
        "other file": _annotated(_action("GoToR", F=words, D=Array([0]))),
        "file inside": _annotated(_action("GoToE", F=words)),
        "film": _annotated(_action("Movie"), Subtype=Name.Movie, Movie=Dictionary(F=words)),
        "sound": _annotated(Subtype=Name.Sound, Sound=Dictionary(F=words)),
        "rendition": _annotated(_action("Rendition", JS=words)),
        "rich media": _annotated(Subtype=Name.RichMedia, RichMediaContent=Dictionary(Assets=words)),
        "three dimensions": _annotated(None, Subtype=Name("/3D"), Stream3D=words),
        "chained": _annotated(_action("Named", N=Name.NextPage, Next=Array([_script()]))),
        "attachment": _rooted("Names", lambda pdf: _names("EmbeddedFiles", _attached(pdf))),
        "attachment as a note": _pdf(
            lambda pdf, page: page.obj.__setitem__(
                "/Annots", Array([Dictionary(Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=_attached(pdf))])
            )
        ),
        "associated file": _rooted("AF", lambda pdf: Array([_attached(pdf)])),
        "portfolio": _rooted("Collection", lambda pdf: Dictionary(D=words)),
        "form with script": _rooted("AcroForm", lambda pdf: Dictionary(Fields=Array([pdf.make_indirect(field)]))),
        "form of another kind": _rooted("AcroForm", lambda pdf: Dictionary(XFA=pdf.make_stream(EVIL.encode()))),
        "form drawn by a program": _rooted("NeedsRendering", lambda pdf: True),
        "words about itself": _rooted("Metadata", lambda pdf: pdf.make_stream(EVIL.encode())),
        "private part": _pdf(lambda pdf, page: page.obj.__setitem__("/PieceInfo", Dictionary(X=words))),
        "script hidden in resources": _pdf(
            lambda pdf, page: page.obj.__setitem__("/Resources", Dictionary(Properties=Dictionary(A=_script())))
        ),
        "stream from elsewhere": _pdf(lambda pdf, page: page.obj.Contents.__setitem__("/F", words)),
        "page from elsewhere": _xobject(Subtype=Name.Form, Ref=Dictionary(F=words)),
        "program for a printer": _xobject(Subtype=Name.PS, Level1=String(EVIL)),
        "other picture": _xobject(Subtype=Name.Image, Alternates=Array([Dictionary(URL=words)]), Width=1, Height=1),
    }  # fmt: skip


def _xobject(**given: Any) -> bytes:
    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.obj.Resources = Dictionary(XObject=Dictionary(X=pdf.make_stream(b"", Type=Name.XObject, **given)))

    return _pdf(change)


def _many_pages(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    for _number in range(500):
        pdf.add_blank_page()


def heavy_files() -> Made:
    """Those that would unfold, or be drawn, without bounds."""

    def packed(size: int, times: int = 1) -> bytes:
        packer = zlib.compressobj(9)
        content = b"".join([packer.compress(bytes(1 << 20)) for _number in range(size)]) + packer.flush()
        return zlib.compress(content, 9) if times > 1 else content

    def filled(content: bytes, **given: Any) -> bytes:
        def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
            page.obj.Contents = pikepdf.Stream(pdf, content, **given)

        return _pdf(change)

    flate, short, zeros = Name.FlateDecode, Name.Fl, packed(300)
    in_hex = binascii.hexlify(zeros) + b">"
    runs = b"\x81\x00" * 2_400_000
    return {
        "a stream of 300 MB by its short name": filled(zeros, Filter=short),
        "packed twice by short names": filled(packed(300, times=2), Filter=Array([short, short])),
        "packed and written in hexadecimal": filled(in_hex, Filter=Array([Name.ASCIIHexDecode, flate])),
        "packed and written in short hexadecimal": filled(in_hex, Filter=Array([Name.AHx, short])),
        "packed and written in letters": filled(base64.a85encode(zeros) + b"~>", Filter=Array([Name.A85, short])),
        "packed without its first bytes": filled(b"\x00\x00" + zeros[2:], Filter=flate),
        "runs of 300 MB": filled(runs, Filter=Name.RL),
        "packed as runs": filled(zlib.compress(runs, 9), Filter=Array([flate, Name.RL])),
        "codes of 300 MB": filled(lzw_codes(300_000_000), Filter=Name.LZW),
        "a stream of 300 MB": filled(packed(300), Filter=flate),
        "packed twice": filled(packed(200, times=2), Filter=Array([flate, flate])),
        "a picture of 2.5 gigapixels": _xobject(Subtype=Name.Image, Width=50_000, Height=50_000, BitsPerComponent=8),
        "five hundred pages": _pdf(_many_pages),
        "nested a hundred thousand deep": b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000 + b"]" * 100_000 + b"\nendobj\n",
    }


def lzw_codes(size: int) -> bytes:
    """So many zeros as LZW codes: each stands for one more than the code before, until the table is cleared."""
    bits = "".join(
        f"{code:0{9 if place < 254 else 10 if place < 766 else 11 if place < 1790 else 12}b}"
        for place, code in enumerate([0, *range(258, 258 + 3800), 256])
    )
    # Eight rounds end with a whole byte.
    eight = int(bits * 8, 2).to_bytes(len(bits), "big")
    return eight * (size // (8 * sum(range(1, 3802))) + 1)


def _broken_pdfs() -> Made:
    plain, locked = _pdf(lambda pdf, page: None), BytesIO()
    with pikepdf.open(BytesIO(plain)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    return {
        "locked": locked.getvalue(),
        "only a beginning": b"%PDF-1.7\n" + EVIL.encode(),
        "picture before it": b"GIF89a" + plain,
        "page that is its own parent": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>",
        "archive behind it": plain + _archive({"a.txt": EVIL}),
        "page behind it": plain + _SCRIPT,
    }


def _archive(files: dict[str, str]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()


def _other_kinds() -> Made:
    return {
        "page": _SCRIPT,
        "drawing": f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(\'{EVIL}\')"/>'.encode(),
        "windows program": b"MZ\x90\x00" + bytes(60) + EVIL.encode(),
        "linux program": b"\x7fELF\x02\x01\x01" + bytes(60) + EVIL.encode(),
        "word processor": _archive({"[Content_Types].xml": "<x/>", "word/document.xml": EVIL}),
        "word processor with a bomb": _archive({"[Content_Types].xml": "<x/>", "word/document.xml": "0" * 50_000_000}),
        "archive that climbs": _archive({"../../etc/passwd": EVIL}),
        "moving picture": b"GIF89a\x01\x00\x01\x00" + EVIL.encode(),
        "film": b"\x00\x00\x00\x18ftypisom" + EVIL.encode(),
        "nothing": b"",
    }


def _pictures() -> Made:
    exif, words = Image.Exif(), PngInfo()
    exif[0x010E] = EVIL
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 14.0)
    words.add_text("Comment", EVIL)
    png = photo_bytes(kind="PNG")
    large = bytearray(png)
    large[16:24] = (50_000).to_bytes(4, "big") * 2
    large[29:33] = zlib.crc32(large[12:29]).to_bytes(4, "big")
    return {
        "photo that knows the place": photo_bytes(exif=exif),
        "picture with words": photo_bytes(kind="PNG", pnginfo=words),
        "picture of 2.5 gigapixels": bytes(large),
        "photo cut in half": photo_bytes((800, 600))[:4000],
        "photo with a page behind it": photo_bytes() + _SCRIPT,
        "photo with a program behind it": photo_bytes(kind="PNG") + b"MZ" + EVIL.encode(),
    }
