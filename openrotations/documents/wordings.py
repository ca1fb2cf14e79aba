"""Why a file was not taken, and what its owner can do."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

_UNFIT: dict[str, Words] = {
    "empty": _("The file is empty. Choose it again and wait until it is sent."),
    "not-taken": _("This is neither a PDF nor a photo. Save or photograph the paper as PDF, JPEG, PNG, HEIC or WebP."),
    "office-file": _("This is a file of a word processor. Save it as a PDF there, and upload that."),
    "encrypted": _("The PDF asks for a password. Print it to a new PDF without a password, and upload that."),
    "damaged": _("The file cannot be read to its end. Make it again: print it to a PDF, or take a new photo."),
    "not-pages": _("The PDF holds no plain pages. Open it in its own program, print it to a PDF, and upload that."),
    "too-many-pages": _("The paper has more than 60 pages. Upload only the pages that are asked for."),
    "too-many-pixels": _("A picture in it is too large. Take the photo in your camera’s usual size."),
    "too-heavy": _("The file takes too long to read. Print it to a new PDF, or take photos of the pages."),
    "virus": _("The virus scanner found something harmful in the file. Make it anew on another device."),
}


def why_unfit(code: str) -> Words:
    """What to do about a file that was not taken, by its code."""
    return _UNFIT.get(code, _UNFIT["damaged"])
