"""Input of people about themselves."""

import unicodedata
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class PassportNameField(forms.CharField):
    """One's own name in Latin letters with any of their marks, or nothing."""

    hint = _("As in your passport, if your name is in another script. Letters and records print it.")

    def __init__(self) -> None:
        super().__init__(label=_("Name in Latin letters"), max_length=200, required=False, help_text=self.hint)

    def clean(self, value: str | None) -> str:
        """Raises ValidationError for a letter of another script."""
        name = str(super().clean(value))
        if any(letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN") for letter in name):
            raise ValidationError(_("Write this name in Latin letters (A to Z, with or without accents)."))
        return name


class StudentsPassportNameField(PassportNameField):
    """The same, when the office writes a student's name."""

    hint = _("As in the passport, if the full name is in another script.")


class NameForm(forms.Form):
    """A correction of somebody's name by the office."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)
    passport_name = StudentsPassportNameField()


class SettingsForm(forms.Form):
    """Name, language and time zone."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    passport_name = PassportNameField()
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of the messages we send you.")
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=60, help_text=_("Such as Europe/Lisbon. Deadlines are shown in it.")
    )

    def clean_time_zone(self) -> str:
        """Raises ValidationError for a name that is no time zone's."""
        name = str(self.cleaned_data["time_zone"])
        if name not in available_timezones():
            raise ValidationError(_("This is not a time zone's name. Write one such as Europe/Lisbon."))
        return name
