"""Every change to schools, what we know of them, registrars and students."""

from openrotations.schools.actions.knowledge import (
    add_blackout,
    add_evidence,
    declare_count,
    drop_fact,
    remove_evidence,
    state_agency,
    state_policy,
    state_sponsor_note,
    state_standing,
)
from openrotations.schools.actions.pages import ask_for_school_page, page_link, send_school_page
from openrotations.schools.actions.register import add_school, change_school, drop_unshared_school
from openrotations.schools.actions.registrars import add_registrar, confirm_registrar
from openrotations.schools.actions.students import doubt_enrolment, note_enrolment, state_student
from openrotations.schools.actions.twins import add_other_name, drop_other_name, merge_schools, tell_apart

__all__ = [
    "add_blackout",
    "add_evidence",
    "add_other_name",
    "add_registrar",
    "add_school",
    "ask_for_school_page",
    "change_school",
    "confirm_registrar",
    "declare_count",
    "doubt_enrolment",
    "drop_fact",
    "drop_other_name",
    "drop_unshared_school",
    "merge_schools",
    "note_enrolment",
    "page_link",
    "remove_evidence",
    "send_school_page",
    "state_agency",
    "state_policy",
    "state_sponsor_note",
    "state_standing",
    "state_student",
    "tell_apart",
]
