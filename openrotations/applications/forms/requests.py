"""Weeks, choices, filters and the office's decision."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import Application, Preference
from openrotations.applications.states import ApplicationState
from openrotations.catalogue import queries as catalogue
from openrotations.catalogue.models import Offering
from openrotations.common.forms import capitalised
from openrotations.hosts.places import STATES
from openrotations.office.queries import programme_or_none
from openrotations.schools.models import Student


class RequestForm(forms.ModelForm[Application]):
    """How many weeks in all, the limits of a plan of several rotations, and what the office should know."""

    class Meta:
        model = Application
        fields = ("weeks_wanted", "most_rotations", "most_moves", "budget", "friend_email", "note")
        widgets = {
            "weeks_wanted": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        programme = programme_or_none()
        weeks = forms.IntegerField(
            label=_("How many weeks do you want in all?"),
            min_value=programme.min_weeks if programme else 1,
            max_value=programme.max_weeks if programme else 52,
            widget=self.Meta.widgets["weeks_wanted"],
        )
        self.fields["weeks_wanted"] = weeks
        self.fields["most_rotations"] = forms.IntegerField(
            label=_("At most how many rotations?"), min_value=1, max_value=12, required=False
        )
        self.fields["most_moves"] = forms.IntegerField(
            label=_("At most how many changes of city?"), min_value=0, max_value=12, required=False
        )
        self.fields["budget"] = forms.DecimalField(
            label=_("At most how much for all of it?"), min_value=0, max_digits=9, decimal_places=2, required=False
        )
        self.fields["friend_email"] = forms.EmailField(
            label=_("E-mail address of a friend you would like to go with"), max_length=254, required=False
        )


class OpeningForm(forms.Form):
    """The opening to put on the list."""

    opening = forms.UUIDField()


class RankForm(forms.Form):
    """A number for each choice."""

    def __init__(self, *args: Any, choices_now: Sequence[Preference], **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.listed = {f"rank_{row.pk}": row for row in choices_now}
        for name, row in self.listed.items():
            self.fields[name] = forms.IntegerField(
                label=row.opening.offering.title, min_value=1, max_value=99, initial=row.rank, required=False
            )

    @property
    def ranks(self) -> dict[UUID, int]:
        """Choice id -> number, for those with a number."""
        given = {row.pk: self.cleaned_data.get(name) for name, row in self.listed.items()}
        return {key: number for key, number in given.items() if number}


class ChoiceFilter(forms.Form):
    """Which openings to show below the student's list."""

    specialty = forms.ChoiceField(label=_("Specialty"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    participation = forms.ChoiceField(
        label=_("Hands-on or observation"),
        choices=[("", _("Either")), *capitalised(Offering.Participation.choices)],
        required=False,
    )

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        states = dict(STATES)
        named = [(name, name) for name in catalogue.specialties()]
        self.fields["specialty"].choices = [("", _("Any")), *named]  # type: ignore[attr-defined]
        placed = [(code, states.get(code, code)) for code in catalogue.states_offered()]
        self.fields["state"].choices = [("", _("Any")), *placed]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """The filters that were set and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ApplicationFilter(forms.Form):
    """Which applications the office lists."""

    q = forms.CharField(label=_("Student or school"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All handed in")), *capitalised(ApplicationState.choices)], required=False
    )
    status = forms.ChoiceField(
        label=_("Student or graduate"),
        choices=[("", _("Either")), *capitalised(Student.Status.choices)],
        required=False,
    )


class ExemptionForm(forms.Form):
    """Why a director lets a graduate take part in care."""

    because = forms.CharField(
        label=_("Reason for an exception"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A graduate observes by the programme's policy. An exception is recorded with your name."),
    )


class DecisionForm(forms.Form):
    """What the office says about an application."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("eligible", _("Eligible: it goes into the next round")),
            ("returned", _("Return it: something must change first")),
            ("not_eligible", _("Not eligible by the programme's rules")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note to the student"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what to do. Needed unless the application is eligible."),
    )
