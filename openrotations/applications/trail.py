"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_choice": _("A choice was added to the list."),
    "add_window": _("A window was stated."),
    "answer_school": _("The school answered about enrolment and windows."),
    "answer_window": _("The school answered about one window."),
    "ask_school": _("The school was asked to confirm enrolment and windows."),
    "decide_application": _("An application was decided."),
    "end_exemption": _("A director took an exception from a rule back."),
    "grant_exemption": _("A director recorded an exception from a rule."),
    "open_window": _("A graduate's window was opened: no school has to confirm it."),
    "rank_choices": _("The choices were put into another order."),
    "remove_choice": _("A choice was taken off the list."),
    "remove_window": _("A window was taken back."),
    "save_request": _("The weeks and limits of an application were saved."),
    "start_application": _("An application was started."),
    "submit_application": _("An application was handed in."),
    "tell_background": _("A student told something beyond the profile."),
    "withdraw_application": _("An application was withdrawn."),
}
