"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_second_factor": _("A second factor for signing in was added."),
    "add_sign_in_address": _("An address for signing in was added."),
    "change_address": _("A contact's e-mail address was changed. It has to be confirmed anew."),
    "change_person": _("Somebody's own details were changed."),
    "change_sign_in_address": _("The address for signing in was changed."),
    "confirm_address": _("A contact's e-mail address was confirmed from an independent source."),
    "end_contact": _("Somebody no longer works at a school or a site. Their links, and any account, ended."),
    "end_other_sessions": _("Somebody was signed out everywhere else."),
    "end_role": _("Somebody's role in the office ended."),
    "give_role": _("Somebody was given a role in the office."),
    "issue_link": _("A personal link was issued."),
    "note_link_opened": _("A personal link was opened for the first time."),
    "remove_second_factor": _("A second factor for signing in was removed."),
    "remove_sign_in_address": _("An address for signing in was removed."),
    "renew_recovery_codes": _("New recovery codes were made."),
    "report_link_misuse": _("A student tried a personal link that was sent to somebody else."),
    "revoke_link": _("A personal link was stopped."),
    "sign_up": _("An account was created."),
    "take_contact_back": _("Somebody works at a school or a site again. Their address has to be confirmed anew."),
}
