"""Input about what is asked for before day one, and before applying."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openrotations.catalogue import queries
from openrotations.catalogue.models import EnglishTest, Offering, Requirement
from openrotations.common.forms import capitalised

_AMOUNT, _SCORE = "amount_", "score_"


class RequirementForm(forms.ModelForm[Requirement]):
    """How one paper must be; with a field for each number that such a paper states."""

    class Meta:
        model = Requirement
        fields = ("not_older_than_days", "counted_from", "lead_days", "who", "only_hands_on", "note")
        labels = {"only_hands_on": _("Only of students who take part in care, not of those who observe")}
        help_texts = {
            "not_older_than_days": _("Leave it empty where any age will do."),
            "lead_days": _("When it must be there. Leave it empty for the programme's usual time."),
        }
        widgets = {"counted_from": forms.RadioSelect, "who": forms.RadioSelect, "note": forms.Textarea({"rows": 2})}

    def __init__(self, given: QueryDict | None = None, *, instance: Requirement) -> None:
        super().__init__(given, instance=instance)
        self.known = queries.amounts_known(instance.kind)
        self.fields["counted_from"].choices = capitalised(Requirement.CountedFrom.choices)  # type: ignore[attr-defined]
        self.fields["who"].choices = capitalised(Requirement.Who.choices)  # type: ignore[attr-defined]
        for key, element in self.known.items():
            label = _("%(name)s, at least (%(unit)s)") if element.unit else _("%(name)s, at least")
            self.fields[_AMOUNT + key] = forms.FloatField(
                label=label % {"name": element.title, "unit": element.unit},
                required=False,
                min_value=0,
                max_value=1_000_000_000,
                initial=_whole(instance.amounts.get(key)),
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes. Only for a valid form."""
        given = self.cleaned_data
        amounts = {key: _whole(given[_AMOUNT + key]) for key in self.known if given[_AMOUNT + key] is not None}
        return {**{name: given[name] for name in self._meta.fields or ()}, "amounts": amounts}

    def validate_unique(self) -> None:
        """Left to the action: asking again changes what is asked."""

    def validate_constraints(self) -> None:
        """Left to the database: site or offering is filled in by the action."""


class EntryConditionsForm(forms.ModelForm[Offering]):
    """What a student must have before applying."""

    class Meta:
        model = Offering
        fields = ("needs_final_year", "needs_cores", "needs_step1", "least_step2_ck", "lead_weeks")
        labels = {
            "needs_final_year": _("Only students in their final year"),
            "needs_cores": _("Only students who have done all core clerkships"),
            "needs_step1": _("Only students with Step 1"),
        }

    def __init__(self, given: QueryDict | None = None, *, instance: Offering) -> None:
        super().__init__(given, instance=instance)
        for test in EnglishTest:
            self.fields[_SCORE + test] = forms.IntegerField(
                label=_("%(test)s, lowest overall score") % {"test": test.label},
                required=False,
                min_value=1,
                max_value=1000,
                initial=instance.needs_english.get(test),
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes. Only for a valid form."""
        given = self.cleaned_data
        scores = {str(test): given[_SCORE + test] for test in EnglishTest if given[_SCORE + test]}
        return {**{name: given[name] for name in self._meta.fields or ()}, "needs_english": scores}

    @property
    def groups(self) -> Mapping[str, list[forms.BoundField]]:
        """Fields by what they are about: conditions, and tests of English of which one will do."""
        fields = list(self)
        english = [field for field in fields if field.name.startswith(_SCORE)]
        return {"conditions": [field for field in fields if field not in english], "english": english}


class PaperChoice(forms.Form):
    """Which paper to ask for next."""

    paper = forms.ChoiceField(label=_("Paper"))

    def __init__(self, *args: Any, left: list[tuple[str, str]], **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.fields["paper"].choices = left  # type: ignore[attr-defined]


def _whole(amount: float | None) -> float | None:
    """Without its decimals where they are zero: 1000000, not 1000000.0."""
    return int(amount) if amount is not None and amount == int(amount) else amount
