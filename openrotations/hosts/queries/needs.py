"""What about agreements and credentials waits for the office."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.refusals import Words
from openrotations.common.turns import Need
from openrotations.hosts.models import (
    Agreement,
    Certification,
    Credential,
    ExclusionCheck,
    Insurance,
    Licence,
    Preceptor,
)
from openrotations.hosts.queries.endings import KINDS, SOON, sites_without_agreement
from openrotations.hosts.states import AgreementState

# In force for so long at least, what comes after counts as the renewal.
_LAPSED: dict[type[Credential], Words] = {
    Licence: gettext_lazy("A licence has lapsed: %(title)s. Note the renewed one, or find who supervises."),
    Certification: gettext_lazy("A board certification has lapsed: %(title)s. Look whether it is renewed."),
    Insurance: gettext_lazy("Malpractice insurance has ended: %(title)s. Ask for the new certificate."),
}
_ENDING: dict[type[Credential], Words] = {
    Licence: gettext_lazy("A licence ends soon: %(title)s. Ask for the renewed one."),
    Certification: gettext_lazy("A board certification ends soon: %(title)s. Ask for the renewed one."),
    Insurance: gettext_lazy("Malpractice insurance ends soon: %(title)s. Ask for the new certificate."),
}


def office_needs(now: datetime) -> list[Need]:
    """Agreements and credentials that have ended or end within 90 days, and what is to be looked up again.

    Only of preceptors who have something on offer. What nobody has told stands in the list of what ends.
    """
    today = now.date()
    found = [*_agreements(today), *_without_agreement(), *_checks(today)]
    for kind in KINDS:
        found += [*_ends(kind, today), *_rechecks(kind, today)]
    return found


def _agreements(today: date) -> Iterator[Need]:
    signing = Agreement.objects.filter(state=AgreementState.OUT).select_related("site")
    for row in signing:
        since = (row.sent_at or row.created_at).date()
        yield Need("agreement-out", _("An agreement waits for signatures."), row.site.name, since, _page(row))
    ending = Agreement.objects.filter(state=AgreementState.IN_FORCE, ends_on__lte=today + SOON).select_related("site")
    for row in ending.filter(~Exists(_renewals())):
        if row.ends_on:
            sentence = _("An agreement ends. Renew it, or placements there stop.")
            yield Need("agreement-ends", sentence, row.site.name, row.ends_on - SOON, _page(row), row.ends_on)


def _renewals() -> QuerySet[Agreement]:
    """Agreements that take over from one that ends."""
    later = Agreement.objects.filter(site=OuterRef("site"), state=AgreementState.IN_FORCE)
    same_school = Q(school_id=OuterRef("school_id")) | Q(school_id=None)
    return later.filter(same_school, Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")))


def _without_agreement() -> Iterator[Need]:
    for site in sites_without_agreement().filter(offerings__is_published=True).distinct():
        sentence = _("The site takes students only under an agreement, and none is in force.")
        yield Need("no-agreement", sentence, site.name, site.created_at.date(), reverse("hosts:site", args=[site.pk]))


def _ends(kind: type[Credential], today: date) -> Iterator[Need]:
    rows: QuerySet[Any] = _teaching(kind).filter(expires_on__lte=today + SOON)
    if kind is Licence:
        valid = Licence.objects.filter(preceptor=OuterRef("preceptor"), state=OuterRef("state"))
        rows = rows.filter(~Exists(valid.filter(expires_on__gt=OuterRef("expires_on"))))
    for row in rows:
        words = (_LAPSED if row.expires_on < today else _ENDING)[kind]
        code = f"{KINDS[kind][0]}-{'lapsed' if row.expires_on < today else 'ends'}"
        url = reverse("hosts:preceptor", args=[row.preceptor_id])
        sentence, since = words % {"title": str(row)}, row.expires_on - SOON
        yield Need(code, sentence, row.preceptor.full_name, since, url, row.expires_on)


def _rechecks(kind: type[Credential], today: date) -> Iterator[Need]:
    # What has ended stands there already.
    rows: QuerySet[Any] = _teaching(kind).filter(recheck_on__lte=today)
    for row in rows.filter(Q(expires_on=None) | Q(expires_on__gt=today + SOON)):
        sentence = _("Look again: %(title)s.") % {"title": str(row)}
        url = reverse("hosts:preceptor", args=[row.preceptor_id])
        yield Need("look-again", sentence, row.preceptor.full_name, row.recheck_on, url)


def _checks(today: date) -> Iterator[Need]:
    newest = ExclusionCheck.objects.order_by("preceptor_id", "-checked_on", "-created_at").distinct("preceptor_id")
    rows = _teaching(ExclusionCheck).filter(pk__in=newest.values("pk"))
    for row in rows:
        url, name = reverse("hosts:preceptor", args=[row.preceptor_id]), row.preceptor.full_name
        if row.result != ExclusionCheck.Result.NOT_LISTED:
            sentence = _("Exclusion check: %(result)s. Settle it before anybody is placed there.")
            words = {"result": row.get_result_display()}
            yield Need("exclusion-open", sentence % words, name, row.checked_on, url)
        elif row.recheck_on and row.recheck_on <= today:
            yield Need("exclusion-recheck", _("Look at the exclusion list again."), name, row.recheck_on, url)


def _teaching(kind: Any) -> QuerySet[Any]:
    """Rows of preceptors who have something on offer."""
    offering = Preceptor.objects.filter(pk=OuterRef("preceptor"), offerings__is_published=True)
    rows: QuerySet[Any] = kind._default_manager.filter(Exists(offering)).select_related("preceptor")
    return rows


def _page(row: Agreement) -> str:
    return reverse("hosts:agreement", args=[row.pk])
