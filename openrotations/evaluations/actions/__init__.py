"""Every change to evaluations: asking for them, and writing them."""

from openrotations.evaluations.actions.asking import (
    ask_for_due_evaluations,
    ask_for_evaluation,
    close_evaluations,
    create_evaluations,
    lapse_evaluation,
    remind_of_evaluation,
    reschedule_evaluations,
)
from openrotations.evaluations.actions.writing import (
    correct_evaluation,
    decline_evaluation,
    note_read,
    save_draft,
    submit_evaluation,
)

__all__ = [
    "ask_for_due_evaluations",
    "ask_for_evaluation",
    "close_evaluations",
    "correct_evaluation",
    "create_evaluations",
    "decline_evaluation",
    "lapse_evaluation",
    "note_read",
    "remind_of_evaluation",
    "reschedule_evaluations",
    "save_draft",
    "submit_evaluation",
]
