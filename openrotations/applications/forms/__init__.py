"""Input about profiles, windows, schools' answers and applications."""

from openrotations.applications.forms.profile import QUESTIONS, Question, answers_of, in_words, is_complete, profile_of
from openrotations.applications.forms.requests import (
    ApplicationFilter,
    ChoiceFilter,
    DecisionForm,
    OpeningForm,
    RankForm,
    RequestForm,
)
from openrotations.applications.forms.school import RegistrarForm, SchoolAnswerForm

__all__ = [
    "QUESTIONS",
    "ApplicationFilter",
    "ChoiceFilter",
    "DecisionForm",
    "OpeningForm",
    "Question",
    "RankForm",
    "RegistrarForm",
    "RequestForm",
    "SchoolAnswerForm",
    "answers_of",
    "in_words",
    "is_complete",
    "profile_of",
]
