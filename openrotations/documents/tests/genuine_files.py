"""Sixty genuine papers, made in code: photos as phones take them, scans, letters, forms."""

from io import BytesIO
from typing import Any

import pikepdf
import pillow_heif
import typst
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from openrotations.documents.tests.factories import photo_bytes

type Made = dict[str, bytes]
NAMES = ("محمد علي", "Nguyễn Thị Ánh", "O’Brien", "Żółć Łukasz", "Иванова Мария", "Ωmega", "אברהם לוי", "Ana-María")


def genuine_files() -> Made:
    """Name -> content of each."""
    return {**_photos(), **_pictures(), **_letters(), **_changed_letters(), **_scans()}


def _photo(size: tuple[int, int], turn: int = 1, mode: str = "RGB", kind: str = "JPEG", **choices: Any) -> bytes:
    written, exif = BytesIO(), Image.Exif()
    exif[0x0112] = turn
    exif[0x010F] = "A phone"
    picture = Image.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size).convert(mode)
    picture.save(written, kind, exif=exif, **choices)
    return written.getvalue()


def _photos() -> Made:
    turned = {f"phone photo turned {turn}": _photo((1600, 1200), turn) for turn in range(1, 9)}
    sizes = ((4032, 3024), (3024, 4032), (640, 480), (1200, 900), (5712, 4284), (200, 200), (4000, 1000), (8000, 6000))
    made = {f"photo of {width} by {height}": _photo((width, height)) for width, height in sizes}
    grey, inks = _photo((1600, 1200), mode="L"), _photo((800, 600), mode="CMYK")
    return {**turned, **made, "grey": grey, "four inks": inks, "progressive": _photo((900, 700), progressive=True)}


def _pictures() -> Made:
    written = BytesIO()
    pillow_heif.register_heif_opener()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(written, "HEIF")
    made = {"from an iPhone": written.getvalue()}
    for mode in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"):
        png = BytesIO()
        Image.linear_gradient("L").convert(mode if mode != "I;16" else "I").convert(mode).save(png, "PNG")
        made[f"PNG {mode}"] = png.getvalue()
    for name, choices in {"lossy": {}, "lossless": {"lossless": True}}.items():
        made[f"WebP {name}"] = photo_bytes((900, 700), "WEBP", **choices)
    return made


def _letter(words: str = "In good standing.", pages: int = 1, size: str = "a4") -> bytes:
    text = f'#set page(paper: "{size}")\n#set text(font: ("Libertinus Serif", "DejaVu Sans"))\n'
    body = "#pagebreak()\n".join(f'= Letter\n#text("{words}")\n#lorem(300)\n' for _number in range(pages))
    return bytes(typst.compile((text + body).encode()))


def _letters() -> Made:
    made = {f"letter for {name}": _letter(name) for name in NAMES}
    made |= {f"letter on {size}": _letter(size=size) for size in ("a5", "us-letter", "a3")}
    made |= {f"letter of {pages} pages": _letter(pages=pages) for pages in (2, 12, 25)}
    linked = b'#link("https://school.example")[Our page] #lorem(40) #outline() = One'
    return {**made, "letter with links": bytes(typst.compile(linked))}


def _saved(content: bytes, **choices: Any) -> bytes:
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(written, **choices)
    return written.getvalue()


def _changed_letters() -> Made:
    letter, modes = _letter(), pikepdf.ObjectStreamMode
    shielded = pikepdf.Encryption(owner="office", user="", R=6)
    return {
        "ready for the web": _saved(letter, linearize=True),
        "packed objects": _saved(letter, object_stream_mode=modes.generate),
        "loose objects": _saved(letter, object_stream_mode=modes.disable, compress_streams=False),
        "as of 2001": _saved(letter, force_version="1.4"),
        "as of 2020": _saved(letter, force_version="2.0"),
        "may be read but not changed": _saved(letter, encryption=shielded),
        "line before it": b"\r\n" + letter,
        "mark before it": b"\xef\xbb\xbf" + letter,
        "turned page": _turned(letter),
        "filled form": _form(letter),
        "archive form": bytes(typst.compile(b'#set document(title: "A")\n= A letter', pdf_standards=["a-2b"])),
        "size from above": _inherited(letter),
        "blank page": _blank(),
    }


def _turned(content: bytes) -> bytes:
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.pages[0].rotate(90, relative=True)
        pdf.save(written)
    return written.getvalue()


def _inherited(content: bytes) -> bytes:
    """Pages that have their size and fonts from the node above, as many scanners write."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        page = pdf.pages[0].obj
        for key in ("/MediaBox", "/Resources"):
            pdf.Root.Pages[key] = page[key]
            del page[key]
        pdf.save(written)
    return written.getvalue()


def _form(content: bytes) -> bytes:
    """An immunisation form as many are: fields with values, and nobody drew how they look."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("dose"), V=String("2001-01-01"), F=4,
                Rect=Array([50, 50, 250, 70]), DA=String("/Helv 10 Tf 0 g"),
            )
        )  # fmt: skip
        pdf.pages[0].obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([field]), NeedAppearances=True, DR=Dictionary(Font=Dictionary(Helv=font))
        )
        pdf.save(written)
    return written.getvalue()


def _blank() -> bytes:
    pdf, written = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(written)
    return written.getvalue()


def _scans() -> Made:
    """What scanners write: one picture a page."""
    made = {}
    for name, mode, size in (
        ("grey", "L", (1654, 2339)),
        ("colour", "RGB", (2480, 3508)),
        ("black", "1", (2480, 3508)),
    ):
        written = BytesIO()
        page = Image.effect_noise((size[0] // 4, size[1] // 4), 40).resize(size).convert(mode)
        page.save(written, "PDF", save_all=True, append_images=[page], resolution=300)
        made[f"scan in {name}"] = written.getvalue()
    return made
