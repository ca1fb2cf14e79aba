"""Reading windows, schools' answers and applications."""

from openrotations.applications.queries.eligibility import answer_about, facts_of, findings_kept, missing_for_submission
from openrotations.applications.queries.friends import friend_of, friends_among
from openrotations.applications.queries.lists import (
    Confirmations,
    Offered,
    applications_like,
    choices_of,
    chosen,
    chosen_fits,
    confirmations_of,
    current_application,
    known_registrars,
    offered_to,
    open_windows,
    stated_windows,
    windows_of,
)
from openrotations.applications.queries.tasks import Task, tasks_of
from openrotations.applications.queries.turns import office_needs, turns_for_student

__all__ = [
    "Confirmations",
    "Offered",
    "Task",
    "answer_about",
    "applications_like",
    "choices_of",
    "chosen",
    "chosen_fits",
    "confirmations_of",
    "current_application",
    "facts_of",
    "findings_kept",
    "friend_of",
    "friends_among",
    "known_registrars",
    "missing_for_submission",
    "offered_to",
    "office_needs",
    "open_windows",
    "stated_windows",
    "tasks_of",
    "turns_for_student",
    "windows_of",
]
