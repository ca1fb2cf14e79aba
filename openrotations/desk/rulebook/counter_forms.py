"""What a state counts, as a director proposes it."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from openrotations.catalogue.models import Offering
from openrotations.common.forms import DayField, capitalised
from openrotations.desk.rulebook.counter_queries import COUNTED_WORDS
from openrotations.desk.rulebook.forms import ProposalForm
from openrotations.desk.rulebook.queries import CONFIDENCE
from openrotations.hosts.places import STATES
from openrotations.rulebook.counters import Counter

MOST = 1000
_PLAIN = ("state", "counts", "most", "statement", "source", "checked_on", "review_on", "confidence")


class CounterForm(ProposalForm):
    """Where, what and how many, with its source."""

    is_taken_away = forms.BooleanField(label=_("Take this limit away instead"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES)
    counts = forms.ChoiceField(label=_("What is counted"), choices=COUNTED_WORDS.items())
    most = forms.IntegerField(label=_("The most that is allowed"), min_value=1, max_value=MOST)
    experience_types = forms.MultipleChoiceField(
        label=_("Which rotations count"),
        choices=capitalised(Offering.ExperienceType.choices),
        widget=forms.CheckboxSelectMultiple,
    )
    statement = forms.CharField(
        label=_("What it says, in one sentence to the student"),
        min_length=3,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Write {most} where the number stands. A rule of the same name says it to the student."),
    )
    source = forms.CharField(label=_("Where it was read"), min_length=3, max_length=500)
    checked_on = DayField(label=_("Checked on"))
    review_on = DayField(label=_("Look again on"))
    confidence = forms.ChoiceField(label=_("Certainty"), choices=capitalised(CONFIDENCE.items()))
    field_order: tuple[str, ...] = ("is_taken_away", "state", "counts", "most", "experience_types", *_PLAIN[3:])

    def clean(self) -> dict[str, Any]:
        """It is looked at again after it was checked."""
        values = super().clean() or self.cleaned_data
        checked_on, review_on = values.get("checked_on"), values.get("review_on")
        if checked_on and review_on and review_on <= checked_on:
            self.add_error("review_on", _("Choose a day after the one on which it was checked."))
        return values

    def counter(self, counter_id: str) -> Counter | None:
        """What to propose; None takes it away. Only for a valid form."""
        if self.cleaned_data.get("is_taken_away"):
            return None
        kinds = frozenset(self.cleaned_data["experience_types"])
        said = {name: self.cleaned_data[name] for name in _PLAIN}
        return Counter.model_validate({"id": counter_id, "experience_types": kinds, **said})


class NewCounterForm(CounterForm):
    """Something that is not counted yet."""

    is_taken_away = None  # type: ignore[assignment]  # there is nothing to take away
    name = forms.CharField(
        label=_("Short name"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]+\Z", _("Use small letters, digits and hyphens: texas-weeks."))],
        help_text=_("Small letters, digits and hyphens: texas-weeks. It stays what it is."),
    )
    field_order = ("name", *CounterForm.field_order)


def initial_of(counter: Counter, today: date) -> dict[str, Any]:
    """What the form starts from."""
    said = counter.model_dump()
    return {**said, "experience_types": sorted(counter.experience_types), "effective_on": today}
