"""The questions about a student, one a page. Answers are plain values until all are there."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from openrotations.applications.actions.profile import Profile
from openrotations.common.forms import DayField, capitalised
from openrotations.common.wording import written_date
from openrotations.people.forms import PassportNameField
from openrotations.people.models import Person
from openrotations.schools.models import School, Student
from openrotations.schools.queries import schools_to_choose

type Answers = dict[str, Any]


class Question(forms.Form):
    """One page of the profile. `lead` says why we ask."""

    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""

    def answers(self) -> Answers:
        """What to keep, as values that fit into a session."""
        return dict(self.cleaned_data)

    @classmethod
    def initial_from(cls, answers: Answers) -> Answers:
        """The answers given before, for the form's fields."""
        return answers


class NameQuestion(Question):
    """The full name, whatever its shape."""

    title = _("What is your full name?")
    lead = _("It stands on letters and on your record.")
    full_name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    passport_name = PassportNameField()


class SchoolQuestion(Question):
    """A school from the list, or one that is not there."""

    title = _("Where do you study, or where did you graduate?")
    school = forms.ChoiceField(label=_("Medical school"), required=False)
    name = forms.CharField(label=_("Name of the school"), max_length=250, required=False)
    country = forms.ChoiceField(
        label=_("Country of the school"), choices=[("", _("Choose a country")), *countries], required=False
    )
    city = forms.CharField(label=_("City of the school"), max_length=120, required=False)

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        by_country = groupby(schools_to_choose(), key=lambda school: str(school.country.name))
        listed = [(country, [(str(row.pk), row.name) for row in rows]) for country, rows in by_country]
        self.fields["school"].choices = [("", _("My school is not in the list")), *listed]  # type: ignore[attr-defined]

    def clean(self) -> Answers:
        """Without a school from the list, its name and country are needed."""
        values = super().clean() or self.cleaned_data
        if not values.get("school") and "school" not in self.errors:
            for name, words in (("name", _("Write the school's name.")), ("country", _("Choose its country."))):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return values

    def answers(self) -> Answers:
        """The id of the school, or what was written about it."""
        if self.cleaned_data["school"]:
            return {"school": self.cleaned_data["school"]}
        return {"school": {name: self.cleaned_data[name] for name in ("name", "country", "city")}}

    @classmethod
    def initial_from(cls, answers: Answers) -> Answers:
        """The fields that were filled in."""
        school = answers.get("school")
        return school if isinstance(school, dict) else {"school": school}


class StatusQuestion(Question):
    """Enrolled, or graduated."""

    title = _("Are you enrolled, or have you graduated?")
    lead = _("Your school confirms it. In many places a graduate may only observe.")
    status = forms.ChoiceField(
        label=_("You are"), choices=capitalised(Student.Status.choices), widget=forms.RadioSelect
    )


class CitizenshipQuestion(Question):
    """The passport that the student travels with."""

    title = _("Which passport will you travel with?")
    lead = _("Visa rules depend on it.")
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=[("", _("Choose a country")), *countries])


class GraduationQuestion(Question):
    """The day of graduation, expected or done."""

    title = _("When do you graduate, or when did you?")
    lead = _("If you do not know the day, give the first of the month.")
    graduation_on = DayField(label=_("Graduation"))

    def answers(self) -> Answers:
        """The day as text."""
        return {"graduation_on": self.cleaned_data["graduation_on"].isoformat()}


class GoalQuestion(Question):
    """What the rotations are for."""

    title = _("What do you want the rotations for?")
    lead = _("It decides what we remind you of. You can change it at any time.")
    goal = forms.ChoiceField(label=_("Your goal"), choices=capitalised(Student.Goal.choices), widget=forms.RadioSelect)


QUESTIONS: dict[str, type[Question]] = {
    "name": NameQuestion,
    "school": SchoolQuestion,
    "status": StatusQuestion,
    "citizenship": CitizenshipQuestion,
    "graduation": GraduationQuestion,
    "goal": GoalQuestion,
}
ANSWER_OF = {
    "name": "full_name",
    "school": "school",
    "status": "status",
    "citizenship": "citizenship",
    "graduation": "graduation_on",
    "goal": "goal",
}


def answers_of(person: Person, student: Student | None) -> Answers:
    """What is known of a person already."""
    answers: Answers = {"full_name": person.full_name} if person.full_name else {}
    answers["passport_name"] = person.passport_name
    if student:
        answers |= {
            "school": str(student.school_id),
            "status": student.status,
            "citizenship": str(student.citizenship),
            "graduation_on": student.graduation_on.isoformat(),
            "goal": student.goal,
        }
    return answers


def is_complete(answers: Mapping[str, Any]) -> bool:
    """Whether every question has an answer."""
    return all(answers.get(name) for name in ANSWER_OF.values())


def profile_of(answers: Mapping[str, Any]) -> Profile:
    """The answers as a profile. Only for complete ones; raises School.DoesNotExist for a school that is gone."""
    school = answers["school"]
    return Profile(
        full_name=answers["full_name"],
        passport_name=answers.get("passport_name", ""),
        school=school if isinstance(school, dict) else School.objects.get(pk=school),
        status=answers["status"],
        citizenship=answers["citizenship"],
        graduation_on=date.fromisoformat(answers["graduation_on"]),
        goal=answers["goal"],
    )


def in_words(answers: Mapping[str, Any]) -> dict[str, str]:
    """Each question's answer as people read it; empty where there is none yet."""
    school = answers.get("school")
    name = school.get("name", "") if isinstance(school, dict) else _name_of_school(school)
    day = answers.get("graduation_on")
    return {
        "name": answers.get("full_name", ""),
        "school": name,
        "status": str(dict(capitalised(Student.Status.choices)).get(answers.get("status", ""), "")),
        "citizenship": str(countries.name(answers.get("citizenship", "")) or ""),
        "graduation": written_date(date.fromisoformat(day)) if day else "",
        "goal": str(dict(capitalised(Student.Goal.choices)).get(answers.get("goal", ""), "")),
    }


def _name_of_school(school_id: str | None) -> str:
    found = School.objects.filter(pk=school_id).first() if school_id else None
    return found.name if found else ""
