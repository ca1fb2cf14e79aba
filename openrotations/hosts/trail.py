"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "add_coordinator": _("A coordinator was added to a site."),
    "add_preceptor": _("A preceptor was added."),
    "add_signatory": _("Somebody was named to sign an agreement."),
    "add_site": _("A site was added."),
    "ask_to_sign_again": _("Somebody was asked again to sign an agreement."),
    "bring_into_force": _("An agreement came into force."),
    "change_agreement": _("The draft of an agreement was changed."),
    "change_credential": _("What shows that a preceptor may supervise was changed."),
    "change_preceptor": _("A preceptor's details were changed."),
    "change_site": _("A site's details were changed."),
    "draft_agreement": _("An agreement was drafted."),
    "end_agreement": _("An agreement was ended."),
    "expire_agreement": _("An agreement expired."),
    "note_credential": _("What shows that a preceptor may supervise was noted."),
    "note_lapse": _("A licence, certification or insurance of a preceptor lapsed."),
    "remove_signatory": _("Somebody is no longer to sign an agreement."),
    "send_agreement": _("An agreement was sent out for signature."),
    "sign_agreement": _("An agreement was signed for one of its parties."),
    "take_agreement_back": _("An agreement was taken back before anybody signed."),
    "take_in_paper": _("An agreement signed on paper was taken in."),
    "warn_of_end": _("The office was warned that something ends soon."),
}
