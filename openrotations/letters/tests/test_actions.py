import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.refusals import Refused
from openrotations.documents.queries import read_file
from openrotations.hosts.tests.factories import make_preceptor
from openrotations.letters import actions
from openrotations.letters.drafts import Draft, opened_draft
from openrotations.letters.models import Letter, LetterRequest
from openrotations.letters.signals import letter_signed
from openrotations.letters.tests.factories import (
    CANARY,
    TEXT,
    make_agreed,
    make_request,
    make_running_now,
    make_signed,
    writer,
)
from openrotations.letters.wordings import current_waiver
from openrotations.notifications.models import Message
from openrotations.people.actions import revoke_link

pytestmark = pytest.mark.django_db


def sent(template: str) -> list[Message]:
    return list(Message.objects.filter(template=f"letters/mail/{template}.txt"))


def test_asking_writes_to_the_preceptor_with_a_link_that_the_student_may_not_use() -> None:
    request = make_request()
    [message] = sent("asked")
    assert message.to_email == request.placement.offering.preceptor.email
    assert message.link == request.link
    assert request.link and request.link.not_for == request.placement.student.person


@pytest.mark.parametrize("is_waived", [True, False])
def test_waiving_or_not_makes_no_difference_and_is_kept_with_its_text_name_and_moment(is_waived: bool) -> None:
    now = timezone.now()
    request = make_request(is_waived=is_waived, now=now)
    assert (request.state, request.waiver_text) == ("asked", current_waiver().id)
    assert (request.is_waived, request.waiver_signed_at) == (is_waived, now)
    assert request.waiver_signed_as == request.placement.student.person.full_name


def test_an_unconfirmed_address_gets_no_link() -> None:
    placement = make_running_now()
    preceptor = placement.offering.preceptor
    preceptor.address_confirmed_at = None
    preceptor.save()
    with pytest.raises(Refused, match="address-not-confirmed"):
        make_request(placement)
    assert not LetterRequest.objects.exists() and not sent("asked")


def test_asking_twice_for_the_same_destination_is_refused() -> None:
    request = make_request()
    with pytest.raises(Refused, match="asked-already"):
        make_request(request.placement)
    make_request(request.placement, destination="carms")


def test_the_answer_reaches_the_student_with_the_preceptors_words() -> None:
    request = make_request()
    actions.suggest_another_writer(request, "Dr. Sample knows you better", by=writer(request), now=timezone.now())
    [message] = sent("answered")
    assert message.to_person == request.placement.student.person
    assert "Dr. Sample knows you better" in message.text


def test_a_colleague_without_a_name_is_no_suggestion() -> None:
    request = make_request()
    with pytest.raises(Refused, match="no-name"):
        actions.suggest_another_writer(request, " ", by=writer(request), now=timezone.now())


def test_a_writer_answers_once() -> None:
    request = make_agreed()
    with pytest.raises(Refused, match="answered"):
        actions.decline_to_write(request, "", by=writer(request), now=timezone.now())


def test_a_draft_is_kept_sealed_with_a_key_of_its_own() -> None:
    request = make_agreed()
    for body in ("first", TEXT):
        actions.keep_draft(request, Draft(body=body), by=writer(request), now=timezone.now())
    letter = Letter.objects.get(request=request)
    assert CANARY.encode() not in bytes(letter.sealed_draft)
    kept = opened_draft(letter)
    assert kept and kept.body == TEXT
    assert Entry.objects.filter(action="begin_letter").count() == 1


def test_nothing_is_written_before_agreeing_or_after_signing() -> None:
    asked, signed = make_request(), make_signed()
    for request in (asked, signed):
        with pytest.raises(Refused):
            actions.keep_draft(request, Draft(body="more"), by=writer(request), now=timezone.now())


def test_signing_keeps_the_pdf_wipes_the_draft_and_announces_it() -> None:
    heard = []
    letter_signed.connect(lambda **words: heard.append(words["request"].pk), weak=False, dispatch_uid="test")
    try:
        request = make_signed()
    finally:
        letter_signed.disconnect(dispatch_uid="test")
    assert heard == [request.pk]
    assert request.state == "signed" and bytes(request.letter.sealed_draft) == b""
    assert request.letter.pdf and read_file(request.letter.pdf).startswith(b"%PDF")
    assert len(sent("signed")) == 1


def test_characters_without_a_font_are_refused_by_name_and_nothing_is_lost() -> None:
    request = make_agreed()
    draft = Draft(body="A very good student \U0001f9ec")
    actions.keep_draft(request, draft, by=writer(request), now=timezone.now())
    with pytest.raises(Refused) as refused:
        actions.sign_letter(request, draft, signed_as="A. Writer", by=writer(request), now=timezone.now())
    assert "\U0001f9ec" in str(refused.value.reasons[0].text)
    assert opened_draft(Letter.objects.get(request=request)) == draft


def test_a_letter_of_thirty_thousand_letters_is_still_small_enough() -> None:
    body = "\n\n".join(["This student read every paper that I named and asked what it left open. " * 6] * 60)
    request = make_signed(body=body[:30_000])
    assert request.letter.pdf and len(read_file(request.letter.pdf)) <= 500_000


def test_the_signed_pdf_is_what_application_services_take(tmp_path: Path) -> None:
    request = make_signed(body=TEXT + "\n\nΔημήτρης, Łukasz, Юлія, محمد")
    assert request.letter.pdf
    file = tmp_path / "letter.pdf"
    file.write_bytes(read_file(request.letter.pdf))
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert "612 x 792 pts (letter)" in facts
    assert "Encrypted:       no" in facts and "Form:            none" in facts and "JavaScript:      no" in facts
    assert file.stat().st_size <= 500_000
    fonts = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all(line.split()[-5] == "yes" for line in fonts)  # the column "emb"
    subprocess.run(["qpdf", "--check", file], capture_output=True, check=True)
    shown = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
    site = request.placement.offering.site
    for words in (site.name, site.street, "A. Writer", "555 0100", request.placement.student.person.full_name):
        assert words in shown
    assert "The student has waived the right to read this letter." in shown
    if shutil.which("pdfsig"):
        signatures = subprocess.run(["pdfsig", file], capture_output=True, text=True).stdout
        assert "does not contain any signatures" in signatures


def test_handing_over_comes_after_signing_and_is_told_to_the_student() -> None:
    request = make_agreed()
    with pytest.raises(Refused):
        actions.hand_over_letter(request, by=writer(request), now=timezone.now())
    request = make_signed()
    actions.hand_over_letter(request, by=writer(request), now=timezone.now())
    assert len(sent("handed_over")) == 1


def test_the_writer_is_reminded_three_times_and_no_more() -> None:
    request = make_agreed()
    assert request.deadline_on
    told = []
    for day in range(-10, 20):
        moment = timezone.now() + (request.deadline_on - timezone.now().date()) + timedelta(days=day)
        if actions.remind_writers(now=moment):
            told.append(day)
        assert actions.remind_writers(now=moment) == 0
    # The site's calendar may be a day behind UTC.
    assert len(told) == 3 and all(late - due in (0, 1) for late, due in zip(told, (-7, 0, 3), strict=True))
    assert len(sent("reminder")) == 3


def test_nobody_is_reminded_of_a_letter_that_is_handed_over() -> None:
    request = make_signed()
    actions.hand_over_letter(request, by=writer(request), now=timezone.now())
    assert actions.remind_writers(now=timezone.now() + timedelta(days=45)) == 0


def test_whoever_takes_the_preceptors_place_gets_no_link_to_the_letter() -> None:
    request = make_agreed()
    asked = request.writer
    offering = request.placement.offering
    offering.preceptor = make_preceptor(site=offering.site)
    offering.save()
    assert request.deadline_on
    due = timezone.now() + (request.deadline_on - timezone.now().date())
    # The old link has ended: a fresh one goes to whoever was asked and agreed, and never to the newcomer.
    assert request.link
    revoke_link(request.link, by=writer(request), now=timezone.now())
    assert actions.remind_writers(now=due) == 1
    assert [message.to_email for message in sent("reminder")] == [asked.email]


def test_the_letter_is_asked_of_whom_the_host_named() -> None:
    placement = make_running_now()
    placement.supervised_by = named = make_preceptor(site=placement.offering.site)
    placement.save()
    request = make_request(placement)
    assert request.link and request.link.holder_id == named.pk
