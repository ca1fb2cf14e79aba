"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "accept_document": _("A paper was accepted."),
    "check_document": _("A paper was checked and rebuilt clean."),
    "check_evidence": _("A file that the office keeps as evidence was checked."),
    "delete_document": _("A paper was deleted; who decided on it, and when, stays."),
    "drop_upload": _("A file on its way was forgotten."),
    "expire_document": _("A paper ran out."),
    "finish_upload": _("A file arrived whole."),
    "forget_lost_files": _("Files that belonged to nothing were removed."),
    "give_up_evidence": _("A file kept as evidence could not be checked; the office gave it up."),
    "look_at_document": _("A paper had its first look; somebody else takes the second."),
    "read_document": _("Somebody of the office opened a paper."),
    "recheck_document": _("A paper that the program could not check is checked anew."),
    "recheck_evidence": _("A file kept as evidence that the program could not check is checked anew."),
    "refuse_document": _("A paper was refused."),
    "refuse_unfit_document": _("A file was not fit to be taken."),
    "remove_file": _("A file was removed."),
    "reopen_document": _("An accepted paper is looked at again."),
    "replace_document": _("A newer paper took the place of this one."),
    "rotate_keys": _("Every file’s key was sealed anew with a new key of the programme."),
    "start_upload": _("Somebody began to send a file."),
    "store_file": _("A file was stored."),
    "upload_document": _("A paper was uploaded."),
    "withdraw_document": _("A paper was withdrawn."),
}
