"""Input of an evaluation: a rating or "not observed" for every item, and two comments."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason
from openrotations.evaluations.forms.instrument import HIGHEST, LOWEST, Form

NOT_OBSERVED = "no"


class AnswersForm(forms.Form):
    """The form that a preceptor or a student fills in; its ratings come from the instrument.

    Everything is optional here, so that a draft is kept as it stands; what must not be missing at the end
    is said by `rules.why_not_submit`.
    """

    keep = forms.CharField(
        label=_("One thing to keep"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "sentences"}),
    )
    change = forms.CharField(
        label=_("One thing to change"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "sentences"}),
    )

    def __init__(self, form: Form, *arguments: Any, is_self: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.instrument = form
        if is_self:
            self.fields["keep"].label, self.fields["change"].label = _("What goes well"), _("What I work on next")
        ratings = [(str(n), str(n)) for n in range(LOWEST, HIGHEST + 1)]
        for item in form.items:
            self.fields[item.key] = forms.ChoiceField(
                label=item.title,
                required=False,
                choices=[*ratings, (NOT_OBSERVED, _("not observed"))],
                widget=forms.RadioSelect,
            )
        self.order_fields([*form.keys, "keep", "change"])

    @classmethod
    def of_answers(
        cls, form: Form, answers: dict[str, int | None], keep: str, change: str, *, is_self: bool = False
    ) -> "AnswersForm":
        """The form as it was left."""
        ratings = {key: NOT_OBSERVED if value is None else str(value) for key, value in answers.items()}
        return cls(form, initial={**ratings, "keep": keep, "change": change}, is_self=is_self)

    def asked(self) -> list[dict[str, Any]]:
        """The items with their radio buttons, each beside what it means; the last is "not observed"."""
        return [
            {
                "item": item,
                "field": self[item.key],
                "choices": list(zip(self[item.key], [*item.anchors, _("not observed")], strict=True)),
            }
            for item in self.instrument.items
        ]

    def take_reasons(self, reasons: Iterable[Reason]) -> None:
        """Show each reason at the field that it is about."""
        for reason in reasons:
            name = reason.code.removeprefix("missing-")
            text = str(reason.text)
            if name in self.fields:
                before = f"{self.fields[name].label}: "
                text = text.removeprefix(before)
                self.add_error(name, text[:1].upper() + text[1:])
            else:
                self.add_error(None, text)

    @property
    def answers(self) -> dict[str, int | None]:
        """Ratings by item key, None for "not observed"; items without an answer are left out."""
        given = {key: self.cleaned_data.get(key) for key in self.instrument.keys}
        return {key: None if value == NOT_OBSERVED else int(value) for key, value in given.items() if value}

    @property
    def values(self) -> dict[str, Any]:
        """What an action takes: answers and both comments."""
        keep, change = self.cleaned_data["keep"].strip(), self.cleaned_data["change"].strip()
        return {"answers": self.answers, "keep": keep, "change": change}
