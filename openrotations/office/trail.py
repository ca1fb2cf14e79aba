"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "change_policies": _("The office's details or policies were changed."),
    "open_office": _("The office was set up."),
}
