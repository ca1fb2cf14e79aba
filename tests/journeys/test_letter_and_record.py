"""From week two of a rotation to a letter handed over and a record that a stranger checks, through HTTP only."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.letters.models import LetterRequest
from openrotations.letters.tests.factories import CANARY, TEXT, make_running_now
from openrotations.logbook.tests.factories import make_day
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import address_of
from openrotations.people.tests.factories import make_staff
from openrotations.placements.actions import complete_placement
from openrotations.placements.models import Placement

pytestmark = pytest.mark.django_db


def newest_link(email: str) -> str:
    """The path behind the button of the newest message to this address."""
    message = Message.objects.filter(to_email=email).latest("queued_at", "created_at")
    return re.sub(r"^https?://[^/]+", "", address_of(message))


def ask(placement: Placement, *, choice: str) -> Client:
    """The student asks for a letter; returns their browser."""
    student = Client()
    student.force_login(placement.student.person)
    deadline = timezone.now().date() + timedelta(days=30)
    student.post(
        reverse("letters:ask", args=[placement.pk]),
        {
            "purpose": "Residency in internal medicine",
            "specialty": "Internal Medicine",
            "destination": "eras",
            "deadline_on": deadline.isoformat(),
            "choice": choice,
            "signed_as": placement.student.person.full_name,
        },
    )
    return student


def write_and_sign(placement: Placement) -> Client:
    """The preceptor agrees, writes, looks, signs and hands over, from one mailed link; returns their browser."""
    preceptor = Client()
    answer_page = newest_link(placement.offering.preceptor.email)
    assert preceptor.get(answer_page).status_code == 200
    writing_page = preceptor.post(answer_page, {"answer": "agree"}).headers["Location"]
    words = {"body": TEXT, "title": "MD", "telephone": "555 0100", "email": "writer@host.example"}
    kept = preceptor.post(f"{writing_page}draft/", words, headers={"X-Autosave": "1"})
    assert kept.status_code == 204
    # Another day, another device: the words are there.
    assert CANARY in Client().get(writing_page).content.decode()
    assert preceptor.get(f"{writing_page}preview.pdf")["Content-Type"] == "application/pdf"
    signed = preceptor.post(f"{writing_page}sign/", {**words, "signed_as": "A. Writer"}, follow=True)
    assert "Two steps are left" in signed.content.decode()
    preceptor.post(f"{writing_page}handed-over/")
    return preceptor


@pytest.mark.parametrize(("choice", "may_read"), [("waived", False), ("kept", True)])
def test_a_letter_is_asked_for_written_signed_and_handed_over(choice: str, may_read: bool) -> None:
    placement = make_running_now()
    student = ask(placement, choice=choice)
    write_and_sign(placement)
    request = LetterRequest.objects.get()
    assert request.state == "handed_over"
    page = student.get(reverse("letters:mine")).content.decode()
    assert "Handed over" in page and CANARY not in page
    assert student.get(reverse("letters:read", args=[request.pk])).status_code == (200 if may_read else 404)
    told_to = Message.objects.filter(to_person=placement.student.person)
    told = [message.template for message in told_to.order_by("queued_at")]
    assert [name.split("/")[-1] for name in told if name.startswith("letters/")] == [
        "answered.txt",
        "signed.txt",
        "handed_over.txt",
    ]


def test_a_completed_rotation_becomes_a_record_that_a_stranger_checks_and_a_director_revokes() -> None:
    placement = make_running_now(weeks_ago=8)
    make_day(placement, on=placement.dates.first, state="signed")
    complete_placement(placement, by=PROGRAM, now=timezone.now())
    student, stranger, director = Client(), Client(), Client()
    student.force_login(placement.student.person)
    mine = student.get(reverse("records:mine")).content.decode()
    found = re.search(r"\b(?:[2-9A-Y]{4}-){3}[2-9A-Y]{4}\b", mine)
    assert found
    answer = stranger.get(reverse("records:verify"), {"code": found[0].lower()}, follow=True)
    page = answer.content.decode()
    assert "This record is true" in page and placement.offering.title in page
    assert placement.student.person.email not in page
    director.force_login(make_staff("director"))
    record_page = re.search(r'href="(/my/record/[^"]+/)"', mine)
    assert record_page
    director.post(f"{record_page[1]}revoke/", {"because": "Issued by mistake"})
    page = stranger.get(reverse("records:verified", args=[found[0]])).content.decode()
    assert "This record was revoked" in page and placement.offering.title not in page
