"""What a host says about a student: yes or no, who supervises, and whom to ask for on day one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Refused
from openrotations.hosts.models import Preceptor
from openrotations.hosts.queries import preceptors_of
from openrotations.placements.models import Placement


class SupervisionForm(forms.Form):
    """Which preceptor of the site supervises, and whom to ask for on day one."""

    supervisor = forms.ModelChoiceField(
        queryset=Preceptor.objects.none(),
        label=_("Who supervises?"),
        help_text=_("Somebody is missing? Tell the office, which checks licences first."),
        empty_label=None,
        required=False,
    )
    day_one_contact = forms.CharField(
        label=_("Whom to ask for on day one"),
        help_text=_("A name, a desk or a telephone number. The student reads it."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, placement: Placement, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.placement = placement
        field: Any = self.fields["supervisor"]
        field.queryset = preceptors_of(placement.offering.site)
        field.initial = placement.supervisor.pk
        self.fields["day_one_contact"].initial = placement.day_one_contact

    @property
    def supervision(self) -> dict[str, Any]:
        """What `actions.name_supervisor` takes; the offering's own preceptor where nobody else is named."""
        named = self.cleaned_data["supervisor"] or self.placement.supervisor
        return {"supervisor": named, "day_one_contact": self.cleaned_data["day_one_contact"]}


class HostAnswerForm(SupervisionForm):
    """Can the host take the student? If not, why? If so, who supervises?"""

    CONFIRM, REFUSE = "confirm", "refuse"
    REASONS = {
        "away": _("The preceptor is away"),
        "full": _("We have no room in these weeks"),
        "closed": _("We are closed in these weeks"),
        "requirements": _("The student does not meet what we ask for"),
    }
    answer = forms.ChoiceField(
        label=_("Can you take this student?"),
        choices=[(CONFIRM, _("Yes, we confirm")), (REFUSE, _("No, we cannot"))],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("If you cannot: why?"),
        choices=[("", _("Another reason, said below")), *REASONS.items()],
        required=False,
    )
    because = forms.CharField(
        label=_("In your own words"),
        help_text=_("The student and the office read it."),
        max_length=240,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["answer", "supervisor", "day_one_contact", "reason", "because"]

    @property
    def answer_given(self) -> dict[str, Any]:
        """What `actions.answer_for_host` takes; the reason is the one chosen with the words beside it."""
        chosen = str(self.REASONS.get(self.cleaned_data["reason"], ""))
        said = [chosen, self.cleaned_data["because"].strip()]
        takes = self.cleaned_data["answer"] == self.CONFIRM
        return {"takes": takes, "because": ". ".join(part for part in said if part), **self.supervision}

    @contextmanager
    def reasons_beside(self) -> Iterator[None]:
        """An action inside that is refused leaves its reasons here: what is missing in the reason, beside it."""
        try:
            yield
        except Refused as refused:
            for reason in refused.reasons:
                self.add_error("because" if reason.code == "no-reason" else None, str(reason.text))
