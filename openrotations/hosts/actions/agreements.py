"""Agreements until they are signed, and after they end."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents.actions import remove_file
from openrotations.documents.models import StoredFile
from openrotations.hosts import rules
from openrotations.hosts.actions.files import keep_upload
from openrotations.hosts.evidence import Upload
from openrotations.hosts.models import Agreement, Signatory, Site
from openrotations.hosts.signals import agreement_ended
from openrotations.hosts.states import AGREEMENT_MOVES, AgreementState


@transaction.atomic
def draft_agreement(
    site: Site, values: dict[str, Any], *, document: Upload | None, by: Actor, now: datetime
) -> Agreement:
    """A new agreement with a site, not sent to anybody yet."""
    agreement = Agreement(site=site, **values)
    _attach(agreement, document, by=by, now=now)
    agreement.save(force_insert=True)
    record("draft_agreement", agreement, by=by, now=now, site=str(site.pk), school=str(agreement.school_id or ""))
    return agreement


@transaction.atomic
def change_agreement(
    agreement: Agreement, values: dict[str, Any], *, document: Upload | None, by: Actor, now: datetime
) -> None:
    """Save a draft. Refused once somebody was asked to sign it."""
    agreement = Agreement.locked(agreement.pk)
    refuse_if(rules.why_not_change_agreement(state=agreement.state))
    old = agreement.document
    for name, value in values.items():
        setattr(agreement, name, value)
    _attach(agreement, document, by=by, now=now)
    agreement.save(update_fields=[*values, "document", "document_sha256"])
    record("change_agreement", agreement, by=by, now=now, fields=sorted(values))
    if old and agreement.document != old:
        remove_file(old, by=by, now=now)


@transaction.atomic
def add_signatory(agreement: Agreement, values: dict[str, Any], *, by: Actor, now: datetime) -> Signatory:
    """Somebody who is to sign for a party; the address is not confirmed yet."""
    agreement = Agreement.locked(agreement.pk)
    email = values["email"].lower()
    is_listed = agreement.signatories.filter(email=email).exists()
    refuse_if([*rules.why_not_change_agreement(state=agreement.state), *rules.why_not_add_signatory(
        is_listed=is_listed, party=values["party"], has_school=agreement.school_id is not None)])  # fmt: skip
    signatory = Signatory.objects.create(agreement=agreement, **{**values, "email": email})
    record("add_signatory", signatory, by=by, now=now, agreement=str(agreement.pk), party=signatory.party)
    return signatory


@transaction.atomic
def remove_signatory(signatory: Signatory, *, by: Actor, now: datetime) -> None:
    """Somebody else will sign. Refused once the agreement is out."""
    agreement = Agreement.locked(signatory.agreement_id)
    refuse_if(rules.why_not_change_agreement(state=agreement.state))
    record("remove_signatory", signatory, by=by, now=now, agreement=str(agreement.pk))
    signatory.delete()


@transaction.atomic
def take_in_paper(agreement: Agreement, signed_copy: Upload, *, by: Actor, now: datetime) -> None:
    """An agreement that was signed on paper comes into force, with the signed copy kept."""
    agreement = Agreement.locked(agreement.pk)
    refuse_if(rules.why_not_change_agreement(state=agreement.state))
    kept = _stored(signed_copy, by=by, now=now)
    AGREEMENT_MOVES.move(agreement, AgreementState.IN_FORCE, in_force_at=now, signed_copy=kept)
    record("take_in_paper", agreement, by=by, now=now)


@transaction.atomic
def end_agreement(agreement: Agreement, *, because: str, by: Actor, now: datetime) -> None:
    """End an agreement, or give up a draft. Placements that are made stay; the office is told which they are."""
    agreement = Agreement.locked(agreement.pk)
    refuse_if(rules.why_not_end(because=because))
    was_in_force = agreement.state == AgreementState.IN_FORCE
    AGREEMENT_MOVES.move(agreement, AgreementState.ENDED, ended_at=now, ended_because=because.strip()[:300])
    record("end_agreement", agreement, by=by, now=now)
    if was_in_force:
        agreement_ended.send(Agreement, agreement=agreement, by=by, now=now)


def _attach(agreement: Agreement, document: Upload | None, *, by: Actor, now: datetime) -> None:
    if document:
        agreement.document = _stored(document, by=by, now=now)
        agreement.document_sha256 = hashlib.sha256(document.content).hexdigest()


def _stored(upload: Upload, *, by: Actor, now: datetime) -> StoredFile:
    return keep_upload(upload, kind="agreement", stem="agreement", by=by, now=now)
