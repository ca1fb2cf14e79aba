"""What the office writes about a form that is signed by hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.desk.blank_forms.facts import FACTS
from openrotations.desk.models import BlankForm
from openrotations.schools.forms import SentFileField


class BlankFormForm(forms.ModelForm[BlankForm]):
    """Whose form it is, what it asks for, and who signs it."""

    class Meta:
        model = BlankForm
        fields = ("site", "school", "title", "intro", "lines", "student_signs", "host_signs", "school_signs")
        labels = {"site": _("Site"), "school": _("School")}
        help_texts = {
            "school": _("A form is a site's or a school's."),
            "lines": _("A line each. Name, school, dates, site and preceptor are printed by themselves."),
        }
        widgets = {"intro": forms.Textarea(attrs={"rows": 3}), "lines": forms.Textarea(attrs={"rows": 8})}

    def validate_constraints(self) -> None:
        """Left to the action, which says what to do."""


class BlankFileForm(forms.Form):
    """The side's own blank form."""

    blank = SentFileField(
        label=_("The blank form"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB. A PDF with fields can be filled in with what we know."),
        error_messages={"required": _("Choose the file.")},
    )


class FieldsForm(forms.Form):
    """What goes into each field of a blank form. `fields` as they were found in it."""

    def __init__(
        self, *args: Any, found: Sequence[dict[str, Any]], filled_with: dict[str, str], **choices: Any
    ) -> None:
        super().__init__(*args, **choices)
        self.names: dict[str, str] = {}
        for field in found:
            if field["name"] in self.names.values():
                continue
            key = f"field_{len(self.names)}"
            self.names[key] = field["name"]
            self.fields[key] = forms.ChoiceField(
                label=field["label"] or field["name"],
                help_text=_("Page %(page)s, called “%(name)s”") % {"page": field["page"], "name": field["name"]},
                choices=[("", _("leave it empty")), *FACTS.items()],
                initial=filled_with.get(field["name"], ""),
                required=False,
            )

    @property
    def chosen(self) -> dict[str, str]:
        """Name of the field -> key of the fact, only for those that are filled."""
        said = {name: self.cleaned_data[key] for key, name in self.names.items()}
        return {name: fact for name, fact in said.items() if fact}
