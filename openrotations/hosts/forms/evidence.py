"""A file as evidence."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from openrotations.hosts.evidence import MOST_BYTES, Upload, recognised


class EvidenceField(forms.FileField):
    """A PDF, JPEG or PNG of at most 10 MB; the cleaned value is an Upload, or None without a file."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"})

    def __init__(self, **choices: Any) -> None:
        super().__init__(max_length=200, **choices)
        self.error_messages["empty"] = _("This file is empty. Choose another.")

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Raises ValidationError for what is too large or something else."""
        sent = super().clean(data, initial)
        if not isinstance(sent, UploadedFile):
            return None
        if (sent.size or 0) > MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB. Choose a smaller one."))
        found = recognised(sent.read())
        if found is None:
            raise ValidationError(_("This file is no PDF, JPEG or PNG. Save it as one of these, then choose it again."))
        return found
