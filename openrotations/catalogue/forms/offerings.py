"""Input about offerings and openings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.catalogue import queries
from openrotations.catalogue.models import Offering
from openrotations.common.forms import DayField, PeriodForm, capitalised
from openrotations.hosts.places import STATES
from openrotations.schools.models import Student


class CatalogueFilter(forms.Form):
    """What a visitor looks for. Its answers stand in the address, which can be shared."""

    specialty = forms.ChoiceField(label=_("Specialty"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    participation = forms.ChoiceField(
        label=_("Hands-on or observation"),
        choices=[("", _("Either")), *capitalised(Offering.Participation.choices)],
        required=False,
    )
    setting = forms.ChoiceField(
        label=_("Setting"), choices=[("", _("Any")), *capitalised(Offering.Setting.choices)], required=False
    )
    status = forms.ChoiceField(
        label=_("You are"),
        choices=[("", _("Student or graduate")), *capitalised(Student.Status.choices)],
        required=False,
    )
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        states = dict(STATES)
        named = [(name, name) for name in queries.specialties()]
        self.fields["specialty"].choices = [("", _("Any")), *named]  # type: ignore[attr-defined]
        placed = [(code, states.get(code, code)) for code in queries.states_offered()]
        self.fields["state"].choices = [("", _("Any")), *placed]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> queries.Wanted:
        """What was asked for; answers that make no sense are left out."""
        self.is_valid()
        return queries.Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


class OfferingForm(forms.ModelForm[Offering]):
    """What a preceptor at a site offers."""

    class Meta:
        model = Offering
        fields = (
            "title",
            "preceptor",
            "site",
            "specialty",
            "experience_type",
            "participation",
            "setting",
            "description",
            "requirements",
            "min_weeks",
            "max_weeks",
            "price_per_week",
            "is_published",
        )
        labels = {"preceptor": _("Preceptor"), "site": _("Site")}
        widgets = {
            "participation": forms.RadioSelect,
            "setting": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 5}),
            "requirements": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.fields["participation"].choices = capitalised(Offering.Participation.choices)  # type: ignore[attr-defined]
        self.fields["experience_type"].choices = capitalised(Offering.ExperienceType.choices)  # type: ignore[attr-defined]
        self.fields["setting"].choices = capitalised(Offering.Setting.choices)  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """Left to the action, which says what to do."""

    def validate_constraints(self) -> None:
        """Left to the action, which says what to do."""


class OpeningForm(PeriodForm):
    """Dates and seats of an offering."""

    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=50, initial=1, help_text=_("How many students fit at once.")
    )


class OfferingFilter(forms.Form):
    """Which offerings the office lists."""

    q = forms.CharField(label=_("Title, site or preceptor"), max_length=100, required=False)
    published = forms.ChoiceField(
        label=_("Published"), choices=[("", _("Any")), ("yes", _("Yes")), ("no", _("No"))], required=False
    )
