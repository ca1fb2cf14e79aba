"""Photos into upright pages: nothing of the file is kept but its pixels."""

from io import BytesIO

import pikepdf
import pillow_heif
from PIL import Image, ImageOps

from openrotations.documents.cleaning.limits import LONG_SIDE, MOST_PIXELS, MOST_PIXELS_JPEG
from openrotations.documents.cleaning.verdicts import UnfitFile

_FORMATS = {"jpeg": "JPEG", "png": "PNG", "heic": "HEIF", "webp": "WEBP"}
_A4 = (595.0, 842.0)
_QUALITY = 85
pillow_heif.register_heif_opener(thumbnails=False)
# Our own limits stand before every decoding; Pillow's only warns.
Image.MAX_IMAGE_PIXELS = None


def add_photo(pdf: pikepdf.Pdf, content: bytes, kind: str) -> None:
    """One more page that holds this photo, turned as it was taken. Raises UnfitFile."""
    jpeg, width, height = _upright(content, kind)
    long, short = max(width, height), min(width, height)
    scale = min(_A4[1] / long, _A4[0] / short)
    page = pdf.add_blank_page(page_size=(round(width * scale, 2), round(height * scale, 2)))
    picture = pdf.make_stream(jpeg)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent = width, height, 8
    picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=picture))
    page.obj.Contents = pdf.make_stream(f"q {width * scale:.2f} 0 0 {height * scale:.2f} 0 0 cm /Photo Do Q".encode())


def _upright(content: bytes, kind: str) -> tuple[bytes, int, int]:
    """The photo as a plain JPEG with its width and height, at most LONG_SIDE pixels long. Raises UnfitFile."""
    try:
        with Image.open(BytesIO(content), formats=[_FORMATS[kind]]) as photo:
            most = MOST_PIXELS_JPEG if kind == "jpeg" else MOST_PIXELS
            if photo.width * photo.height > most:
                raise UnfitFile("too-many-pixels")
            photo.draft("RGB", (LONG_SIDE, LONG_SIDE))
            photo.load()
            turn = photo.getexif().get(0x0112, 1)
            small = _small(photo)
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise UnfitFile("damaged") from error
    small.getexif()[0x0112] = turn
    upright = ImageOps.exif_transpose(small)
    written = BytesIO()
    # Only the pixels are written: what is not passed on here (place, time, camera, thumbnail) is gone.
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(written, "JPEG", quality=_QUALITY)
    return written.getvalue(), upright.width, upright.height


def _small(photo: Image.Image) -> Image.Image:
    """The photo on white, in three colours, with no side longer than LONG_SIDE."""
    factor = max(photo.width, photo.height) // LONG_SIDE
    less: Image.Image = photo.reduce(factor) if factor > 1 and photo.mode in ("RGB", "RGBA", "L") else photo
    if less.mode in ("RGBA", "LA", "PA", "P"):
        over = less.convert("RGBA")
        less = Image.new("RGB", over.size, "white")
        less.paste(over, mask=over.getchannel("A"))
    less = less.convert("RGB") if less.mode != "RGB" else less.copy()
    less.thumbnail((LONG_SIDE, LONG_SIDE))
    return less
