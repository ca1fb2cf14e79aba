"""Input of the desk's own pages."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.notifications.states import MessageState
from openrotations.office.models import Programme
from openrotations.people.models import StaffRole

_POLICIES = [
    "name",
    "letterhead",
    "email",
    "time_zone",
    "opening_hours",
    "min_weeks",
    "max_weeks",
    "graduates_may",
    "refund_policy",
    "hold_hours",
    "host_answer_days",
    "host_release_days",
]


class OutboxFilter(forms.Form):
    """Which messages to show."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("any")), *MessageState.choices], required=False)
    words = forms.CharField(label=_("Words in the subject"), max_length=100, required=False)


class PeopleFilter(forms.Form):
    """Which students to show."""

    words = forms.CharField(label=_("Name, e-mail or school"), max_length=100, required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("any")), ("enrolled", _("enrolled student")), ("graduate", _("graduate"))],
        required=False,
    )


class ProgrammeForm(forms.ModelForm[Programme]):
    """The office's name, paper, hours and policies."""

    class Meta:
        model = Programme
        fields = _POLICIES

    def clean_time_zone(self) -> str:
        """A time zone by its name."""
        name = str(self.cleaned_data["time_zone"])
        if name not in available_timezones():
            raise forms.ValidationError(_("This is not a time zone's name. Write one such as America/Chicago."))
        return name

    def clean(self) -> None:
        """Fewest and most weeks, and the host's two deadlines, stand in order."""
        super().clean()
        values = self.cleaned_data
        if values.get("min_weeks", 0) > values.get("max_weeks", 99):
            self.add_error("max_weeks", _("The most weeks cannot be fewer than the fewest."))
        if values.get("host_answer_days", 0) >= values.get("host_release_days", 99):
            self.add_error("host_release_days", _("A silent host is released after the day it has to answer by."))


class StartForm(ProgrammeForm):
    """Setting up a real office: its first director and its policies, in one page."""

    code = forms.CharField(
        label=_("Set-up code"),
        max_length=40,
        help_text=_("The command that started the program printed it; it also lies in the data folder."),
    )
    director_name = forms.CharField(label=_("Your full name"), max_length=200)
    director_email = forms.EmailField(label=_("Your e-mail address"))

    field_order = ["code", "director_name", "director_email", *_POLICIES]


class StaffForm(forms.Form):
    """Somebody new in the office."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    kind = forms.ChoiceField(label=_("Role"), choices=StaffRole.Kind.choices)
