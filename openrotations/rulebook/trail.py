"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "approve_rule_change": _("A change to a rule was approved."),
    "propose_counter_change": _("A change to what a state counts was proposed."),
    "propose_rule_change": _("A change to a rule was proposed."),
    "refuse_rule_change": _("A change to a rule was refused."),
    "withdraw_rule_change": _("A proposed change to a rule was taken back."),
}
