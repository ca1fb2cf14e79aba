"""A round, answers to it, and messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import capitalised
from openrotations.notifications.models import Post
from openrotations.placements.models import Round
from openrotations.placements.plans.criteria import CRITERIA
from openrotations.placements.states import EndedBy

_PLACES = (_("First"), _("Second"), _("Third"), _("Fourth"))


class RoundForm(forms.Form):
    """A new round."""

    name = forms.CharField(
        label=_("Name of the round"), max_length=120, help_text=_("Students read it too, such as “Spring 2027”.")
    )
    kind = forms.ChoiceField(
        label=_("What does each student get?"),
        choices=[
            (Round.Kind.RANKED, _("One opening. Seats go by choice and lottery, in some seconds.")),
            (Round.Kind.COHORT, _("A plan of several rotations that fills their weeks. Computed for all together.")),
        ],
        initial=Round.Kind.RANKED,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for at in range(len(CRITERIA)):
            self.fields[f"criterion_{at}"] = forms.ChoiceField(
                label=_PLACES[at],
                choices=[("", _("Nothing more: the lottery decides")), *capitalised(CRITERIA.items())],
                required=False,
            )

    @property
    def order(self) -> list[forms.BoundField]:
        """The fields of what comes before the lottery."""
        return [self[f"criterion_{at}"] for at in range(len(CRITERIA))]

    def clean_kind(self) -> str:
        """One opening each, unless told otherwise."""
        return self.cleaned_data["kind"] or Round.Kind.RANKED

    def clean(self) -> None:
        """Each criterion stands in one place; a plan has an order of its own, set when it is computed."""
        chosen = self._criteria()
        if len(set(chosen)) < len(chosen):
            self.add_error("criterion_0", _("Put each of them in one place only."))
        if chosen and self.cleaned_data.get("kind") == Round.Kind.COHORT:
            self.add_error("criterion_0", _("Only a round of one opening each has a lottery. Leave this empty."))

    @property
    def values(self) -> dict[str, Any]:
        """What `actions.add_round` takes. Only for a valid form."""
        return {"name": self.cleaned_data["name"], "kind": self.cleaned_data["kind"], "criteria": self._criteria()}

    def _criteria(self) -> list[str]:
        given = (self.cleaned_data.get(f"criterion_{at}") for at in range(len(CRITERIA)))
        return [name for name in given if name]


class ReasonForm(forms.Form):
    """Why something ends."""

    because = forms.CharField(
        label=_("Why?"),
        help_text=_("Everybody in this placement reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CancelForm(ReasonForm):
    """Why the office cancels, and on whose side the reason lies."""

    ended_by = forms.ChoiceField(
        label=_("On whose side does the reason lie?"), choices=EndedBy, widget=forms.RadioSelect
    )  # fmt: skip
    field_order = ["ended_by", "because"]


class PostForm(forms.Form):
    """A message to the others of a placement."""

    body = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.ChoiceField(label=_("Who reads it"), choices=Post.Audience)
