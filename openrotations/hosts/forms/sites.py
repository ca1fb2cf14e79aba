"""Input about sites."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import DayField, capitalised
from openrotations.common.places import STATES
from openrotations.hosts.models import Site
from openrotations.hosts.places import check_time_zone


class SiteForm(forms.ModelForm[Site]):
    """A hospital or a practice."""

    class Meta:
        model = Site
        fields = (
            "name", "kind", "street", "city", "state", "postcode", "time_zone", "teaching_affiliation",
            "has_residency", "us_school_affiliation", "teaching_source", "teaching_checked_on", "needs_agreement",
        )  # fmt: skip
        field_classes = {"teaching_checked_on": DayField}
        widgets = {"kind": forms.RadioSelect, "teaching_checked_on": DayField.widget}
        labels = {
            "teaching_source": _("Where residency and affiliation were looked up"),
            "teaching_checked_on": _("Looked up on"),
        }
        help_texts = {
            "time_zone": _("Such as America/Chicago."),
            "teaching_affiliation": _("The US medical school it teaches for, if there is one."),
            "has_residency": _("Some states ask for it. Leave it unknown until somebody has looked."),
            "us_school_affiliation": _("Some states ask for it. Leave it unknown until somebody has looked."),
            "needs_agreement": _("New placements are then possible only while an agreement is in force."),
        }

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.fields["kind"].choices = capitalised(Site.Kind.choices)  # type: ignore[attr-defined]  # without the empty choice

    def validate_unique(self) -> None:
        """Left to the action, which says what to do."""

    def validate_constraints(self) -> None:
        """Left to the action, which says what to do."""

    def clean_time_zone(self) -> str:
        """Raises ValidationError for a name that is no time zone's."""
        name = str(self.cleaned_data["time_zone"])
        check_time_zone(name)
        return name

    def clean(self) -> dict[str, Any]:
        """What is said of its teaching has a source and a day, and does not contradict itself."""
        values = super().clean() or self.cleaned_data
        if values.get("us_school_affiliation") is False and values.get("teaching_affiliation"):
            self.add_error("teaching_affiliation", _("Leave this empty, or say that the site is affiliated."))
        if values.get("has_residency") is not None or values.get("us_school_affiliation") is not None:
            if not values.get("teaching_source"):
                self.add_error("teaching_source", _("Say where this was looked up, such as a web page."))
            if not values.get("teaching_checked_on") and "teaching_checked_on" not in self.errors:
                self.add_error("teaching_checked_on", _("Say when this was looked up."))
        return values


class SiteFilter(forms.Form):
    """Which sites to list."""

    q = forms.CharField(label=_("Name or city"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("Any")), *STATES], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *capitalised(Site.Kind.choices)], required=False)
