"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_evidence": _("A file about a school was kept."),
    "add_other_name": _("Another name of a school was kept."),
    "add_registrar": _("A registrar was added to a school."),
    "add_school": _("A school was added."),
    "change_school": _("A school's details were changed."),
    "declare_count": _("A registrar attested how many students are in a state."),
    "doubt_enrolment": _("An enrolment that the school had confirmed has to be asked for again."),
    "drop_of_school": _("Something known about a school was taken away."),
    "drop_school": _("A school that a student had named and that nobody has any more was taken away."),
    "drop_other_name": _("Another name of a school was taken away."),
    "merge_schools": _("Two rows of the same school were made one."),
    "note_enrolment": _("The school's answer about an enrolment was kept."),
    "remove_evidence": _("A file about a school was taken away."),
    "send_school_page": _("A registrar was sent the page about the students of the school."),
    "state_of_school": _("Something about a school was found out and kept."),
    "state_student": _("A student's profile was stated."),
    "tell_schools_apart": _("Two schools with similar names were told apart."),
}
