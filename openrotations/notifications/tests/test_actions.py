import smtplib
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.core import mail
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from openrotations.common.actors import PROGRAM
from openrotations.common.ports import free_port
from openrotations.common.servers import mailer_settings
from openrotations.notifications.actions import MOST_ATTEMPTS, requeue_stranded, retry_message, send_message
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import LINK_MARK, address_of, html_of, text_of
from openrotations.notifications.tests.factories import make_message
from openrotations.office.tests.factories import make_programme
from openrotations.people.actions import issue_link
from openrotations.people.adapters import CHANGES, AccountAdapter
from openrotations.people.models import SignedLink
from openrotations.people.tests.factories import make_person
from openrotations.people.tokens import hash_of
from openrotations.schools.tests.factories import make_registrar

pytestmark = pytest.mark.django_db


def a_link() -> SignedLink:
    registrar = make_registrar()
    return issue_link(
        registrar,
        purpose="school-answer",
        subject_id=registrar.pk,
        not_for=None,
        days=3,
        by=PROGRAM,
        now=timezone.now(),
    )


def test_a_message_and_its_job_vanish_with_the_transaction_that_caused_them() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        make_message()
        raise RuntimeError
    assert not Message.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="deliver_message").exists()


def test_a_message_is_sent_once_in_text_and_html() -> None:
    make_programme()
    message = make_message()
    assert send_message(message.pk, now=timezone.now())
    assert not send_message(message.pk, now=timezone.now())
    [sent] = mail.outbox
    assert sent.to == ["somebody@people.example"]
    assert "123456" in sent.body
    assert "123456" in sent.alternatives[0].content  # type: ignore[attr-defined]


def test_a_secret_text_is_wiped_once_sent() -> None:
    message = make_message(is_secret=True)
    send_message(message.pk, now=timezone.now())
    message.refresh_from_db()
    assert "123456" not in message.text


def test_no_usable_link_is_stored_but_the_sent_message_holds_one() -> None:
    link = a_link()
    message = make_message(path=f"/l/{LINK_MARK}/school/", label="Answer", link=link)
    token = address_of(message).split("/")[-3]
    assert hash_of(token) == link.token_hash
    assert token not in message.text + message.action_url
    assert token in text_of(message, "Office") and token in html_of(message, "Office")


def refuse_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any, fail_silently: bool = False, **unused: Any) -> int:
        raise smtplib.SMTPServerDisconnected("somebody@people.example")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)


def test_a_message_that_cannot_be_sent_waits_and_after_five_tries_staff_see_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refuse_mail(monkeypatch)
    message = make_message()
    for _attempt in range(MOST_ATTEMPTS):
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send_message(message.pk, now=timezone.now())
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", MOST_ATTEMPTS)
    assert "somebody@" not in message.last_error + caplog.text
    monkeypatch.undo()
    retry_message(message, by=PROGRAM, now=timezone.now())
    assert send_message(message.pk, now=timezone.now())


def test_what_a_killed_worker_left_is_queued_again_after_ten_minutes() -> None:
    message, now = make_message(), timezone.now()
    Message.objects.filter(pk=message.pk).update(state="sending", sending_at=now)
    assert requeue_stranded(now=now + timedelta(minutes=9)) == 0
    assert requeue_stranded(now=now + timedelta(minutes=11)) == 1
    assert send_message(message.pk, now=now + timedelta(minutes=12))


class Kept(MessageHandler):
    """A real SMTP server's mailbox."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.seen.append(message)


def test_messages_go_out_through_a_real_smtp_server() -> None:
    make_programme()
    kept = Kept()
    port = free_port(18025)
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    try:
        with override_settings(MAILERS={"default": mailer_settings(f"smtp://127.0.0.1:{port}")}):
            send_message(make_message().pk, now=timezone.now())
    finally:
        server.stop()
    [seen] = kept.seen
    assert seen["Subject"] == "Your code for Larkfield Rotations"
    assert [part.get_content_type() for part in seen.get_payload()] == ["text/plain", "text/html"]


def test_the_office_is_told_when_a_student_tries_a_link_about_themselves() -> None:
    from openrotations.people.actions import report_link_misuse
    from openrotations.people.tests.factories import make_person

    make_programme()
    registrar, student = make_registrar(), make_person("Alba Beispiel")
    link = issue_link(
        registrar, purpose="letter", subject_id=registrar.pk, not_for=student, days=3, by=PROGRAM, now=timezone.now()
    )
    report_link_misuse(link, by=PROGRAM, now=timezone.now())
    assert "Alba Beispiel" in Message.objects.get(template="notifications/mail/link_misused.txt").subject


@override_settings(DEMO=True)
def test_in_the_demo_a_code_stays_readable_because_no_mail_leaves() -> None:
    message = make_message(is_secret=True)
    send_message(message.pk, now=timezone.now())
    message.refresh_from_db()
    assert "123456" in message.text


def test_sign_in_mails_have_the_programmes_name_and_our_words() -> None:
    programme = make_programme()
    person, client = make_person(), Client()
    client.post(reverse("account_login"), {"login": person.email})
    code = Message.objects.get(to_email=person.email)
    assert code.subject == f"Your code for {programme.name}" and code.is_secret
    client.post(reverse("account_signup"), {"email": "new@people.example"})
    new = Message.objects.get(to_email="new@people.example")
    assert new.subject == f"Confirm your address for {programme.name}" and new.is_secret
    Client().post(reverse("account_signup"), {"email": person.email})
    known = Message.objects.get(to_email=person.email, is_secret=False)
    assert known.action_url == reverse("account_login")
    assert not any("Hello from" in each.text or "example.com" in each.text for each in (code, new, known))


@pytest.mark.parametrize("change", CHANGES)
def test_a_notice_says_what_has_changed(change: str) -> None:
    AccountAdapter().send_mail(change, "somebody@people.example", {})
    message = Message.objects.get()
    assert str(CHANGES[change]) in message.text and message.subject == "Your account at OpenRotations has changed"
