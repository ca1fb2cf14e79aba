"""Input about whoever speaks for a school or a site."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LeavingForm(forms.Form):
    """How the office knows that somebody left."""

    because = forms.CharField(
        label=_("How do you know?"),
        max_length=300,
        help_text=_("Such as the mail or the call that told you. Only the office reads it."),
    )
