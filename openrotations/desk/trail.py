"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_person": _("Somebody was given an account."),
    "change_seats": _("The seats of an opening were changed by an import."),
    "change_window": _("A window was changed by an import."),
    "export_sheet": _("A sheet was exported."),
    "import_sheets": _("Sheets were imported."),
    "rename_contact": _("A contact's name was changed by an import."),
}
