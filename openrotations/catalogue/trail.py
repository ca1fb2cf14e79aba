"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_offering": _("An offering was added."),
    "add_opening": _("New dates were added to an offering."),
    "apply_requirement_template": _("A site now asks for what sites of its kind usually ask for."),
    "change_offering": _("An offering was changed."),
    "close_days": _("Days of an offering were closed."),
    "close_opening": _("The dates of an offering were closed for new students."),
    "remove_requirement": _("A paper is not asked for any more."),
    "reopen_days": _("Closed days of an offering were opened again."),
    "set_entry_conditions": _("What a student must have before applying to an offering was set."),
    "set_requirement": _("What is asked for before day one was set."),
}
