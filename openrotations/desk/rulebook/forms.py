"""A change to a rule, what every proposal says of itself, and what a second person says to it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import DayField

_EXAMPLE = """\
id: new-rule
scope: programme
statement: What the rule says, in one sentence to the student.
needed_by: clearance
applies_if: {fact: status, is: enrolled}
yes_if: {fact: study_year, at_least: 3}
otherwise: not_yet
because:
  met: Why the answer is yes.
  not_yet: Why the answer is not yes; {study_year} puts the fact in.
would_change: What the student can do.
who: student
source: Where it was read
checked_on: {checked_on}
confidence: high
review_on: {review_on}
"""


def example_on(today: date) -> str:
    """What a new rule starts from: everything that a rule must say, to be written over. Looked at again in a year."""
    days = {"{checked_on}": today, "{review_on}": today + timedelta(days=365)}
    text = _EXAMPLE
    for place, day in days.items():
        text = text.replace(place, day.isoformat())
    return text


class ProposalForm(forms.Form):
    """Why something changes, and from which day on."""

    because = forms.CharField(
        label=_("Why it changes"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The second person reads it, and whoever asks later."),
    )
    effective_on = DayField(label=_("Counts from"))

    @property
    def reasons(self) -> dict[str, Any]:
        """`because` and `effective_on`, as the actions take them. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in ("because", "effective_on")}


class ChangeForm(ProposalForm):
    """The rule as it should read."""

    text = forms.CharField(
        label=_("The rule as it should read"),
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "code"}),
        help_text=_("YAML, as it stands here: change words, numbers or conditions. Facts are listed below."),
    )
    is_taken_away = forms.BooleanField(label=_("Take this rule away instead"), required=False)
    field_order = ("text", "is_taken_away")

    def clean(self) -> dict[str, Any]:
        """A rule is written, unless it is taken away."""
        values = super().clean() or self.cleaned_data
        if not values.get("is_taken_away") and not values.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", _("Write the rule, or tick that it is taken away."))
        return values

    @property
    def rule_text(self) -> str:
        """What to propose; empty takes the rule away. Only for a valid form."""
        return "" if self.cleaned_data.get("is_taken_away") else str(self.cleaned_data["text"])


class NewRuleForm(ChangeForm):
    """A rule that is not there yet."""

    is_taken_away = None  # type: ignore[assignment]  # there is nothing to take away


class DecideChangeForm(forms.Form):
    """What the second person says."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Approve: it counts from its day on")), ("refuse", _("Refuse: the rule stays"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What you say to it"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
