"""Whom to ask at a school, and what the school answers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import Window
from openrotations.common.wording import written_period
from openrotations.schools.models import Registrar

OTHER = "other"
YES_NO = (("yes", _("Yes")), ("no", _("No")))


class RegistrarForm(forms.Form):
    """A registrar whom the office knows, or somebody else's name and address."""

    registrar = forms.ChoiceField(label=_("Who can confirm it?"), widget=forms.RadioSelect)
    full_name = forms.CharField(label=_("Full name"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail address at the school"),
        max_length=254,
        required=False,
        help_text=_("We check the address in an independent source before we write there."),
    )

    def __init__(self, *args: Any, known: Sequence[Registrar], **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.known = {str(row.pk): row for row in known}
        if known:
            listed = [(key, row.full_name) for key, row in self.known.items()]
            self.fields["registrar"].choices = [*listed, (OTHER, _("Somebody else"))]  # type: ignore[attr-defined]
        else:
            del self.fields["registrar"]

    @property
    def chosen(self) -> Registrar | None:
        """The known registrar who was chosen; None for somebody else."""
        return self.known.get(self.cleaned_data.get("registrar", OTHER))

    def clean(self) -> dict[str, Any]:
        """Somebody else needs a name and an address."""
        values = super().clean() or self.cleaned_data
        if values.get("registrar", OTHER) == OTHER and "registrar" not in self.errors:
            for name, words in (("full_name", _("Write the name.")), ("email", _("Write the e-mail address."))):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return values


class SchoolAnswerForm(forms.Form):
    """The registrar's answer: one question about the student, one a window, and a note.

    `statement` is what the answer is about; the page carries it as `seen`, so that no answer counts for more than
    its reader saw.
    """

    is_enrolled = forms.ChoiceField(
        choices=YES_NO, widget=forms.RadioSelect, error_messages={"required": _("Choose yes or no.")}
    )
    note = forms.CharField(
        label=_("Anything to add? The student and the programme office read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, question: str, windows: Sequence[Window], statement: str = "", **choices: Any
    ) -> None:
        super().__init__(*args, **choices)
        self.statement = statement
        self.fields["is_enrolled"].label = question
        self.windows = {f"window_{row.pk}": row for row in windows}
        for name, row in self.windows.items():
            dates = row.dates
            self.fields[name] = forms.ChoiceField(
                label=written_period(dates.first, dates.last),
                choices=(("yes", _("May be away")), ("no", _("May not be away"))),
                widget=forms.RadioSelect,
                required=False,
            )
        self.order_fields(["is_enrolled", *self.windows, "note"])

    def clean(self) -> dict[str, Any]:
        """Each window needs an answer, unless the student is not what they say."""
        values = super().clean() or self.cleaned_data
        if self.data.get("seen", self.statement) != self.statement:
            self.add_error(None, _("The student changed this while you had it open. Read it again, then answer."))
        if values.get("is_enrolled") == "yes":
            for name in self.windows:
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Say whether the student may be away in these dates."))
        return values

    @property
    def answers(self) -> dict[UUID, bool]:
        """Window id -> approved; empty when the student is not what they say."""
        if self.cleaned_data["is_enrolled"] == "no":
            return {}
        return {row.pk: self.cleaned_data[name] == "yes" for name, row in self.windows.items()}
