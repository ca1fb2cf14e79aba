"""Agreements from the draft to the end, and what the database keeps as it is."""

from datetime import date, timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.documents.queries import read_file
from openrotations.documents.tests.factories import make_checked
from openrotations.hosts import actions, queries
from openrotations.hosts.evidence import Upload
from openrotations.hosts.models import Agreement, Signatory
from openrotations.hosts.signals import agreement_ended
from openrotations.hosts.states import AgreementState
from openrotations.hosts.tests.factories import make_agreement, make_signatory, make_site
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import SignedLink

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PDF = Upload(b"%PDF-1.7 an agreement", "application/pdf")
VALUES = {"title": "Affiliation agreement", "terms": "", "starts_on": date(2027, 1, 1), "ends_on": None}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def sent_out() -> tuple[Agreement, list[Signatory]]:
    make_programme()
    agreement = make_agreement()
    parties = [make_signatory(agreement, party) for party in ("programme", "site")]
    actions.send_agreement(agreement, by=PROGRAM, now=NOW)
    agreement.refresh_from_db()
    return agreement, parties


def sign(signatory: Signatory, seen: str, *, agrees: bool = True) -> None:
    actions.sign_agreement(
        signatory, signed_name="A. Signer", signed_position="", agrees=agrees, seen=seen, by=PROGRAM, now=NOW
    )


def test_everything_that_is_missing_is_said_at_once() -> None:
    agreement = make_agreement(terms="")
    make_signatory(agreement, "site", address_confirmed_at=None)
    with pytest.raises(Refused) as refused:
        actions.send_agreement(agreement, by=PROGRAM, now=NOW)
    assert codes(refused) == ["no-text", "nobody-for-programme", "not-reachable"]
    assert not Message.objects.exists()


def test_an_agreement_is_in_force_once_everybody_has_signed() -> None:
    agreement, [programme, site] = sent_out()
    assert SignedLink.objects.filter(purpose="sign-agreement").count() == 2
    sign(programme, agreement.text_sha256)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.OUT
    sign(site, agreement.text_sha256)
    agreement.refresh_from_db()
    site.refresh_from_db()
    assert agreement.state == AgreementState.IN_FORCE
    assert site.signed_sha256 == agreement.text_sha256 == queries.fingerprint(agreement)
    assert Message.objects.filter(template="hosts/mail/agreement_in_force.txt").count() == 1


@pytest.mark.parametrize(
    ("seen", "agrees", "code"), [("", False, ["no-statement", "another-text"]), ("x", True, ["another-text"])]
)
def test_nobody_signs_what_they_were_not_shown(seen: str, agrees: bool, code: list[str]) -> None:
    _agreement, [programme, _site] = sent_out()
    with pytest.raises(Refused) as refused:
        sign(programme, seen, agrees=agrees)
    assert codes(refused) == code


def test_a_signature_is_made_once_and_never_altered_or_deleted() -> None:
    agreement, [programme, _site] = sent_out()
    sign(programme, agreement.text_sha256)
    with pytest.raises(Refused):
        sign(programme, agreement.text_sha256)
    for change in ({"signed_name": "Somebody else"}, {"signed_at": None, "signed_name": "", "signed_sha256": ""}):
        with pytest.raises(Error), transaction.atomic():
            Signatory.objects.filter(pk=programme.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        programme.delete()
    with pytest.raises(Refused) as refused:
        actions.take_agreement_back(agreement, by=PROGRAM, now=NOW)
    assert codes(refused) == ["somebody-signed"]


@pytest.mark.parametrize("change", [{"terms": "Other terms."}, {"ends_on": date(2030, 1, 1)}, {"title": "Other"}])
def test_what_was_sent_out_stays_as_it_is(change: dict[str, object]) -> None:
    agreement, _parties = sent_out()
    with pytest.raises(Refused):
        actions.change_agreement(agreement, {**VALUES, **change}, document=None, by=PROGRAM, now=NOW)
    with pytest.raises(Error), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**change)


def test_taken_back_it_can_be_changed_and_its_links_have_stopped() -> None:
    agreement, [programme, _site] = sent_out()
    old = agreement.text_sha256
    actions.take_agreement_back(agreement, by=PROGRAM, now=NOW)
    assert not SignedLink.objects.filter(revoked_at=None).exists()
    actions.change_agreement(agreement, {**VALUES, "terms": "Other terms."}, document=PDF, by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.send_agreement(agreement, by=PROGRAM, now=NOW)
    assert codes(refused) == ["document-not-clean"]
    agreement.refresh_from_db()
    assert agreement.document
    make_checked(agreement.document)
    actions.send_agreement(agreement, by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        sign(programme, old)
    assert codes(refused) == ["another-text"]


def test_the_fingerprint_tells_any_two_texts_apart() -> None:
    agreement = make_agreement()
    known = {queries.fingerprint(agreement)}
    for name, value in {
        "terms": "x",
        "title": "x",
        "school_name": "x",
        "document_sha256": "x",
        "ends_on": None,
    }.items():
        setattr(agreement, name, value)
        known.add(queries.fingerprint(agreement))
    assert len(known) == 6


def test_what_was_signed_on_paper_comes_into_force_with_its_copy() -> None:
    agreement = actions.draft_agreement(make_site(), VALUES, document=None, by=PROGRAM, now=NOW)
    actions.take_in_paper(agreement, PDF, by=PROGRAM, now=NOW)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.IN_FORCE
    assert agreement.signed_copy and read_file(agreement.signed_copy) == PDF.content


def test_ending_one_that_was_in_force_is_announced_and_needs_a_reason() -> None:
    heard: list[object] = []

    def listen(sender: object, **said: object) -> None:
        heard.append(said["agreement"])

    make_programme()
    agreement_ended.connect(listen)
    draft, agreement = make_agreement(), make_agreement(state=AgreementState.IN_FORCE)
    with pytest.raises(Refused):
        actions.end_agreement(agreement, because=" ", by=PROGRAM, now=NOW)
    for each in (draft, agreement):
        actions.end_agreement(each, because="The hospital closes its teaching.", by=PROGRAM, now=NOW)
    assert heard == [agreement]


def test_whoever_signs_stands_once_and_a_school_needs_to_be_named() -> None:
    agreement = make_agreement()
    first = make_signatory(agreement)
    person = {"party": "school", "full_name": "A", "position": "", "email": first.email.upper()}
    with pytest.raises(Refused) as refused:
        actions.add_signatory(agreement, person, by=PROGRAM, now=NOW)
    assert codes(refused) == ["signatory-listed", "no-school"]
    actions.remove_signatory(first, by=PROGRAM, now=NOW)
    actions.add_signatory(agreement, {**person, "party": "site"}, by=PROGRAM, now=NOW)


def test_asked_again_the_older_link_stops() -> None:
    _agreement, [programme, _site] = sent_out()
    actions.ask_again(programme, by=PROGRAM, now=NOW + timedelta(days=1))
    links = SignedLink.objects.filter(holder_id=programme.pk).order_by("created_at")
    assert [link.works_at(NOW + timedelta(days=2)) for link in links] == [False, True]
