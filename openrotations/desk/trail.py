"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_blank_form": _("A form that is signed by hand was added."),
    "add_person": _("Somebody was given an account."),
    "ask_about_empty_months": _("A site was asked about months without an opening."),
    "ask_for_invitation": _("A student asked a host for a letter of invitation."),
    "ask_host_again": _("A host’s coordinator is asked about empty months again."),
    "ask_office_to_free_days": _("A host closed days on which students are placed; the office was told."),
    "change_blank_form": _("A form that is signed by hand was changed."),
    "change_seats": _("The seats of an opening were changed."),
    "change_window": _("A window was changed by an import."),
    "drop_blank": _("A side’s own blank form was taken away."),
    "end_blank_form": _("A form that is signed by hand is no longer asked for."),
    "end_host_links": _("The link to a site’s own pages was taken back."),
    "export_sheet": _("A sheet was exported."),
    "fill_fields_with": _("Somebody said what goes into the fields of a blank form."),
    "import_sheets": _("Sheets were imported."),
    "invite_contact": _("A registrar or a host’s coordinator may sign in."),
    "open_cv": _("A host read a student’s CV."),
    "remind_registrars": _("A school that had not answered was asked again, or the office was told."),
    "rename_contact": _("A contact's name was changed by an import."),
    "send_host_link": _("A link to a site’s own pages was sent."),
    "settle_away": _("The office settled what becomes of a placement on days that its host is away."),
    "sign_invitation": _("A host signed a letter of invitation."),
    "stop_asking_host": _("A host’s coordinator is not asked about empty months any more."),
    "upload_blank": _("A side’s own blank form was uploaded."),
    "withdraw_invitation": _("A letter of invitation was taken back."),
}
