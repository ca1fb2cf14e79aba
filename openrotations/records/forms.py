"""What people type about records, as clean values."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The one box of the verification page."""

    code = forms.CharField(
        label=_("Code of the record"),
        help_text=_("Four groups of four, such as 7K3M-Q2XA-RT4P-9HWC. Capitals and hyphens do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class RevokeForm(forms.Form):
    """Why a record is revoked."""

    because = forms.CharField(
        label=_("Why is it revoked?"),
        help_text=_("The student reads this. Whoever verifies the record reads only that it was revoked, and when."),
        min_length=5,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
