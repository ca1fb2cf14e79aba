from datetime import date

import pytest
from django import forms
from django.test import RequestFactory

from openrotations.common.forms import DayField, PeriodForm, capitalised, posted, reasons_on
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason, refuse_if


@pytest.mark.parametrize("day", ["04.01.2027", "2027-02-30", "2027-1", "tomorrow", "1066-10-14", "9999-01-01"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(forms.ValidationError):
        DayField().clean(day)


def test_a_period_ends_after_it_starts() -> None:
    form = PeriodForm({"starts_on": "2027-01-04", "ends_on": "2027-01-31"})
    assert form.is_valid()
    assert form.period == Period(date(2027, 1, 4), date(2027, 1, 31))
    turned = PeriodForm({"starts_on": "2027-01-31", "ends_on": "2027-01-04"})
    assert list(turned.errors) == ["ends_on"]


def test_every_reason_of_a_refusal_stands_on_the_form() -> None:
    form = PeriodForm({"starts_on": "2027-01-04", "ends_on": "2027-01-31"})
    with reasons_on(form):
        refuse_if([Reason("one", "First."), Reason("two", "Second.")])
    assert list(form.non_field_errors()) == ["First.", "Second."]


def test_only_what_was_sent_binds_a_form() -> None:
    assert posted(RequestFactory().get("/")) is None
    sent = posted(RequestFactory().post("/", {}))
    assert sent is not None


def test_choices_start_with_a_capital() -> None:
    assert [str(words) for _, words in capitalised([("a", "hands-on"), ("b", "")])] == ["Hands-on", ""]


def test_what_goes_too_far_is_told_how_far_it_may_go() -> None:
    with pytest.raises(forms.ValidationError) as beyond:
        forms.IntegerField(max_value=12).clean("13")
    assert beyond.value.messages == ["Give 12 or less."]
    with pytest.raises(forms.ValidationError) as long:
        forms.CharField(max_length=3).clean("four")
    assert long.value.messages == ["Use at most 3 characters. It has 4."]


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        (forms.CharField(), "Fill this in."),
        (forms.EmailField(), "Fill this in."),
        (forms.IntegerField(), "Fill this in."),
        (forms.TypedChoiceField(choices=[("a", "A")]), "Choose one."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), "Choose at least one."),
        (forms.BooleanField(), "Tick this to go on."),
        (DayField(), "Give a day."),
        (forms.FileField(), "Choose a file."),
    ],
)
def test_what_was_left_out_is_asked_for_in_our_words(field: forms.Field, asked: str) -> None:
    with pytest.raises(forms.ValidationError) as left_out:
        field.clean(None)
    assert left_out.value.messages == [asked]
