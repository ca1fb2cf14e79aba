"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "answer_letter_request": _("The request for a letter was answered."),
    "ask_for_letter": _("A letter of recommendation was asked for."),
    "begin_letter": _("The writer began a letter."),
    "hand_over_letter": _("The writer said that the letter is where it should go."),
    "open_letter": _("A signed letter was opened."),
    "remind_writer": _("The writer was reminded of a letter."),
    "sign_letter": _("A letter was signed."),
}
