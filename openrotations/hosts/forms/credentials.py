"""Input about licences, board certifications, insurance and exclusion checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import DayField, capitalised
from openrotations.common.places import STATES
from openrotations.hosts.forms.evidence import EvidenceField
from openrotations.hosts.models import Checked, ExclusionCheck

_PAPER = _("PDF, JPEG or PNG, at most 10 MB. It takes the place of an older one.")


class CheckedForm(forms.Form):
    """What all have: where and when it was looked up, when to look again, and what shows it."""

    source = forms.CharField(
        label=_("Where did you look it up?"), max_length=300, help_text=_("Such as the state board's own web page.")
    )
    checked_on = DayField(label=_("Looked up on"))
    recheck_on = DayField(
        label=_("Look again on"), required=False, help_text=_("It stands in your list from that day.")
    )
    evidence = EvidenceField(
        label=_("What shows it"),
        required=False,
        help_text=_PAPER,
    )

    @property
    def own_values(self) -> dict[str, Any]:
        """Everything but the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "evidence"}

    @classmethod
    def initial_of(cls, row: Checked) -> dict[str, Any]:
        """The values of a row that is there already."""
        return {name: getattr(row, name) for name in cls.base_fields if name != "evidence"}

    def clean(self) -> dict[str, Any]:
        """Nobody looks again before they have looked."""
        values = super().clean() or self.cleaned_data
        checked, again = values.get("checked_on"), values.get("recheck_on")
        if checked and again and again <= checked:
            self.add_error("recheck_on", _("This is not after the day you looked. Change one of them."))
        return values


class _EndingForm(CheckedForm):
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("The last day. Leave it empty if nobody has told it.")
    )


class LicenceForm(_EndingForm):
    """A licence of one state."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("Choose one")), *STATES])
    number = forms.CharField(label=_("Licence number"), max_length=40)
    issued_on = DayField(label=_("Issued on"), required=False)
    field_order = ("state", "number", "issued_on", "expires_on")

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        values = super().clean()
        issued, until = values.get("issued_on"), values.get("expires_on")
        if issued and until and until < issued:
            self.add_error("expires_on", _("This is before the day it was issued. Change one of them."))
        return values


class CertificationForm(_EndingForm):
    """A board certification."""

    board = forms.CharField(label=_("Board"), max_length=200)
    specialty = forms.CharField(label=_("Specialty"), max_length=80)
    field_order = ("board", "specialty", "expires_on")


class InsuranceForm(_EndingForm):
    """Malpractice insurance."""

    insurer = forms.CharField(label=_("Insurer"), max_length=200)
    policy_number = forms.CharField(label=_("Policy number"), max_length=60, required=False)
    per_occurrence = forms.IntegerField(
        label=_("Per occurrence (USD)"), min_value=0, max_value=2_000_000_000, required=False
    )
    in_total = forms.IntegerField(label=_("In total (USD)"), min_value=0, max_value=2_000_000_000, required=False)
    field_order = ("insurer", "policy_number", "per_occurrence", "in_total", "expires_on")

    def clean(self) -> dict[str, Any]:
        """In total it pays at least what it pays once."""
        values = super().clean()
        once, total = values.get("per_occurrence"), values.get("in_total")
        if once is not None and total is not None and total < once:
            self.add_error("in_total", _("This is less than for one occurrence. Compare both with the certificate."))
        return values


class ExclusionCheckForm(CheckedForm):
    """A look at a list of excluded providers."""

    result = forms.ChoiceField(
        label=_("What did you find?"), choices=capitalised(ExclusionCheck.Result.choices), widget=forms.RadioSelect
    )
    field_order = ("result", "source")

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.fields["source"].help_text = _("Such as the OIG's List of Excluded Individuals/Entities (LEIE).")


class EndingFilter(forms.Form):
    """Which agreements and credentials to list."""

    STANDINGS = (
        ("", _("Any")),
        ("expired", _("Expired")),
        ("ending", _("Ends within 90 days")),
        ("untold", _("Not told")),
        ("waiting", _("Waits for signatures")),
        ("listed", _("On the list of excluded")),
        ("unclear", _("Not settled")),
        ("fine", _("Fine")),
    )
    KINDS = (
        ("", _("Any")),
        ("agreement", _("Agreement")),
        ("licence", _("Licence")),
        ("certification", _("Board certification")),
        ("insurance", _("Malpractice insurance")),
        ("exclusion", _("Exclusion check")),
    )
    q = forms.CharField(label=_("Preceptor or site"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    standing = forms.ChoiceField(label=_("How it stands"), choices=STANDINGS, required=False)
