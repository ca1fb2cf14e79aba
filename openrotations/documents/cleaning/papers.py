"""PDFs rebuilt page by page: what a page shows stays, what it could do goes."""

import zlib
from io import BytesIO
from typing import Any

import pikepdf

from openrotations.documents.cleaning.limits import MOST_PAGES, MOST_UNFOLDED, MOST_UNFOLDED_IN_ALL
from openrotations.documents.cleaning.verdicts import UnfitFile

_OF_A_PAGE = {
    "/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/TrimBox", "/Rotate", "/UserUnit",
    "/Group",
}  # fmt: skip
# Whatever starts something, opens something, or carries another file: nowhere in the tree.
_ACTIVE = {
    "/JS", "/JavaScript", "/OpenAction", "/AA", "/A", "/Launch", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/AcroForm",
    "/Annots", "/Metadata", "/PieceInfo", "/Ref", "/OPI", "/Alternates", "/Names", "/URI", "/RichMedia", "/Thumb",
    "/Measure", "/PtData", "/LastModified", "/Level1", "/Subtype2", "/PS",
}  # fmt: skip
# Of these, those that producers also use as names of their fonts and pictures.
_SHORT_NAMES = {"/A", "/AA", "/AF", "/PS"}
_RESOURCES = {"/Font", "/ExtGState", "/Pattern", "/XObject", "/OCG", "/OCMD"}
# A stream whose bytes lie in another file.
_OUTSIDE = {"/F", "/FFilter", "/FDecodeParms"}
_MOST_OBJECTS = 200_000
_STEP = 1 << 20


def add_paper(pdf: pikepdf.Pdf, content: bytes) -> None:
    """Every page of this PDF, without whatever is active in it. Raises UnfitFile."""
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as source:
            _refuse_unfit(source)
            source.generate_appearance_streams()
            source.flatten_annotations("screen")
            for page in source.pages:
                _keep_only(page.obj, _OF_A_PAGE)
            pdf.pages.extend(source.pages)
    except pikepdf.PasswordError as error:
        raise UnfitFile("encrypted") from error
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, RuntimeError) as error:
        raise UnfitFile("damaged") from error
    if len(pdf.pages) > MOST_PAGES:
        raise UnfitFile("too-many-pages")


def finished(pdf: pikepdf.Pdf) -> bytes:
    """The whole PDF as bytes, its tree walked once more, with no words about itself."""
    for item in pdf.objects:
        _without_actions(item)
    for key in list(pdf.Root.keys()):
        if key not in ("/Type", "/Pages"):
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    written = BytesIO()
    pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return written.getvalue()


def _refuse_unfit(source: pikepdf.Pdf) -> None:
    """What cannot be read page by page, or is too heavy. Raises UnfitFile."""
    if source.Root.get("/NeedsRendering") or source.Root.get("/Collection") is not None:
        # Its pages only say "please wait" or "open with another program".
        raise UnfitFile("not-pages")
    if not len(source.pages):
        raise UnfitFile("damaged")
    if len(source.pages) > MOST_PAGES:
        raise UnfitFile("too-many-pages")
    if len(source.objects) > _MOST_OBJECTS:
        raise UnfitFile("too-heavy")
    left = MOST_UNFOLDED_IN_ALL
    for item in source.objects:
        if isinstance(item, pikepdf.Stream):
            left -= _unfolded(item, min(MOST_UNFOLDED, left))


def _unfolded(stream: pikepdf.Stream, most: int) -> int:
    """How many bytes the stream unfolds to, counted without keeping them. Raises UnfitFile above `most`."""
    names = _filters(stream)
    folded = [name for name in names if name in ("/FlateDecode", "/LZWDecode", "/RunLengthDecode")]
    if len(folded) > 1 or len(names) > 2:
        raise UnfitFile("too-heavy")
    if stream.get("/Subtype") == "/Image" and _pixels(stream) > MOST_UNFOLDED:
        raise UnfitFile("too-many-pixels")
    if names != ["/FlateDecode"]:
        return len(stream.read_raw_bytes())
    unfold, rest, size = zlib.decompressobj(), stream.read_raw_bytes(), 0
    try:
        while rest and not unfold.eof:
            size += len(unfold.decompress(rest, _STEP))
            rest = unfold.unconsumed_tail
            if size > most:
                raise UnfitFile("too-heavy")
    except zlib.error:
        return size
    return size


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


def _keep_only(item: Any, wanted: set[str]) -> None:
    for key in set(item.keys()) - wanted:
        del item[key]


def _without_actions(item: Any) -> None:
    """No active key in this object, nor in what stands directly inside it."""
    waiting = [item]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Array):
            waiting += [each for each in here if isinstance(each, pikepdf.Array | pikepdf.Dictionary)]
        elif isinstance(here, pikepdf.Dictionary | pikepdf.Stream):
            gone = _ACTIVE | _OUTSIDE if isinstance(here, pikepdf.Stream) else _ACTIVE
            for key in gone & set(here.keys()):
                if not _names_a_resource(key, here[key]):
                    del here[key]
            if isinstance(here, pikepdf.Stream) and here.get("/Subtype") == "/PS":
                here.write(b"")
            inside = (here[key] for key in here.keys())  # noqa: SIM118  (a dictionary of pikepdf's)
            waiting += [each for each in inside if _stands_inside(each)]


def _names_a_resource(key: str, value: Any) -> bool:
    """Whether a key is no action but the short name that a page gives to a font, a picture or a colour."""
    if key not in _SHORT_NAMES:
        return False
    if isinstance(value, pikepdf.Stream | pikepdf.Array | pikepdf.Name):
        return True
    return isinstance(value, pikepdf.Dictionary) and str(value.get("/Type", "")) in _RESOURCES


def _stands_inside(item: Any) -> bool:
    is_container = isinstance(item, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)
    return is_container and not item.is_indirect
