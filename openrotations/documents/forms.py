"""Handing in a paper, stating what stands on it, and the office's decision."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import DayField
from openrotations.documents.actions.papers import Said
from openrotations.documents.immunity import RULES
from openrotations.documents.kinds import Element, PaperKind, paper_kinds
from openrotations.documents.models import Document

_FACT = "fact-"


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; `clean` returns a list, empty without one."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file that has something in it; what is in them is for the worker to judge."""
        files = data if isinstance(data, list | tuple) else [data]
        return [file for file in files if file]


class FactsForm(forms.Form):
    """What stands on a paper of one kind, an element a field; `said` holds it once the form is valid."""

    def __init__(self, data: Any = None, *, kind: PaperKind | None, document: Document | None = None) -> None:
        self.kind = kind
        super().__init__(data, initial=_known(document))
        if kind is None:
            return
        for element in kind.elements:
            self.fields[f"{_FACT}{element.key}"] = _field_of(element)
        # Immunisations carry the days of their doses and tests; nothing else says of which day they are.
        if kind.key not in RULES:
            self.fields["issued_on"] = DayField(label=_("Issued on, or day of the test"), required=False)
        if kind.has_last_day:
            self.fields["valid_until"] = DayField(label=_("Valid until (last day)"), required=False)

    @property
    def said(self) -> Said:
        """What is stated. Only for a valid form."""
        values = self.cleaned_data
        facts = {
            name.removeprefix(_FACT): value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if name.startswith(_FACT) and value not in (None, "", False)
        }
        return Said(facts, values.get("issued_on"), values.get("valid_until"))

    def clean(self) -> dict[str, Any]:
        """Issued before it ends."""
        values = super().clean() or self.cleaned_data
        issued_on, until = values.get("issued_on"), values.get("valid_until")
        if issued_on and until and until < issued_on:
            self.add_error("valid_until", _("The last day is before the day of issue. Change one of them."))
        return values


class PaperForm(FactsForm):
    """Files and their kind, with what the owner states of them. Files that have arrived are `kept` by their ids."""

    def __init__(self, data: Any = None, *, kind: PaperKind | None, kept: Iterable[str] = ()) -> None:
        super().__init__(data, kind=kind)
        self.kept = list(kept)
        choices = [("", _("Not sure: suggest it")), *((each.key, each.title) for each in paper_kinds().values())]
        fields = {
            "kind": forms.ChoiceField(
                label=_("What is it?"), choices=choices, required=False, initial=kind.key if kind else ""
            ),
            "files": FilesField(
                label=_("File, or photos of every page"),
                required=False,
                help_text=_("PDF or photos, in the order of the pages. At most 20 MB each."),
                widget=_SeveralFiles(attrs={"accept": "application/pdf,image/jpeg,image/png,image/heic,image/webp"}),
            ),
        }
        self.fields = {**fields, **self.fields}

    def suggest(self, key: str) -> None:
        """Show this kind as chosen, for its owner to confirm. Only for a form that has been sent and judged."""
        assert self.errors
        self.data = {name: self.data.get(name) for name in self.data} | {"kind": key}

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """The fields of what stands on the paper."""
        return [field for field in self if field.name not in ("kind", "files")]

    def clean(self) -> dict[str, Any]:
        """A kind, and at least one file."""
        values = super().clean()
        if not self.kept:
            self.add_error("files", _("Choose a file or take a photo."))
        if not values.get("kind"):
            self.add_error("kind", _("Say what it is. We suggest what its name speaks of."))
        return values


class RefuseForm(forms.Form):
    """Why a paper is refused; its owner reads it."""

    because = forms.CharField(
        label=_("What is wrong, and what shall they send?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student reads this sentence as it stands."),
    )


def _field_of(element: Element) -> forms.Field:
    title = f"{element.title} ({element.unit})" if element.unit else element.title
    if element.type == "day":
        return DayField(label=title, required=False)
    if element.type == "number":
        return forms.FloatField(label=title, required=False, min_value=0, max_value=1e12)
    if element.type == "tick":
        return forms.BooleanField(label=title, required=False)
    if element.type == "choice":
        return forms.ChoiceField(label=title, required=False, choices=[("", "–"), *element.choices.items()])
    return forms.CharField(label=title, required=False, max_length=200)


def _known(document: Document | None) -> dict[str, Any]:
    if document is None:
        return {}
    facts = {f"{_FACT}{key}": value for key, value in document.facts.items()}
    return {**facts, "issued_on": document.issued_on, "valid_until": document.valid_until}
