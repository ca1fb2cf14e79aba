"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "ask_rules": _("The rules were asked about a placement before day one, and what they said was noted."),
    "change_tasks": _("The tasks before day one were changed, because something else is asked for."),
    "check_task": _("A task before day one was checked."),
    "create_tasks": _("The tasks before day one were set."),
    "except_from_rule": _("A director made an exception from a rule for one placement."),
    "judge_tasks": _("The papers of a placement were judged anew."),
    "remind_of_tasks": _("Somebody was reminded of tasks before day one."),
    "state_task": _("A task before day one was called done."),
    "take_exception_back": _("A director took an exception from a rule back."),
    "take_waiver_back": _("A waived task before day one is needed after all."),
    "uncheck_task": _("A task before day one was opened again."),
    "waive_task": _("A task before day one was waived."),
}
