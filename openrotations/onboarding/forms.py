"""Input about the tasks before day one."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    """What the office decides about a task: checked, or open again because of something."""

    decision = forms.ChoiceField(choices=[("checked", _("checked")), ("open", _("open again"))])
    because = forms.CharField(label=_("What is missing?"), required=False, max_length=300)
