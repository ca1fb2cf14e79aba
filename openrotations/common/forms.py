"""What the forms of all packages share: days, periods, and an action's refusal shown on the form."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext_lazy as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Refused, Words

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)


class DayField(forms.DateField):
    """A civil date, chosen in the browser's own calendar; no year that can only be a slip of the pen."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **choices: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **choices)
        self.error_messages["invalid"] = _("Write the day as year-month-day, such as 2027-01-04.")

    def validate(self, value: date | None) -> None:
        """Raises ValidationError for a day before 1950 or after 2100."""
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise ValidationError(_("Check the year."))


class PeriodForm(forms.Form):
    """First and last day; `period` holds both once the form is valid."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    @property
    def period(self) -> Period:
        """The dates given. Only for a valid form."""
        return Period(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Change one of them."))
        return values


def capitalised(choices: Iterable[tuple[str, Words]]) -> list[tuple[str, Words]]:
    """Choices whose words stand alone and therefore start with a capital; translated when shown."""
    return [(value, _capital(words)) for value, words in choices]


@keep_lazy_text
def _capital(words: Words) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form's first argument; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


@contextmanager
def reasons_on(form: forms.BaseForm) -> Iterator[None]:
    """An action inside that is refused leaves its reasons on the form, and the code after it goes on."""
    try:
        yield
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, str(reason.text))


def form_page(
    request: HttpRequest, template: str, form: forms.BaseForm, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page with the form; 422 when the form has errors."""
    return render(request, template, {**(context or {}), "form": form}, status=422 if form.errors else 200)
