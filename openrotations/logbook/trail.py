"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "ask_for_signature": _("The preceptor was asked to sign days."),
    "confirm_arrival": _("Arrival on day one was confirmed."),
    "query_day": _("The preceptor asked about a day."),
    "report_day": _("A day was reported."),
    "sign_day": _("A day was signed."),
}
