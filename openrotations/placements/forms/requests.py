"""A student's request about a placement, and the office's answer to it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import DayField
from openrotations.common.periods import Period
from openrotations.placements.models import Placement
from openrotations.placements.queries.requests import Wish
from openrotations.placements.states import EndedBy, PlacementState, RequestKind

_ASKS_FIRST = (RequestKind.POSTPONE, RequestKind.SHORTEN, RequestKind.EXTEND, RequestKind.INTERVIEW)
_ASKS_LAST = (RequestKind.SHORTEN, RequestKind.EXTEND)
_UNCERTAIN = (RequestKind.INTERVIEW, RequestKind.PROCESSING)


class WishForm(forms.Form):
    """What is wanted: dates, or the day until which it is uncertain. Each kind asks for its own.

    A later first day keeps the length of the stay.
    """

    first_on = DayField(label=_("New first day"))
    last_on = DayField(label=_("New last day"))
    look_again_on = DayField(label=_("When will you know more?"), help_text=_("The office looks again on that day."))

    def __init__(self, placement: Placement, kind: str, **choices: Any) -> None:
        super().__init__(**choices)
        self.placement, self.kind, dates = placement, kind, placement.dates
        self.fields["first_on"].initial, self.fields["last_on"].initial = dates.first, dates.last
        if kind not in _ASKS_FIRST or (kind in _ASKS_LAST and placement.state == PlacementState.ACTIVE):
            del self.fields["first_on"]
        if kind not in _ASKS_LAST:
            del self.fields["last_on"]
        if kind not in _UNCERTAIN:
            del self.fields["look_again_on"]
        if kind == RequestKind.INTERVIEW:
            self.fields["first_on"].initial = None
            self.fields["first_on"].required = self.fields["look_again_on"].required = False
            self.fields["first_on"].help_text = _("Only if you know it already. The length of your stay is kept.")
            self.fields["look_again_on"].label = _("When is the interview now?")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and something is asked."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("first_on"), values.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first. Change one of them."))
        if self.kind == RequestKind.INTERVIEW and not self.errors and not (first or values.get("look_again_on")):
            self.add_error("look_again_on", _("Say when the interview is, or which first day you need."))
        return values

    @property
    def wish(self) -> Wish:
        """What was asked. Only for a valid form."""
        values, dates = self.cleaned_data, self.placement.dates
        first, last = values.get("first_on"), values.get("last_on")
        if first and not last:
            last = first + timedelta(days=dates.days - 1)
        elif last and not first:  # a rotation that runs keeps its first day
            first = dates.first
        wanted = Period(first, last) if first and last else None
        return Wish(self.kind, wanted, None if wanted else values.get("look_again_on"))


class NoteForm(forms.Form):
    """Words for the office."""

    note = forms.CharField(
        label=_("What should the office know?"),
        help_text=_("Only the office reads it. Write nothing about your health that it need not know."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GrantForm(forms.Form):
    """A word with the yes."""

    answer = forms.CharField(label=_("A word to the student"), max_length=300, required=False)


class GrantWithdrawalForm(GrantForm):
    """The same where the placement ends: everybody reads the reason."""

    ended_by = forms.ChoiceField(
        label=_("On whose side does the reason lie?"),
        choices=[(EndedBy.STUDENT, _("The student's")), (EndedBy.VISA, _("The visa's"))],
        initial=EndedBy.STUDENT,
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reason"), help_text=_("Everybody in this placement reads it."), max_length=300, required=False
    )
    field_order = ["ended_by", "answer"]


class RefuseForm(forms.Form):
    """Why not."""

    answer = forms.CharField(
        label=_("Why not?"),
        help_text=_("The student reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
