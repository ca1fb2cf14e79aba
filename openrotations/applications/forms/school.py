"""Whom to ask at a school, and what the school answers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import Window
from openrotations.applications.queries.attesting import Counted
from openrotations.common.places import STATES
from openrotations.common.wording import written_period
from openrotations.schools.forms import SentFileField
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


def count_field(state: str, year: int) -> forms.IntegerField:
    """The question how many students of the school are in a state in a year by another way than this programme."""
    words = {"state": dict(STATES)[state], "year": year}
    return forms.IntegerField(
        label=_("Students of your school in %(state)s in %(year)d who come by another way") % words,
        help_text=_("%(state)s counts them by school and year. Leave it empty if you do not know.") % words,
        min_value=0,
        max_value=9_999,
        required=False,
    )


class SchoolAnswerForm(forms.Form):
    """The registrar's answer: about the student, one a window, the dean's letter, counts of states, and a note.

    `statement` is what the answer is about; the page carries it as `seen`, so that no answer counts for more than
    its reader saw. `asks_standing` where the student is enrolled; `counts` are the states and years in question.
    """

    is_enrolled = forms.ChoiceField(
        choices=YES_NO, widget=forms.RadioSelect, error_messages={"required": _("Choose yes or no.")}
    )
    good_standing = forms.ChoiceField(
        label=_("Is the student in good standing?"),
        help_text=_("No disciplinary or academic measure is open."),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    letter = SentFileField(
        label=_("Dean's letter"),
        required=False,
        help_text=_("If you have it at hand: signed, with the school's seal. PDF, JPEG or PNG, at most 10 MB."),
    )
    note = forms.CharField(
        label=_("Anything to add? The student and the programme office read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        question: str,
        windows: Sequence[Window],
        statement: str = "",
        asks_standing: bool = False,
        counts: Sequence[Counted] = (),
        **choices: Any,
    ) -> None:
        super().__init__(*args, **choices)
        self.statement = statement
        self.fields["is_enrolled"].label = question
        if not asks_standing:
            del self.fields["good_standing"], self.fields["letter"]
        self.counts = {f"count_{state}_{year}": (state, year) for state, year in counts}
        self.fields |= {name: count_field(*pair) for name, pair in self.counts.items()}
        self.windows = {f"window_{row.pk}": row for row in windows}
        for name, row in self.windows.items():
            dates = row.dates
            self.fields[name] = forms.ChoiceField(
                label=written_period(dates.first, dates.last),
                choices=(("yes", _("May be away")), ("no", _("May not be away"))),
                widget=forms.RadioSelect,
                required=False,
            )
        self.order_fields(["is_enrolled", "good_standing", *self.windows, *self.counts, "letter", "note"])

    def clean(self) -> dict[str, Any]:
        """Each window needs an answer, unless the student is not what they say."""
        values = super().clean() or self.cleaned_data
        if self.data.get("seen", self.statement) != self.statement:
            self.add_error(None, _("The student changed this while you had it open. Read it again, then answer."))
        if values.get("is_enrolled") == "yes":
            if "good_standing" in self.fields and not values.get("good_standing"):
                self.add_error("good_standing", _("Choose yes or no."))
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

    @property
    def standing(self) -> bool | None:
        """Whether the student is in good standing; None where it was not asked, or they are not what they say."""
        said = self.cleaned_data.get("good_standing", "")
        return said == "yes" if said and self.cleaned_data["is_enrolled"] == "yes" else None

    @property
    def attested(self) -> dict[Counted, int]:
        """State and year -> students who come by another way; those left empty are left out."""
        given = {pair: self.cleaned_data.get(name) for name, pair in self.counts.items()}
        return {pair: count for pair, count in given.items() if count is not None}
