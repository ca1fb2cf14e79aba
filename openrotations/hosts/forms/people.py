"""Input about preceptors, coordinators, and where their addresses come from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.places import STATES
from openrotations.hosts.models import Preceptor, Site
from openrotations.hosts.npi import why_not_an_npi


class PreceptorForm(forms.Form):
    """A supervising physician."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)
    title = forms.CharField(label=_("Title"), max_length=80, initial="MD", help_text=_("Such as MD or DO."))
    specialty = forms.CharField(label=_("Specialty"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("We write there only after you confirm it from an independent source."),
    )
    npi = forms.CharField(label=_("NPI"), max_length=10, required=False, help_text=_("Ten digits."))
    licence_state = forms.ChoiceField(label=_("Licence state"), choices=[("", _("Not known")), *STATES], required=False)
    licence_number = forms.CharField(label=_("Licence number"), max_length=40, required=False)
    sites = forms.ModelMultipleChoiceField(
        label=_("Works at"), queryset=Site.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.fields["sites"].queryset = Site.objects.order_by("name")  # type: ignore[attr-defined]

    @property
    def own_values(self) -> dict[str, Any]:
        """Everything but the sites."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sites"}

    def clean_npi(self) -> str:
        """Raises ValidationError for a number that can be nobody's."""
        npi = str(self.cleaned_data["npi"])
        if npi and (fault := why_not_an_npi(npi)):
            raise forms.ValidationError(str(fault))
        return npi

    @staticmethod
    def initial_of(preceptor: Preceptor) -> dict[str, Any]:
        """The values of a preceptor who is there already."""
        names = ("full_name", "title", "specialty", "email", "npi", "licence_state", "licence_number")
        return {**{name: getattr(preceptor, name) for name in names}, "sites": list(preceptor.sites.all())}


class CoordinatorForm(forms.Form):
    """The person at a site who confirms placements."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class SourceForm(forms.Form):
    """The independent source of an address."""

    source = forms.CharField(
        label=_("Where did you find this address?"),
        max_length=300,
        help_text=_("An independent source, such as the hospital's own web page or its telephone desk."),
    )


class PreceptorFilter(forms.Form):
    """Which preceptors to list."""

    q = forms.CharField(label=_("Name"), max_length=100, required=False)
    specialty = forms.CharField(label=_("Specialty"), max_length=80, required=False)
