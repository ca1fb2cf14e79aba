"""A waived letter and its student: no page, file, message, log or trail holds a word of it. With the twin."""

from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse

from openrotations.audit.models import Entry
from openrotations.documents.queries import read_file
from openrotations.letters import access, actions
from openrotations.letters.drafts import Draft
from openrotations.letters.models import LetterRequest
from openrotations.letters.tests.factories import CANARY, TEXT, make_agreed, make_signed, token_of, writer
from openrotations.notifications.models import Message
from tests.addresses import Address, addresses

pytestmark = pytest.mark.django_db


def ids_of(request: LetterRequest) -> dict[str, list[UUID | str]]:
    """What the student could put into an address, by the name of the argument; "" for every other name."""
    placement = request.placement
    mine = [request.pk, placement.pk, request.letter.pk, placement.student_id, placement.student.person_id]
    if request.letter.pdf_id:
        mine.append(request.letter.pdf_id)
    return {
        "token": [token_of(request)],
        "code": ["unknown"],
        "request_id": [request.pk],
        "placement_id": [placement.pk],
        "": [*mine],
    }


def calls(address: Address, known: dict[str, list[UUID | str]]) -> Iterator[str]:
    """The paths of this address for every combination of what the student knows."""
    name = address.name
    for values in product(*(known.get(argument, known[""]) for argument in address.arguments)):
        try:
            yield reverse(name, kwargs=dict(zip(address.arguments, values, strict=True)))
        except NoReverseMatch:
            continue


def body_of(answer: HttpResponseBase) -> bytes:
    """The body and the headers of an answer, whatever its kind."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items()).encode()
    if isinstance(answer, StreamingHttpResponse):
        return headers + b"".join(answer.streaming_content)  # type: ignore[arg-type]
    return headers + bytes(answer.content)  # type: ignore[attr-defined]


def leaks(request: LetterRequest, secrets: list[bytes], *, posts: bool = False) -> list[str]:
    """Every address and method by which the student of this request gets one of the secrets.

    GET with everything the student knows; with `posts`, POST once to every address too.
    """
    client = Client(raise_request_exception=False)
    client.force_login(request.placement.student.person)
    signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
    found, called = [], 0
    for address in addresses():
        paths = list(calls(address, ids_of(request)))
        for method, path in [*(("get", path) for path in paths), *(("post", path) for path in paths[:1] if posts)]:
            with transaction.atomic():
                # Whatever the last call did, signing out included, is undone.
                client.cookies[settings.SESSION_COOKIE_NAME] = signed_in
                answer = getattr(client, method)(path)
                called += 1
                body = body_of(answer)
                if any(secret in body for secret in secrets):
                    found.append(f"{method} {address.name}")
                transaction.set_rollback(True)
    assert called > 50
    return found


def secrets_of(request: LetterRequest) -> list[bytes]:
    """The canary, and the bytes of the PDF itself, in which the text stands compressed."""
    stored = request.letter.pdf
    return [CANARY.encode(), *([read_file(stored)[-400:]] if stored else [])]


@pytest.mark.slow
def test_no_address_gives_a_waived_letter_to_its_student(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    request = make_signed(is_waived=True)
    assert leaks(request, secrets_of(request), posts=True) == []
    assert CANARY not in caplog.text


@pytest.mark.slow
def test_nor_its_draft() -> None:
    request = make_agreed(is_waived=True)
    actions.keep_draft(request, Draft(body=TEXT), by=writer(request), now=request.asked_at)
    assert leaks(LetterRequest.objects.get(pk=request.pk), [CANARY.encode()]) == []


@pytest.mark.slow
def test_twin_without_the_waiver_check_the_letter_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    request = make_signed(is_waived=True)
    monkeypatch.setattr(access, "may_read", lambda request: True)
    assert leaks(request, secrets_of(request)) == ["get letters:read"]


def test_a_letter_that_was_not_waived_is_read_only_after_signing() -> None:
    client = Client()
    written = make_agreed(is_waived=False)
    actions.keep_draft(written, Draft(body=TEXT), by=writer(written), now=written.asked_at)
    client.force_login(written.placement.student.person)
    assert client.get(reverse("letters:read", args=[written.pk])).status_code == 404
    signed = make_signed(is_waived=False)
    client.force_login(signed.placement.student.person)
    answer = client.get(reverse("letters:read", args=[signed.pk]))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert Entry.objects.filter(action="open_letter", subject_id=str(signed.pk)).count() == 1


@pytest.mark.parametrize("state", ["asked", "agreed", "declined", "redirected", "drafted", "withdrawn"])
def test_in_no_state_before_signing_or_after_withdrawing_is_a_letter_readable(state: str) -> None:
    assert not access.may_read(LetterRequest(is_waived=False, state=state))


@pytest.mark.parametrize("state", ["signed", "handed_over", "confirmed"])
def test_a_waived_letter_is_readable_in_no_state(state: str) -> None:
    assert access.may_read(LetterRequest(is_waived=False, state=state))
    assert not access.may_read(LetterRequest(is_waived=True, state=state))


def test_no_message_and_no_entry_of_the_trail_holds_a_word_of_it() -> None:
    request = make_signed()
    actions.open_letter(request, by=writer(request), now=request.asked_at)
    actions.hand_over_letter(request, by=writer(request), now=request.asked_at)
    assert Message.objects.count() >= 4 and Entry.objects.count() >= 8
    for message in Message.objects.all():
        assert CANARY not in message.subject + message.text
    for entry in Entry.objects.all():
        assert CANARY not in entry.body and "size" not in entry.body


def statuses(request: LetterRequest) -> bytes:
    """What the student reads about letters, without what changes with every page."""
    client = Client()
    client.force_login(request.placement.student.person)
    page: Any = client.get(reverse("letters:mine"))
    return bytes(page.content).split(b"<main")[1].split(b"</main>")[0]


def test_the_status_says_nothing_of_length_or_edits() -> None:
    request = make_agreed()
    actions.keep_draft(request, Draft(body="Short."), by=writer(request), now=request.asked_at)
    before = statuses(request)
    for edit in range(3):
        actions.keep_draft(request, Draft(body="Long. " * 900 * edit), by=writer(request), now=request.asked_at)
    assert statuses(request) == before
    letter = LetterRequest.objects.get(pk=request.pk).letter
    assert letter.drafted_at


def test_a_student_who_opens_the_writers_link_is_refused_and_it_is_noted() -> None:
    request = make_signed()
    client = Client()
    client.force_login(request.placement.student.person)
    for name in ("answer", "write", "preview"):
        assert client.get(reverse(f"letters:{name}", args=[token_of(request)])).status_code == 403
    assert Entry.objects.filter(action="report_link_misuse").count() == 3


def test_the_office_reads_the_status_and_never_the_letter() -> None:
    from openrotations.people.tests.factories import make_staff

    request = make_signed(is_waived=False)
    client = Client()
    client.force_login(make_staff("director"))
    assert client.get(reverse("letters:read", args=[request.pk])).status_code == 404
