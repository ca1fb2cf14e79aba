"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_registrar": _("A registrar was added to a school."),
    "add_school": _("A school was added."),
    "change_school": _("A school's details were changed."),
    "doubt_enrolment": _("An enrolment that the school had confirmed has to be asked for again."),
    "note_enrolment": _("The school's answer about an enrolment was kept."),
    "state_student": _("A student's profile was stated."),
}
