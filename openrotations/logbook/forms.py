"""Input of the logbook."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.logbook.models import Day


class DayForm(forms.Form):
    """One day: on site with hours, or absent with a reason."""

    on = forms.DateField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Where were you?"), choices=Day.Kind, widget=forms.RadioSelect)
    hours = forms.DecimalField(
        label=_("Hours on site"),
        required=False,
        min_value=0,
        max_value=24,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.25"}),
    )
    reason = forms.CharField(label=_("Reason, if absent"), required=False, max_length=200)

    @classmethod
    def of_day(cls, on: date, day: Day | None, usual: Decimal, given: Any = None) -> "DayForm":
        """The form of this date, with what is known of it; ids carry the date, as a week has seven."""
        hours = (day.hours if day else usual) or usual
        initial = {
            "on": on,
            "kind": day.kind if day else Day.Kind.PRESENT,
            "hours": f"{hours:f}".rstrip("0").rstrip(".") if hours % 1 else f"{hours:.0f}",
            "reason": day.reason if day else "",
        }
        return cls(given, initial=initial, auto_id=f"day-{on.isoformat()}-%s")

    def clean_hours(self) -> Decimal:
        """Hours left empty are none."""
        return self.cleaned_data["hours"] or Decimal(0)


class SignForm(forms.Form):
    """The preceptor's tap: sign what was on the page, or ask about one day."""

    seen_at = forms.CharField(widget=forms.HiddenInput)
    query = forms.UUIDField(required=False)
    word = forms.CharField(required=False, max_length=200)

    def clean_seen_at(self) -> datetime:
        """The moment at which the page was made, as it was written into it."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen_at"]).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(_("Load the page again.")) from error
