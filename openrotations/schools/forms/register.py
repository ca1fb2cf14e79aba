"""Input about schools and registrars."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from openrotations.common.forms import DayField, capitalised
from openrotations.schools.models import School


class SchoolForm(forms.Form):
    """A school, with what is known of its accreditation."""

    name = forms.CharField(label=_("Name"), max_length=250)
    country = forms.ChoiceField(label=_("Country"), choices=[("", _("Choose a country")), *countries])
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    accreditation = forms.ChoiceField(
        label=_("Accreditation"),
        choices=capitalised(School.Accreditation.choices),
        widget=forms.RadioSelect,
        initial="unknown",
    )
    accreditation_source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("A public page, with its address. Needed unless the accreditation is not known."),
    )
    accreditation_checked_on = DayField(label=_("Checked on"), required=False)
    accreditation_until = DayField(
        label=_("Accredited until"), required=False, help_text=_("After this day it counts as not known.")
    )
    world_directory_id = forms.CharField(
        label=_("World Directory identifier"),
        max_length=40,
        required=False,
        help_text=_("As it stands on the school's page at wdoms.org. Leave it empty if you have not seen it."),
    )
    is_another = forms.BooleanField(
        label=_("I have looked: it is another school than those shown"), required=False, widget=forms.HiddenInput
    )

    def ask_whether_another(self) -> None:
        """Show the tick that says that the schools shown beside are others."""
        self.fields["is_another"].widget = forms.CheckboxInput()
        self.add_error("is_another", _("This school resembles one in the list. Tick this if it is another one."))

    @property
    def values(self) -> dict[str, Any]:
        """What is kept of the school."""
        return {name: value for name, value in self.cleaned_data.items() if name != "is_another"}

    @staticmethod
    def initial_of(school: School) -> dict[str, Any]:
        """The values of a school that is there already."""
        return {name: getattr(school, name) for name in SchoolForm.base_fields if name != "is_another"}


class RegistrarForm(forms.Form):
    """The person at a school who confirms enrolment and windows."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class SourceForm(forms.Form):
    """The independent source of an address."""

    source = forms.CharField(
        label=_("Where did you find this address?"),
        max_length=300,
        help_text=_("An independent source, such as the school's own web page. Not the student who named it."),
    )


class SchoolFilter(forms.Form):
    """Which schools to list."""

    q = forms.CharField(label=_("Name or city"), max_length=100, required=False)
    accreditation = forms.ChoiceField(
        label=_("Accreditation"), choices=[("", _("Any")), *capitalised(School.Accreditation.choices)], required=False
    )
