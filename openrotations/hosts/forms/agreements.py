"""Input about agreements, and the page on which they are signed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import DayField, capitalised
from openrotations.hosts.forms.evidence import EvidenceField
from openrotations.hosts.models import Agreement, Signatory

type Schools = Sequence[tuple[UUID, str]]
_FILE = _("PDF, JPEG or PNG, at most 10 MB.")


class AgreementForm(forms.Form):
    """What is agreed, with whom, from when until when. `schools` are those to choose from: id and name."""

    title = forms.CharField(
        label=_("Kind of agreement"), max_length=120, help_text=_("Such as “Affiliation agreement”.")
    )
    school = forms.ChoiceField(
        label=_("School"), required=False, help_text=_("Leave it empty where students of every school are covered.")
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Leave it empty where it has no end."))
    reference = forms.CharField(
        label=_("Our reference"), max_length=80, required=False, help_text=_("Your own number for it, if there is one.")
    )
    terms = forms.CharField(
        label=_("Terms"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Who signs reads them on one page with the document."),
    )
    document = EvidenceField(label=_("Document"), required=False, help_text=_FILE)

    def __init__(self, *args: Any, schools: Schools, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.names = {str(school_id): name for school_id, name in schools}
        self.fields["school"].choices = [("", _("Every school")), *self.names.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Change one of them."))
        return values

    @property
    def own_values(self) -> dict[str, Any]:
        """Columns of the agreement, but for its document."""
        values = {name: self.cleaned_data[name] for name in ("title", "starts_on", "ends_on", "reference", "terms")}
        chosen = self.cleaned_data["school"]
        return {**values, "school_id": UUID(chosen) if chosen else None, "school_name": self.names.get(chosen, "")}

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        """The values of an agreement that is there already."""
        values = {name: getattr(agreement, name) for name in ("title", "starts_on", "ends_on", "reference", "terms")}
        return {**values, "school": str(agreement.school_id or "")}


class SignatoryForm(forms.Form):
    """Who signs for one of the parties."""

    party = forms.ChoiceField(
        label=_("Signs for"), choices=capitalised(Signatory.Party.choices), widget=forms.RadioSelect
    )
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    position = forms.CharField(
        label=_("Position"), max_length=120, required=False, help_text=_("Such as “Chief Medical Officer”.")
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The link to sign goes there, after you confirm it from an independent source."),
    )


class SignForm(forms.Form):
    """A signature: the statement, the name, the position. `seen` is the fingerprint of the text that was shown."""

    agrees = forms.BooleanField(
        label=_("I have read this agreement, I may sign for my side, and I sign it by typing my name."),
        error_messages={"required": _("Tick the statement above your name.")},
    )
    signed_name = forms.CharField(label=_("Your full name"), max_length=200)
    signed_position = forms.CharField(label=_("Your position"), max_length=120, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class EndForm(forms.Form):
    """Why an agreement ends."""

    because = forms.CharField(
        label=_("Why does it end?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Placements that are made already stay. New ones are not possible under it."),
    )


class SignedCopyForm(forms.Form):
    """A copy of an agreement that was signed on paper."""

    signed_copy = EvidenceField(label=_("The signed agreement"), help_text=_FILE)
