"""What a registrar answers on the pages about the school's students."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.applications.forms.school import count_field
from openrotations.applications.queries.attesting import Counted
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.queries.approvals import approval_of
from openrotations.schools.forms import SentFileField


class ApprovalForm(forms.Form):
    """The school's word on one placement. `about` is the placement that was answered; None on a fresh page."""

    answer = forms.ChoiceField(
        label=_("Does your school approve it?"),
        choices=[("yes", _("Yes, it approves")), ("no", _("No, it does not"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    note = forms.CharField(
        label=_("Anything to add? The student and the programme office read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, about: Placement | None = None, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.about = about
        if about is not None:
            self.auto_id = f"id_{about.pk}_%s"

    @property
    def seen(self) -> str:
        """The dates that the page shows, to come back with the answer."""
        return str(self.about.dates.stored) if self.about else ""

    @property
    def approval(self) -> SchoolApproval:
        """What the school was asked about this placement. Only for a valid form."""
        approval = approval_of(self.about) if self.about else None
        if approval is None:
            raise ValueError("the school was not asked about this placement")
        return approval

    def clean(self) -> dict[str, Any]:
        """A school that was not asked has nothing to approve."""
        values = super().clean() or self.cleaned_data
        if self.about is not None and approval_of(self.about) is None:
            self.add_error(None, _("Your school was not asked about this placement."))
        if self.data.get("seen") != self.seen:
            told = _("The dates have changed since you opened this page. Look at them and answer again.")
            self.add_error(None, told)
        return values


class LetterForm(forms.Form):
    """The dean's letter about a student."""

    letter = SentFileField(
        label=_("Dean's letter"),
        help_text=_("On letterhead, signed, with the school's seal. PDF, JPEG or PNG, at most 10 MB."),
        error_messages={"required": _("Choose the file.")},
    )


class CountsForm(forms.Form):
    """How many students of the school are in a state in a year by another way than this programme."""

    def __init__(
        self, *args: Any, counts: Sequence[Counted], said: Mapping[Counted, int] | None = None, **choices: Any
    ) -> None:
        super().__init__(*args, **choices)
        self.counts = {f"count_{state}_{year}": (state, year) for state, year in counts}
        for name, pair in self.counts.items():
            self.fields[name] = count_field(*pair)
            self.fields[name].initial = (said or {}).get(pair)

    @property
    def attested(self) -> dict[Counted, int]:
        """State and year -> students; those left empty are left out."""
        given = {pair: self.cleaned_data.get(name) for name, pair in self.counts.items()}
        return {pair: count for pair, count in given.items() if count is not None}
