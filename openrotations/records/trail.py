"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "issue_record": _("A record was issued."),
    "revoke_record": _("A record was revoked."),
    "supersede_record": _("A record was replaced by a newer one."),
}
