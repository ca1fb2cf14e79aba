"""The questions of “May I?”, one a page. None has to be answered, and "I do not know" is an answer."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openrotations.applications.backgrounds import CORES
from openrotations.catalogue.queries import states_offered
from openrotations.common.forms import capitalised
from openrotations.common.places import STATES
from openrotations.schools.models import School, Student
from openrotations.schools.queries import schools_to_choose

UNKNOWN = "unknown"
NOT_LISTED = "other"
_I_DO_NOT_KNOW = (UNKNOWN, _("I do not know"))
type Answers = dict[str, Any]


class Question(forms.Form):
    """One page with one field, `answer`. `title` is the question, `lead` says why it is asked."""

    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    answer: forms.Field

    @classmethod
    def facts(cls, answer: Any) -> dict[str, Any]:
        """What the answer tells the rule book: facts by name."""
        return {}

    @classmethod
    def background(cls, answer: Any) -> dict[str, Any]:
        """What the answer tells of a student's background: fields by name."""
        return {}

    def in_words(self, answer: Any) -> str:
        """The answer as people read it."""
        choices = getattr(self.fields["answer"], "choices", ())
        return str(dict(_flat(choices)).get(answer, ""))


def _one_of(label: Any, *choices: tuple[str, Any]) -> forms.ChoiceField:
    listed = [*choices, _I_DO_NOT_KNOW]
    return forms.ChoiceField(label=label, choices=listed, required=False, widget=forms.RadioSelect)


class StatusQuestion(Question):
    """Enrolled, graduated, or neither."""

    title = _("Do you study medicine, or have you graduated?")
    lead = _("In many places a graduate may only observe.")
    answer = _one_of(_("You are"), *capitalised(Student.Status.choices), ("neither", _("Neither of the two")))

    @classmethod
    def facts(cls, answer: Any) -> dict[str, Any]:
        """status."""
        return {"status": answer}


class StudiesQuestion(Question):
    """How far the studies are; of students only."""

    title = _("Where are you in your studies?")
    lead = _("Hosts take students in their final year, or after all core clerkships.")
    answer = _one_of(
        _("You are"),
        ("final", _("In the final year")),
        ("cores", _("Earlier, and all core clerkships are done")),
        ("earlier", _("Earlier, and core clerkships are missing")),
    )

    @classmethod
    def facts(cls, answer: Any) -> dict[str, Any]:
        """is_final_year, cores_missing."""
        if answer == "final":
            return {"is_final_year": True}
        missing: list[str] = [] if answer == "cores" else [str(_("those that you have not done"))]
        return {"is_final_year": False, "cores_missing": missing}

    @classmethod
    def background(cls, answer: Any) -> dict[str, Any]:
        """The final year, and the core clerkships where all are done."""
        return {"is_final_year": answer == "final", **({"cores_done": list(CORES)} if answer == "cores" else {})}


class ExamsQuestion(Question):
    """Which steps of the USMLE are passed."""

    title = _("Which examinations have you passed?")
    lead = _("Florida asks students for Step 2 CK, and some hosts ask for Step 1 or another examination instead.")
    answer = _one_of(
        _("Passed"),
        ("none", _("None yet")),
        ("equivalent", _("One that a host may take instead of USMLE Step 1")),
        ("step1", _("USMLE Step 1")),
        ("both", _("USMLE Step 1 and Step 2 CK")),
    )
    _RESULTS: ClassVar[dict[str, tuple[str, str]]] = {
        "none": ("not_taken", "not_taken"),
        "equivalent": ("equivalent", "not_taken"),
        "step1": ("passed", "not_taken"),
        "both": ("passed", "passed"),
    }

    @classmethod
    def facts(cls, answer: Any) -> dict[str, Any]:
        """step1, step2_ck."""
        return dict(zip(("step1", "step2_ck"), cls._RESULTS[answer], strict=True))

    @classmethod
    def background(cls, answer: Any) -> dict[str, Any]:
        """The same."""
        return cls.facts(answer)


class EntryQuestion(Question):
    """Citizenship or visa."""

    title = _("How do you enter the United States?")
    lead = _(
        "We say what the texts say that we hold. Only a consular officer decides, and nothing here is legal advice."
    )
    answer = _one_of(
        _("You enter"),
        ("citizen", _("As a citizen")),
        ("resident", _("As a permanent resident (green card)")),
        ("b1", _("With a B-1 visa")),
        ("waiver", _("With the Visa Waiver Program (ESTA)")),
        ("b2", _("With a B-2 visa")),
        ("j1", _("With a J-1 visa")),
        ("other", _("With another visa")),
        ("none", _("I have no visa yet")),
    )

    @classmethod
    def facts(cls, answer: Any) -> dict[str, Any]:
        """residence, entry."""
        if answer in ("citizen", "resident"):
            return {"residence": answer}
        return {"residence": "neither", "entry": answer}

    @classmethod
    def background(cls, answer: Any) -> dict[str, Any]:
        """The same."""
        return cls.facts(answer)


class SchoolQuestion(Question):
    """A school that the office knows, or another."""

    title = _("Where do you study, or where did you graduate?")
    lead = _("What we know of your school decides some answers, such as those about Florida and New York.")
    answer = forms.ChoiceField(label=_("Medical school"), required=False)

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        by_country = groupby(schools_to_choose(), key=lambda school: str(school.country.name))
        listed = [(country, [(str(row.pk), row.name) for row in rows]) for country, rows in by_country]
        others = [(UNKNOWN, _("I would rather not say")), (NOT_LISTED, _("My school is not in the list"))]
        self.fields["answer"].choices = [*others, *listed]  # type: ignore[attr-defined]


class WeeksQuestion(Question):
    """How many weeks in all."""

    title = _("How many weeks do you want in all?")
    lead = _("Leave it empty if you do not know.")
    answer = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=52, required=False)

    @classmethod
    def facts(cls, answer: Any) -> dict[str, Any]:
        """weeks_wanted."""
        return {"weeks_wanted": int(answer)}

    def in_words(self, answer: Any) -> str:
        """The number."""
        return str(answer)


class GoalQuestion(Question):
    """What the rotations are for."""

    title = _("What do you want the rotations for?")
    lead = _("It decides what we remind you of, and nothing else.")
    answer = _one_of(_("Your goal"), *capitalised(Student.Goal.choices))

    @classmethod
    def facts(cls, answer: Any) -> dict[str, Any]:
        """goal."""
        return {"goal": answer}


class WhereQuestion(Question):
    """One of the states in which something is offered."""

    title = _("Where would you like to go?")
    lead = _("Each state has rules of its own. These are the states in which we have rotations.")
    answer = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **choices: Any) -> None:
        super().__init__(*args, **choices)
        listed = [(code, name) for code, name in STATES if code in states_offered()]
        self.fields["answer"].choices = [(UNKNOWN, _("Anywhere")), *listed]  # type: ignore[attr-defined]


QUESTIONS: dict[str, type[Question]] = {
    "status": StatusQuestion,
    "studies": StudiesQuestion,
    "exams": ExamsQuestion,
    "entry": EntryQuestion,
    "school": SchoolQuestion,
    "weeks": WeeksQuestion,
    "goal": GoalQuestion,
    "where": WhereQuestion,
}


def questions_for(answers: Mapping[str, Any]) -> list[str]:
    """The names of the questions for somebody who answered like this: who does not study has no studies."""
    return [name for name in QUESTIONS if name != "studies" or answers.get("status") not in ("graduate", "neither")]


def read(given: Mapping[str, str]) -> tuple[Answers, Question | None]:
    """The answers that were given, by question, and the first question whose answer cannot be read.

    An empty answer, and "I do not know", is left out.
    """
    answers: Answers = {}
    for name in QUESTIONS:
        if given.get(name, UNKNOWN) == UNKNOWN:
            continue
        form = QUESTIONS[name]({"answer": given[name]})
        if not form.is_valid():
            return answers, form
        if form.cleaned_data["answer"] not in ("", None):
            answers[name] = form.cleaned_data["answer"]
    return {name: answers[name] for name in questions_for(answers) if name in answers}, None


def facts_told(answers: Answers) -> dict[str, Any]:
    """Everything that the answers tell the rule book; who is no student is asked nothing about studies."""
    return {name: fact for question in answers for name, fact in QUESTIONS[question].facts(answers[question]).items()}


def background_told(answers: Answers) -> dict[str, Any]:
    """What the answers tell of a student's background, by field."""
    told = (QUESTIONS[question].background(answer) for question, answer in answers.items())
    return {name: value for each in told for name, value in each.items()}


def school_chosen(answers: Answers) -> School | None:
    """The school of the list that was chosen, if one was."""
    chosen = answers.get("school")
    return schools_to_choose().filter(pk=chosen).first() if chosen and chosen != NOT_LISTED else None


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        else:
            yield value, words
