"""Agreements and credentials together: how each stands, which end soon, and what nobody has told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason, Words
from openrotations.documents.models import StoredFile
from openrotations.documents.queries import clean_copy_of
from openrotations.hosts import rules
from openrotations.hosts.models import (
    Agreement,
    Certification,
    Checked,
    Credential,
    ExclusionCheck,
    Insurance,
    Licence,
    Preceptor,
    Signatory,
    Site,
)
from openrotations.hosts.states import AgreementState

SOON = timedelta(days=rules.WARNED_AT[0])
KINDS: dict[type[Credential], tuple[str, Words]] = {
    Licence: ("licence", _("Licence")),
    Certification: ("certification", _("Board certification")),
    Insurance: ("insurance", _("Malpractice insurance")),
}


@dataclass(frozen=True)
class Ending:
    """One agreement, credential or exclusion check, and when it ends, as the list shows it.

    `standing` is fine, ending (within 90 days), expired, untold (its end, or the thing itself), waiting (for
    signatures) or ended; of an exclusion check also listed or unclear. `until` is its last day, or the day to look
    again.
    """

    kind: str
    label: Words
    whose: str
    title: str
    standing: str
    url: str
    until: date | None = None


def standing_of(until: date | None, today: date) -> str:
    """How something with this last day stands on this day."""
    if until is None:
        return "untold"
    if until < today:
        return "expired"
    return "ending" if until - today <= SOON else "fine"


def endings(today: date, *, words: str = "", kind: str = "", standing: str = "") -> list[Ending]:
    """Every agreement and credential, what ends first in front, what was not told behind. A query a kind."""
    found = [each for each in _all(today, words, kind) if not standing or each.standing == standing]
    return sorted(found, key=lambda each: (each.until is None, each.until or today, each.whose, each.kind))


def credentials_of(preceptor: Preceptor, today: date) -> dict[str, list[tuple[Checked, str]]]:
    """What was looked up about a preceptor, by kind, each with how it stands: a query a kind."""
    found: dict[str, list[tuple[Checked, str]]] = {}
    for name, rows in (
        ("licences", preceptor.licences),
        ("certifications", preceptor.certifications),
        ("insurances", preceptor.insurances),
    ):
        found[name] = [(row, standing_of(row.expires_on, today)) for row in rows.select_related("evidence__checked")]
    checks = preceptor.exclusionchecks.select_related("evidence__checked").order_by("-checked_on", "-created_at")
    found["checks"] = [(row, row.result) for row in checks]
    return found


def agreements_of(site: Site) -> QuerySet[Agreement]:
    """The site's agreements, the newest first."""
    return site.agreements.order_by("-starts_on", "-created_at")


def signatories_of(agreement: Agreement) -> QuerySet[Signatory]:
    """Who signs it, party by party."""
    return agreement.signatories.order_by("party", "full_name")


def missing_for_signature(agreement: Agreement) -> list[Reason]:
    """Everything that must be there before the agreement is sent to those who sign; empty when it can be sent."""
    signatories = list(agreement.signatories.all())
    return list(
        rules.why_not_send_agreement(
            state=agreement.state,
            has_text=bool(agreement.terms.strip() or agreement.document_id),
            is_document_clean=agreement.document is None or clean_copy_of(agreement.document) is not None,
            parties={row.party for row in signatories},
            unreachable=[row.full_name for row in signatories if not row.is_reachable],
            has_school=agreement.school_id is not None,
        )
    )


def is_evidence(stored: StoredFile) -> bool:
    """Whether an agreement or a credential holds this file."""
    holders: list[type[Checked]] = [*KINDS, ExclusionCheck]
    held = Agreement.objects.filter(Q(document=stored) | Q(signed_copy=stored)).exists()
    return held or any(model._default_manager.filter(evidence=stored).exists() for model in holders)


def sites_without_agreement() -> QuerySet[Site]:
    """Sites that take students only under an agreement, and have none in force."""
    in_force = Agreement.objects.filter(site=OuterRef("pk"), state=AgreementState.IN_FORCE)
    return Site.objects.filter(~Exists(in_force), needs_agreement=True).order_by("name")


def preceptors_without_licence() -> QuerySet[Preceptor]:
    """Preceptors of whom no licence was looked up."""
    return Preceptor.objects.filter(~Exists(Licence.objects.filter(preceptor=OuterRef("pk")))).order_by("full_name")


def _all(today: date, words: str, kind: str) -> Iterator[Ending]:
    if kind in ("", "agreement"):
        yield from _agreements(today, words)
    for model, (name, label) in KINDS.items():
        if kind in ("", name):
            yield from _credentials(model, name, label, today, words)
    if kind in ("", "licence"):
        for preceptor in _named(preceptors_without_licence(), "full_name", words):
            url = reverse("hosts:preceptor", args=[preceptor.pk])
            yield Ending("licence", _("Licence"), preceptor.full_name, preceptor.licence_state, "untold", url)
    if kind in ("", "exclusion"):
        yield from _checks(today, words)


def _agreements(today: date, words: str) -> Iterator[Ending]:
    label = _("Agreement")
    for row in _named(Agreement.objects.select_related("site"), "site__name", words):
        url = reverse("hosts:agreement", args=[row.pk])
        yield Ending("agreement", label, row.site.name, _title(row), agreement_standing(row, today), url, row.ends_on)
    for site in _named(sites_without_agreement(), "name", words):
        yield Ending("agreement", label, site.name, "", "untold", reverse("hosts:site", args=[site.pk]))


def agreement_standing(row: Agreement, today: date) -> str:
    """How an agreement stands: as it is signed, and how near its last day is."""
    if row.state in (AgreementState.DRAFTED, AgreementState.OUT):
        return "waiting"
    if row.state != AgreementState.IN_FORCE:
        return "expired" if row.state == AgreementState.EXPIRED else "ended"
    return standing_of(row.ends_on, today) if row.ends_on else "fine"


def _credentials(model: type[Credential], name: str, label: Words, today: date, words: str) -> Iterator[Ending]:
    for row in _named(model._default_manager.select_related("preceptor"), "preceptor__full_name", words):
        url = reverse(f"hosts:edit_{name}", args=[row.pk])
        standing = standing_of(row.expires_on, today)
        yield Ending(name, label, row.preceptor.full_name, str(row), standing, url, row.expires_on)


def _checks(today: date, words: str) -> Iterator[Ending]:
    newest = ExclusionCheck.objects.order_by("preceptor_id", "-checked_on", "-created_at").distinct("preceptor_id")
    rows = ExclusionCheck.objects.filter(pk__in=newest.values("pk")).select_related("preceptor")
    for row in _named(rows, "preceptor__full_name", words):
        url = reverse("hosts:preceptor", args=[row.preceptor_id])
        standing = "fine" if row.recheck_on is None else standing_of(row.recheck_on, today)
        if row.result != ExclusionCheck.Result.NOT_LISTED:
            standing = row.result  # whoever is listed, or perhaps listed, is not fine until the next look
        name, result = row.preceptor.full_name, row.get_result_display()
        yield Ending("exclusion", _("Exclusion check"), name, result, standing, url, row.recheck_on)


def _title(row: Agreement) -> str:
    return f"{row.title} · {row.school_name}" if row.school_name else row.title


def _named[T: Model](rows: QuerySet[T], column: str, words: str) -> Iterable[T]:
    return rows.filter(**{f"{column}__icontains": words}) if words else rows
