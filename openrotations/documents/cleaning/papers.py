"""PDFs rebuilt page by page: what a page shows stays, what it could do goes."""

from io import BytesIO
from typing import Any

import pikepdf

from openrotations.documents.cleaning.limits import MOST_PAGES
from openrotations.documents.cleaning.unfolding import refuse_heavy
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
    """The whole PDF as bytes, its tree walked once more, with no words about itself. Raises UnfitFile.

    Writing folds streams anew: what comes out is counted as what came in was.
    """
    for item in pdf.objects:
        _without_actions(item)
    for key in list(pdf.Root.keys()):
        if key not in ("/Type", "/Pages"):
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    written = BytesIO()
    pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    with pikepdf.open(written) as copy:
        refuse_heavy(copy)
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
    refuse_heavy(source)


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
