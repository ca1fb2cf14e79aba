"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "accept_version": _("A student accepted a text of the programme."),
    "answer_release": _("A student said whether the school reads their evaluations."),
    "drop_draft": _("The draft of a text of the programme was dropped."),
    "publish_version": _("A new version of a text of the programme was published."),
    "save_draft": _("The draft of a text of the programme was written."),
    "tell_of_version": _("A student was told of a new version of a text of the programme."),
    "withdraw_consent": _("A student took a consent back."),
}
