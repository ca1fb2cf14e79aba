from datetime import date

import pytest

from openrotations.applications.forms import (
    QUESTIONS,
    DecisionForm,
    RankForm,
    RegistrarForm,
    RequestForm,
    SchoolAnswerForm,
    answers_of,
    in_words,
    is_complete,
    profile_of,
)
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_opening
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
NAMES = [
    "Null",
    "王",
    "O'Brien",
    "محمد بن عبد الله",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "🎓",
    "X Æ A-12",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_shape_are_accepted(name: str) -> None:
    assert QUESTIONS["name"]({"full_name": name}).is_valid()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("name", {"full_name": ""}),
        ("name", {"full_name": "x" * 201}),
        ("name", {"full_name": "nul\x00"}),
        ("school", {}),
        ("school", {"school": "not-a-school"}),
        ("school", {"name": "A school"}),
        ("school", {"name": "x" * 251, "country": "PT"}),
        ("status", {"status": "tourist"}),
        ("citizenship", {"citizenship": "ZZ"}),
        ("graduation", {"graduation_on": "next year"}),
        ("graduation", {"graduation_on": "1492-10-12"}),
        ("goal", {}),
    ],
)
def test_answers_that_make_no_sense_are_refused(question: str, answer: dict[str, str]) -> None:
    form = QUESTIONS[question](answer)
    assert not form.is_valid()


def test_answers_come_back_as_a_profile() -> None:
    student = make_student()
    answers = answers_of(student.person, student)
    assert is_complete(answers)
    assert profile_of(answers)["school"] == student.school
    assert in_words(answers)["graduation"] == "1 Jul 2028"
    assert in_words(answers)["status"] == "Enrolled student"
    assert not is_complete({**answers, "goal": ""})


def test_a_school_that_is_not_listed_is_kept_in_words() -> None:
    form = QUESTIONS["school"]({"name": "New school", "country": "PT"})
    assert form.is_valid()
    answers = {**answers_of(make_student().person, make_student()), **form.answers()}
    assert profile_of(answers)["school"] == {"name": "New school", "country": "PT", "city": ""}
    assert in_words(answers)["school"] == "New school"
    assert QUESTIONS["school"].initial_from(answers)["name"] == "New school"


def test_a_school_named_by_another_student_is_not_offered() -> None:
    hidden = make_school(
        supplied_by="student", accreditation="unknown", accreditation_source="", accreditation_checked_on=None
    )
    assert not QUESTIONS["school"]({"school": str(hidden.pk)}).is_valid()


def test_a_graduation_day_fits_into_a_session() -> None:
    form = QUESTIONS["graduation"]({"graduation_on": "2028-07-01"})
    assert form.is_valid()
    assert form.answers() == {"graduation_on": date(2028, 7, 1).isoformat()}


def test_somebody_else_needs_a_name_and_an_address() -> None:
    known = [make_registrar()]
    assert RegistrarForm({"registrar": str(known[0].pk)}, known=known).is_valid()
    assert set(RegistrarForm({"registrar": "other"}, known=known).errors) == {"full_name", "email"}
    assert set(RegistrarForm({}, known=known).errors) == {"registrar"}
    assert set(RegistrarForm({"full_name": "Rui", "email": "no"}, known=[]).errors) == {"email"}


def test_a_school_that_says_yes_says_something_about_each_window() -> None:
    window = make_window(make_student(), state="stated")
    name = f"window_{window.pk}"
    incomplete = SchoolAnswerForm({"is_enrolled": "yes"}, question="Is it so?", windows=[window])
    assert list(incomplete.errors) == [name]
    whole = SchoolAnswerForm({"is_enrolled": "yes", name: "no"}, question="Is it so?", windows=[window])
    assert whole.is_valid()
    assert whole.answers == {window.pk: False}
    refusal = SchoolAnswerForm({"is_enrolled": "no"}, question="Is it so?", windows=[window])
    assert refusal.is_valid()
    assert refusal.answers == {}


@pytest.mark.parametrize("weeks", ["", "0", "-4", "53", "four", "4.5", "1e9"])
def test_weeks_are_whole_and_within_a_year(weeks: str) -> None:
    assert "weeks_wanted" in RequestForm({"weeks_wanted": weeks}).errors


def test_ranks_are_numbers() -> None:
    choices = list(make_application(make_opening()).preferences.select_related("opening__offering"))
    name = f"rank_{choices[0].pk}"
    assert not RankForm({name: "first"}, choices_now=choices).is_valid()
    form = RankForm({name: "7"}, choices_now=choices)
    assert form.is_valid()
    assert form.ranks == {choices[0].pk: 7}


def test_a_decision_is_one_of_three() -> None:
    assert not DecisionForm({"decision": "placed"}).is_valid()
    assert DecisionForm({"decision": "eligible"}).is_valid()
