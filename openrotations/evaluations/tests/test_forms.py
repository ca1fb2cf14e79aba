import pytest
from pydantic import ValidationError

from openrotations.evaluations.forms import AnswersForm, form_id, load_form, load_instrument
from openrotations.evaluations.forms.instrument import CURRENT, Instrument

SIX_COMPETENCIES = 6


def test_the_form_has_a_source_a_date_and_covers_the_six_competencies() -> None:
    instrument = load_instrument(CURRENT)
    assert instrument.source and instrument.checked_on
    assert {item.competency for item in instrument.items} == set(instrument.competencies)
    assert len(instrument.competencies) == SIX_COMPETENCIES


def test_a_preceptor_needs_at_most_fifteen_taps() -> None:
    # A tap for each item, one into each comment, one to send.
    assert len(load_form(form_id("hands_on")).items) + 3 <= 15


def test_an_observer_is_not_asked_what_only_hands_on_students_do() -> None:
    observed, hands_on = load_form(form_id("observation")), load_form(form_id("hands_on"))
    assert "history_and_examination" not in observed.keys
    assert set(observed.keys) < set(hands_on.keys)
    titles = {item.key: item.title for item in observed.items}
    assert titles["talk_with_patients"] == "Conduct with patients"


def test_every_rating_has_words_and_no_rating_has_none() -> None:
    for item in load_form(form_id("hands_on")).items:
        assert len({item.words_for(rating) for rating in range(1, 6)}) == 5
        assert item.words_for(None) == ""


def test_a_form_file_with_the_same_key_twice_is_refused() -> None:
    data = load_instrument(CURRENT).model_dump()
    data["items"] = [*data["items"], data["items"][0]]
    with pytest.raises(ValidationError, match="stands twice"):
        Instrument.model_validate(data)


def test_answers_come_out_as_numbers_with_none_for_not_observed() -> None:
    form = load_form(form_id("hands_on"))
    given = {"clinical_reasoning": "4", "reliability": "no", "keep": " Calm. ", "change": ""}
    found = AnswersForm(form, given)
    assert found.is_valid()
    assert found.values == {
        "answers": {"clinical_reasoning": 4, "reliability": None},
        "keep": "Calm.",
        "change": "",
    }


def test_a_rating_outside_the_scale_is_refused() -> None:
    assert not AnswersForm(load_form(form_id("hands_on")), {"reliability": "6"}).is_valid()
