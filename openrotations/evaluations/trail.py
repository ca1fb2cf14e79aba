"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "ask_for_evaluation": _("An evaluation was asked for."),
    "close_evaluation": _("An evaluation is not asked for any more."),
    "correct_evaluation": _("An evaluation was corrected."),
    "create_evaluations": _("The evaluations of a placement were scheduled."),
    "decline_evaluation": _("The preceptor said that they did not supervise the student."),
    "draft_evaluation": _("A draft of an evaluation was kept."),
    "lapse_evaluation": _("No evaluation came, so it was given up."),
    "note_evaluation_read": _("The student read an evaluation."),
    "remind_of_evaluation": _("Somebody was reminded of an evaluation."),
    "reschedule_evaluations": _("The evaluations of a placement moved with its dates."),
    "submit_evaluation": _("An evaluation was handed in."),
}
