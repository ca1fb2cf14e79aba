"""Signing an agreement by signed links."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents.queries import clean_copy_of, read_file
from openrotations.hosts import rules
from openrotations.hosts.actions.mails import tell_office
from openrotations.hosts.models import Agreement, Signatory
from openrotations.hosts.queries.endings import missing_for_signature
from openrotations.hosts.queries.fingerprints import fingerprint
from openrotations.hosts.states import AGREEMENT_MOVES, AgreementState
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.rendering import link_path
from openrotations.people.actions import issue_link
from openrotations.people.models import SignedLink

LINK_LASTS = 60


@transaction.atomic
def send_agreement(agreement: Agreement, *, by: Actor, now: datetime) -> None:
    """Ask everybody to sign; from now on its text stays as it is. Refused with every reason at once."""
    agreement = Agreement.locked(agreement.pk)
    refuse_if(missing_for_signature(agreement))
    signatories = list(agreement.signatories.all())
    _fix_document(agreement)
    AGREEMENT_MOVES.move(agreement, AgreementState.OUT, sent_at=now, text_sha256=fingerprint(agreement))
    record("send_agreement", agreement, by=by, now=now, signatories=len(signatories))
    for row in signatories:
        _ask(row, agreement, by=by, now=now)


@transaction.atomic
def ask_again(signatory: Signatory, *, by: Actor, now: datetime) -> None:
    """A fresh link for somebody who has not signed; the older one stops working."""
    agreement = Agreement.locked(signatory.agreement_id)
    signatory = Signatory.locked(signatory.pk)
    refuse_if(rules.why_not_ask(state=agreement.state, is_signed=signatory.signed_at is not None))
    record("ask_to_sign_again", signatory, by=by, now=now, agreement=str(agreement.pk))
    _ask(signatory, agreement, by=by, now=now)


@transaction.atomic
def sign_agreement(
    signatory: Signatory, *, signed_name: str, signed_position: str, agrees: bool, seen: str, by: Actor, now: datetime
) -> None:
    """Sign. The last signature brings the agreement into force, and the office is told."""
    agreement = Agreement.locked(signatory.agreement_id)
    signatory = Signatory.locked(signatory.pk)
    refuse_if(
        rules.why_not_sign(
            state=agreement.state,
            is_signed=signatory.signed_at is not None,
            agrees=agrees,
            seen_sha256=seen,
            sha256=agreement.text_sha256,
        )
    )
    signatory.signed_name, signatory.signed_position = signed_name.strip(), signed_position.strip()
    signatory.signed_sha256, signatory.signed_at = agreement.text_sha256, now
    signatory.save(update_fields=["signed_name", "signed_position", "signed_sha256", "signed_at"])
    record("sign_agreement", signatory, by=by, now=now, agreement=str(agreement.pk), sha256=agreement.text_sha256)
    SignedLink.objects.filter(
        purpose="sign-agreement", subject_id=agreement.pk, holder_id=signatory.pk, used_at=None
    ).update(used_at=now)
    if not agreement.signatories.filter(signed_at=None).exists():
        AGREEMENT_MOVES.move(agreement, AgreementState.IN_FORCE, in_force_at=now)
        record("bring_into_force", agreement, by=by, now=now)
        tell_office("agreement_in_force", agreement, path=reverse("hosts:agreement", args=[agreement.pk]), now=now)


@transaction.atomic
def take_agreement_back(agreement: Agreement, *, by: Actor, now: datetime) -> None:
    """Make it a draft again; links to sign stop working. Refused once anybody has signed."""
    agreement = Agreement.locked(agreement.pk)
    signed = agreement.signatories.filter(signed_at__isnull=False).count()
    refuse_if(rules.why_not_take_back(state=agreement.state, signed=signed))
    AGREEMENT_MOVES.move(agreement, AgreementState.DRAFTED, sent_at=None, text_sha256="")
    links = SignedLink.objects.filter(purpose="sign-agreement", subject_id=agreement.pk, revoked_at=None)
    links.update(revoked_at=now)
    record("take_agreement_back", agreement, by=by, now=now)


def _fix_document(agreement: Agreement) -> None:
    """What is signed is the copy that the signers read: from now on its hash stands for the document."""
    copy = clean_copy_of(agreement.document) if agreement.document else None
    if copy:
        agreement.document_sha256 = hashlib.sha256(read_file(copy)).hexdigest()
        agreement.save(update_fields=["document_sha256"])


def _ask(signatory: Signatory, agreement: Agreement, *, by: Actor, now: datetime) -> None:
    link = issue_link(
        signatory, purpose="sign-agreement", subject_id=agreement.pk, not_for=None, days=LINK_LASTS, by=by, now=now
    )
    queue_message(
        "hosts/mail/sign_agreement.txt",
        Recipient.of_contact(signatory),
        context={"agreement": agreement, "site": agreement.site, "signatory": signatory},
        now=now,
        path=link_path("hosts:sign_agreement"),
        label=_("Read and sign"),
        link=link,
        about=agreement,
    )
