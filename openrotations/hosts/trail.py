"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_coordinator": _("A coordinator was added to a site."),
    "add_preceptor": _("A preceptor was added."),
    "add_site": _("A site was added."),
    "change_preceptor": _("A preceptor's details were changed."),
    "change_site": _("A site's details were changed."),
}
