"""What a host writes on its own pages."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from openrotations.catalogue.models import Offering, Opening
from openrotations.common.forms import LATEST, DayField, PeriodForm
from openrotations.common.periods import DAY, Period
from openrotations.hosts.models import Preceptor, Site
from openrotations.hosts.queries import preceptors_of


class SeatsForm(forms.Form):
    """How many students fit at once."""

    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=50, initial=1, help_text=_("How many students fit at once.")
    )


class OpeningForm(PeriodForm, SeatsForm):
    """New dates and seats of something that the site offers."""

    offering = forms.ModelChoiceField(queryset=Offering.objects.none(), label=_("Rotation"), empty_label=None)
    field_order = ["offering", "starts_on", "ends_on", "seats"]

    def __init__(self, *args: Any, offerings: QuerySet[Offering], **choices: Any) -> None:
        super().__init__(*args, **choices)
        field: Any = self.fields["offering"]
        field.queryset = offerings
        field.label_from_instance = _with_preceptor


class CopyForm(SeatsForm):
    """The same opening again from another day on, as long as it was."""

    starts_on = DayField(label=_("New first day"))
    field_order = ["starts_on", "seats"]

    def __init__(self, *args: Any, opening: Opening, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.opening = opening

    def clean_starts_on(self) -> date:
        """Another first day whose last day is still a date that makes sense."""
        first: date = self.cleaned_data["starts_on"]
        if first + DAY * self.opening.dates.days > LATEST:
            raise forms.ValidationError(_("Check the year."))
        return first

    @property
    def period(self) -> Period:
        """From the new first day, as many days as the old one. Only for a valid form."""
        first: date = self.cleaned_data["starts_on"]
        return Period(first, first + DAY * (self.opening.dates.days - 1))


class AwayForm(PeriodForm):
    """Leave of a preceptor, or days on which the whole site is closed. Whoever only looks need not say why."""

    preceptor = forms.ModelChoiceField(
        queryset=Preceptor.objects.none(), label=_("Who is away?"), required=False, empty_label=_("The whole site")
    )
    because = forms.CharField(
        label=_("Why?"),
        help_text=_("Only the office reads it. Students see which days, not why."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["preceptor", "starts_on", "ends_on", "because"]

    def __init__(self, *args: Any, site: Site, only_looks: bool = False, **choices: Any) -> None:
        super().__init__(*args, **choices)
        field: Any = self.fields["preceptor"]
        field.queryset = preceptors_of(site)
        self.fields["because"].required = not only_looks

    @property
    def days(self) -> Period | None:
        """The days given; None before, and when they or the preceptor make no sense."""
        is_wrong = any(self.has_error(name) for name in ("starts_on", "ends_on", "preceptor"))
        return self.period if self.is_bound and not is_wrong else None


class RosterForm(PeriodForm):
    """Which days the roster is of."""


def _with_preceptor(offering: Offering) -> str:
    return f"{offering.title} · {offering.preceptor.full_name}"
