"""Input of people about themselves."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class SettingsForm(forms.Form):
    """Name, language and time zone."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
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
