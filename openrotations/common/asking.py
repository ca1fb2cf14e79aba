"""What a form says when something was left out or goes too far: what to do, not what is wrong."""

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinLengthValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

LEFT_OUT = {
    forms.Field: _("Fill this in."),
    forms.ChoiceField: _("Choose one."),
    forms.MultipleChoiceField: _("Choose at least one."),
    forms.BooleanField: _("Tick this to go on."),
    forms.DateField: _("Give a day."),
    forms.FileField: _("Choose a file."),
}
"""Each kind of field and those made from it, unless a form says it in words of its own."""
OUT_OF_BOUNDS = {
    MinValueValidator: _("Give %(limit_value)s or more."),
    MaxValueValidator: _("Give %(limit_value)s or less."),
    MaxLengthValidator: _("Use at most %(limit_value)d characters. It has %(show_value)d."),
    MinLengthValidator: _("Use at least %(limit_value)d characters. It has %(show_value)d."),
}


def say_what_to_do() -> None:
    """Every form of the process, those of libraries too, speaks in these words."""
    for kind, words in LEFT_OUT.items():
        known = vars(kind).get("default_error_messages", {})
        kind.default_error_messages = {**known, "required": words}  # type: ignore[attr-defined]  # the stubs lack it
    for validator, words in OUT_OF_BOUNDS.items():
        validator.message = words
