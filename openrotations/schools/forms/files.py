"""A file that somebody hands in: a PDF or a picture, told by its first bytes and not by its name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openrotations.schools.rules import FILE_TYPES, MOST_BYTES

_BEGINNINGS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def type_of(content: bytes) -> str:
    """The type of a PDF, JPEG or PNG by its first bytes; empty for anything else."""
    return next((kind for start, kind in _BEGINNINGS.items() if content.startswith(start)), "")


class SentFileField(forms.FileField):
    """One PDF, JPEG or PNG of at most 10 MB; `clean` returns its bytes, None where it was left out."""

    widget = forms.FileInput(attrs={"accept": ",".join(FILE_TYPES)})

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """Raises ValidationError that says what to do."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise ValidationError(_("Choose a file of at most 10 MB."))
        content: bytes = file.read()
        if not type_of(content):
            raise ValidationError(_("Choose a PDF, a JPEG or a PNG file."))
        return content
