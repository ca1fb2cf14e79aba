"""Input about what the office finds out about a school: each with its source and the day somebody looked."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from openrotations.common.forms import DayField, PeriodForm, capitalised
from openrotations.common.places import STATES
from openrotations.schools.agencies import agency_table
from openrotations.schools.forms.files import SentFileField
from openrotations.schools.models import Evidence, Policy, SponsorNote, StateStanding

_UNKNOWN = _("Not known yet")
_SEEN = _("Where you read it, with its address, or who told you.")


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known yet: True, False or None."""

    def __init__(self, **choices: Any) -> None:
        super().__init__(
            choices=[("", _UNKNOWN), ("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda said: said == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **choices,
        )

    def prepare_value(self, value: Any) -> Any:
        """True and False as the choices name them."""
        return {True: "yes", False: "no", None: ""}.get(value, value) if value in (True, False, None) else value


class CheckedForm(forms.Form):
    """What every look has: where, on which day, and until when it counts."""

    source = forms.CharField(label=_("Source"), max_length=300, help_text=_SEEN)
    checked_on = DayField(label=_("Checked on"))
    until = DayField(label=_("Look again after"), required=False, help_text=_("From then on it counts as not known."))


class PolicyForm(forms.Form):
    """A school's policy on external rotations, as far as it is known."""

    allows_external = YesNoField(label=_("Does it let students rotate elsewhere?"))
    from_year = forms.IntegerField(label=_("From which year of study"), min_value=1, max_value=9, required=False)
    most_weeks = forms.IntegerField(label=_("Most weeks in all"), min_value=1, max_value=104, required=False)
    gives_credit = YesNoField(label=_("Does it give credit?"))
    credit_note = forms.CharField(
        label=_("Hours and credit"),
        max_length=500,
        required=False,
        help_text=_("What its credit form asks for, such as hours a week or points."),
    )
    signs = forms.CharField(label=_("Who signs for the school"), max_length=200, required=False)
    approves_each = YesNoField(
        label=_("Does the registrar approve each placement?"),
        help_text=_("If so, the registrar is asked about each placement that a student accepts."),
    )
    evaluation_back = forms.ChoiceField(
        label=_("Evaluation it must get back for credit"),
        choices=[("", _UNKNOWN), *capitalised(Policy.EvaluationBack.choices)],
        required=False,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_SEEN)
    checked_on = DayField(label=_("Checked on"))

    @staticmethod
    def initial_of(policy: Policy | None) -> dict[str, Any]:
        """The values of a policy that is there already."""
        return {name: getattr(policy, name) for name in PolicyForm.base_fields} if policy else {}


class SponsorNoteForm(CheckedForm):
    """Whether the school's page in the World Directory carries a sponsor note."""

    presence = forms.ChoiceField(
        label=_("Sponsor note"), choices=capitalised(SponsorNote.Presence.choices), widget=forms.RadioSelect
    )
    graduated_from = forms.IntegerField(
        label=_("Graduation years from"), min_value=1900, max_value=2100, required=False
    )
    graduated_to = forms.IntegerField(
        label=_("Graduation years to"),
        min_value=1900,
        max_value=2100,
        required=False,
        help_text=_("Leave it empty if the note says “current”."),
    )
    field_order = ("presence", "graduated_from", "graduated_to", "source", "checked_on", "until")

    @staticmethod
    def initial_of(note: SponsorNote | None) -> dict[str, Any]:
        """The values of a note that is there already."""
        return {name: getattr(note, name) for name in SponsorNoteForm.base_fields} if note else {}


class AgencyForm(CheckedForm):
    """An agency's accreditation of the school."""

    agency = forms.CharField(
        label=_("Agency"),
        max_length=120,
        help_text=_("As the agency calls itself. The table of agencies has the names that we know."),
        widget=forms.TextInput(attrs={"list": "agencies"}),
    )
    country = forms.ChoiceField(
        label=_("Country for which it decided"), choices=[("", _("Choose a country")), *countries]
    )
    until = DayField(label=_("Accredited until"), required=False)
    field_order = ("agency", "country", "until", "source", "checked_on")

    @property
    def known(self) -> list[str]:
        """The short names of the agencies in the table, to choose from while typing."""
        return [row.key for row in agency_table().agencies]


class StandingForm(CheckedForm):
    """Whether a state has approved the school."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("Choose a state")), *STATES])
    standing = forms.ChoiceField(
        label=_("Standing"), choices=capitalised(StateStanding.Standing.choices), widget=forms.RadioSelect
    )
    field_order = ("state", "standing", "source", "checked_on", "until")


class BlackoutForm(PeriodForm):
    """Days on which the school lets nobody be away."""

    because = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Such as final examinations."))


class EvidenceForm(forms.Form):
    """A file that shows what we know of the school."""

    about = forms.ChoiceField(
        label=_("What it shows"), choices=capitalised(Evidence.About.choices), widget=forms.RadioSelect
    )
    file = SentFileField(label=_("File"), help_text=_("PDF, JPEG or PNG, at most 10 MB."))


class OtherNameForm(forms.Form):
    """Another name or spelling of a school."""

    name = forms.CharField(
        label=_("Another name or spelling"),
        max_length=250,
        help_text=_("In its own script, an older name, or as people write it."),
    )


class PageRequestForm(forms.Form):
    """A registrar's own address, to be sent the page about their students."""

    email = forms.EmailField(label=_("Your e-mail address at the school"), max_length=254)


def checked_today(today: date) -> dict[str, Any]:
    """What a new look starts with: today, and a year until somebody looks again."""
    day = min(today.day, 28) if today.month == 2 else today.day
    return {"checked_on": today, "until": date(today.year + 1, today.month, day)}


class TwinForm(forms.Form):
    """Whether another school is the same one."""

    other = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("same", "same"), ("another", "another")])
