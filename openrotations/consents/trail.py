"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "accept_version": _("A student accepted a text of the programme."),
    "drop_draft": _("The draft of a text of the programme was dropped."),
    "publish_version": _("A new version of a text of the programme was published."),
    "save_draft": _("The draft of a text of the programme was written."),
    "withdraw_consent": _("A student took a consent back."),
}
