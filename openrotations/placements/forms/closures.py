"""Closed days of an opening."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import PeriodForm
from openrotations.common.periods import Period


class ClosureForm(PeriodForm):
    """Which days are closed, and why. Whoever only looks what would come of it need not say why."""

    because = forms.CharField(
        label=_("Why?"),
        help_text=_("Only the office reads it. The catalogue says which days, not why."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, only_looks: bool = False, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.fields["because"].required = not only_looks

    @property
    def days(self) -> Period | None:
        """The days given; None before, and when they make no sense."""
        is_wrong = self.has_error("starts_on") or self.has_error("ends_on")
        return self.period if self.is_bound and not is_wrong else None
