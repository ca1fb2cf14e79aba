"""Input about profiles, windows, schools' answers and applications."""

from openrotations.applications.forms.background import (
    TOPICS,
    CoresTopic,
    EnglishTopic,
    EntryTopic,
    ResidenceTopic,
    StepOneTopic,
    StepTwoTopic,
    StudiesTopic,
    TravelTopic,
    topics_for,
)
from openrotations.applications.forms.elsewhere import ElsewhereTopic, elsewhere_topic
from openrotations.applications.forms.profile import (
    QUESTIONS,
    GoalQuestion,
    Question,
    StatusQuestion,
    answers_of,
    in_words,
    is_complete,
    profile_of,
)
from openrotations.applications.forms.requests import (
    ApplicationFilter,
    ChoiceFilter,
    DecisionForm,
    ExemptionForm,
    OpeningForm,
    RankForm,
    RequestForm,
)
from openrotations.applications.forms.school import RegistrarForm, SchoolAnswerForm
from openrotations.applications.forms.topics import Topic

__all__ = [
    "QUESTIONS",
    "TOPICS",
    "ApplicationFilter",
    "ChoiceFilter",
    "CoresTopic",
    "DecisionForm",
    "ElsewhereTopic",
    "EnglishTopic",
    "EntryTopic",
    "ExemptionForm",
    "GoalQuestion",
    "OpeningForm",
    "Question",
    "RankForm",
    "RegistrarForm",
    "RequestForm",
    "ResidenceTopic",
    "SchoolAnswerForm",
    "StatusQuestion",
    "StepOneTopic",
    "StepTwoTopic",
    "StudiesTopic",
    "Topic",
    "TravelTopic",
    "answers_of",
    "elsewhere_topic",
    "in_words",
    "is_complete",
    "profile_of",
    "topics_for",
]
