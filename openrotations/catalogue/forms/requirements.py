"""Input about what is asked for before day one, and before applying."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openrotations.catalogue.models import EnglishTest, Offering, Requirement
from openrotations.common.forms import capitalised
from openrotations.common.refusals import Words
from openrotations.documents.kinds import Demand, paper_kinds

_AMOUNT, _SCORE = "amount_", "score_"


@dataclass(frozen=True)
class _Scale:
    """The highest score of a test, and its scale in words."""

    highest: int
    told: Words


_SCALES = {
    # ETS gives bands from 1 to 6 since 21 Jan 2026, and for two years the former total beside them:
    # goarno.io/blog/toefl-scoring-old-vs-new, read 23 Nov 2026. Hosts' pages name the former.
    EnglishTest.TOEFL_IBT: _Scale(120, _("On the scale from 0 to 120. Newer reports show it beside the bands.")),
    # britishcouncil.org/lithuania-education-exams-ielts.htm, read 23 Nov 2026.
    EnglishTest.IELTS: _Scale(9, _("The overall band, from 0 to 9 in halves.")),
    # cambridgeenglish.org/exams-and-tests/oet/results, read 23 Nov 2026; there is no overall score.
    EnglishTest.OET_MEDICINE: _Scale(500, _("Of each of the four sub-tests, from 0 to 500.")),
}


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
        self.known = paper_kinds()[instance.kind].may_ask
        self.fields["counted_from"].choices = capitalised(Requirement.CountedFrom.choices)  # type: ignore[attr-defined]
        self.fields["who"].choices = capitalised(Requirement.Who.choices)  # type: ignore[attr-defined]
        for key, demand in self.known.items():
            self.fields[_AMOUNT + key] = _field_of(demand, instance.amounts.get(key))

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes. Only for a valid form."""
        given = self.cleaned_data
        amounts = {key: given[_AMOUNT + key] for key in self.known if given[_AMOUNT + key] not in (None, False)}
        amounts = {key: amount if amount is True else _whole(amount) for key, amount in amounts.items()}
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
            scale = _SCALES[test]
            self.fields[_SCORE + test] = forms.DecimalField(
                label=_("%(test)s, lowest score") % {"test": test.label},
                help_text=str(scale.told),
                required=False,
                min_value=1,
                max_value=scale.highest,
                decimal_places=1,
                initial=instance.needs_english.get(test),
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes. Only for a valid form."""
        given = self.cleaned_data
        scores = {str(test): _whole(float(given[_SCORE + test])) for test in EnglishTest if given[_SCORE + test]}
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


def _field_of(demand: Demand, asked: float | None) -> forms.Field:
    if demand.type == "tick":
        return forms.BooleanField(label=demand.title, required=False, initial=bool(asked))
    label = _("%(name)s, at least (%(unit)s)") if demand.unit else _("%(name)s, at least")
    return forms.FloatField(
        label=label % {"name": demand.title, "unit": demand.unit},
        required=False,
        min_value=0,
        max_value=1_000_000_000 if demand.most is None else demand.most,
        initial=_whole(asked),
    )


def _whole(amount: float | None) -> float | None:
    """Without its decimals where they are zero: 1000000, not 1000000.0."""
    return int(amount) if amount is not None and amount == int(amount) else amount
