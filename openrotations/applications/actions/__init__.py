"""Every change to profiles, windows, schools' answers and applications."""

from openrotations.applications.actions.background import end_exemption, grant_exemption, tell_background
from openrotations.applications.actions.choices import (
    add_choice,
    move_choice,
    rank_choices,
    remove_choice,
    save_request,
)
from openrotations.applications.actions.profile import add_window, remove_window, state_profile
from openrotations.applications.actions.requests import (
    decide_application,
    start_application,
    submit_application,
    withdraw_application,
)
from openrotations.applications.actions.school import (
    answer_school,
    ask_registrar_instead,
    ask_school,
    name_registrar,
    send_waiting_questions,
)

__all__ = [
    "add_choice",
    "add_window",
    "answer_school",
    "ask_registrar_instead",
    "ask_school",
    "decide_application",
    "end_exemption",
    "grant_exemption",
    "move_choice",
    "name_registrar",
    "rank_choices",
    "remove_choice",
    "remove_window",
    "save_request",
    "send_waiting_questions",
    "start_application",
    "state_profile",
    "submit_application",
    "tell_background",
    "withdraw_application",
]
