"""A host signs a letter of invitation, the student downloads it, and anybody checks its code."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from openrotations.catalogue.models import Offering
from openrotations.common.actors import PROGRAM
from openrotations.common.tests.printing import words_of_pdf
from openrotations.desk.hosts.tests.desks import Host, make_host, opening_at, placed
from openrotations.desk.invitations import actions, queries
from openrotations.desk.models import Invitation
from openrotations.hosts.models import Site
from openrotations.hosts.tests.factories import make_preceptor
from openrotations.notifications.models import Message
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.schools.models import Student

pytestmark = pytest.mark.django_db
SIGNED = {"signed_as": "Ada Example", "title": "Coordinator of students", "telephone": "+1 555 0100", "no_pay": "on"}


@pytest.fixture
def host() -> Host:
    cache.clear()
    return make_host()


@pytest.fixture
def coming(host: Host) -> Placement:
    return placed(opening_at(host), PlacementState.CONFIRMED, confirmed_by=host.coordinator)


def signed(host: Host, placement: Placement, **more: Any) -> Invitation:
    assert host.post("host_invite", placement.pk, sent={**SIGNED, **more}).status_code == 302
    return Invitation.objects.get(placement=placement, withdrawn_at=None)


def printed(client: Client, placement: Placement) -> str:
    response = client.get(reverse("desk:invitation_file", args=[placement.pk]))
    assert response.status_code == 200
    return words_of_pdf(b"".join(response))


def checked(letter: Invitation) -> str:
    return Client().get(reverse("desk:invitation_checked", args=[letter.code])).content.decode()


def test_a_host_signs_what_is_arranged_and_the_student_has_it(host: Host, coming: Placement, client: Client) -> None:
    assert "What it says" in host.get("host_invite", coming.pk).content.decode()
    assert not Invitation.objects.exists(), "looking signs nothing"
    letter = signed(host, coming)
    assert Message.objects.get(template="desk/mail/invitation_signed.txt").to_email == coming.student.person.email
    client.force_login(coming.student.person)
    text = printed(client, coming)
    for words in (coming.student.person.full_name, host.site.name, "Ada Example", letter.code, "We pay the student"):
        assert words in text
    assert "promises none" in text and "B-1" not in text
    assert "Hands-on, under the supervision" in text and "Observation" not in text and "[" not in text
    assert "This letter holds" in checked(letter)
    assert "This letter holds" in client.get(reverse("desk:invitation", args=[coming.pk])).content.decode()


def test_only_what_is_known_or_stated_stands_in_it(host: Host, coming: Placement, client: Client) -> None:
    Student.objects.update(enrolment=Student.Enrolment.STATED)
    coming.refresh_from_db()
    client.force_login(coming.student.person)
    signed(host, coming, no_pay="")
    text = printed(client, coming)
    assert "pay" not in text.lower() and "has confirmed" not in text and "affiliation" not in text.lower()
    Student.objects.update(enrolment=Student.Enrolment.CONFIRMED)
    coming.refresh_from_db()
    signed(host, coming)
    assert "The school has confirmed" in printed(client, coming)


def test_whoever_checks_the_code_reads_that_something_changed(host: Host, coming: Placement) -> None:
    letter = signed(host, coming)
    coming.supervised_by = make_preceptor(host.site)
    coming.save()
    assert "Something has changed" in checked(letter)
    newer = signed(host, coming)
    assert newer.code != letter.code
    assert "was taken back" in checked(letter) and "This letter holds" in checked(newer)
    coming.state = PlacementState.CANCELLED
    coming.save()
    assert "does not hold" in checked(newer)


def test_a_letter_of_a_cancelled_rotation_is_printed_for_nobody(host: Host, coming: Placement, client: Client) -> None:
    signed(host, coming)
    page, file = (reverse(f"desk:{name}", args=[coming.pk]) for name in ("invitation", "invitation_file"))
    client.force_login(coming.student.person)
    assert file in client.get(page).content.decode() and client.get(file).status_code == 200
    coming.state = PlacementState.CANCELLED
    coming.save()
    text = client.get(page).content.decode()
    assert file not in text and "does not hold" in text and client.get(file).status_code == 404
    client.force_login(make_staff(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(file).status_code == 404
    assert client.post(reverse("desk:withdraw_invitation", args=[coming.pk])).status_code == 302


def test_a_letter_is_never_altered_or_deleted(host: Host, coming: Placement) -> None:
    letter = signed(host, coming)
    changes: list[dict[str, Any]] = [{"code": "2222-2222-2222-2222"}, {"content": {}}]
    for change in changes:
        with pytest.raises(ProgrammingError), transaction.atomic():
            Invitation.objects.filter(pk=letter.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        letter.delete()


@pytest.mark.parametrize("state", [PlacementState.ACCEPTED, PlacementState.ACTIVE, PlacementState.COMPLETED])
def test_a_letter_is_signed_between_the_yes_and_day_one(host: Host, state: str) -> None:
    placement = placed(opening_at(host), state)
    assert "cannot be signed now" in host.get("host_invite", placement.pk).content.decode()
    assert host.post("host_invite", placement.pk, sent=SIGNED).status_code == 422
    assert not Invitation.objects.exists()


def test_hands_on_work_of_a_graduate_goes_to_the_office_first(host: Host, coming: Placement, client: Client) -> None:
    Student.objects.update(status=Student.Status.GRADUATE)
    response = host.post("host_invite", coming.pk, sent=SIGNED)
    assert response.status_code == 422 and "The office looks at it first" in response.content.decode()
    Offering.objects.update(participation=Offering.Participation.OBSERVATION)
    assert host.post("host_invite", coming.pk, sent=SIGNED).status_code == 302
    client.force_login(coming.student.person)
    text = printed(client, coming)
    assert "no part in the care of patients" in text and "Hands-on" not in text and "graduate of" in text


def test_counsel_is_asked_where_the_text_on_clerkships_may_not_reach(host: Host, coming: Placement) -> None:
    checked_on = {"teaching_source": "the school's own list", "teaching_checked_on": coming.dates.first}
    Site.objects.update(us_school_affiliation=True, **checked_on)
    signed(host, coming)
    assert not Message.objects.filter(template="desk/mail/invitation_counsel.txt").exists()
    Site.objects.update(us_school_affiliation=None)
    signed(host, coming)
    assert Message.objects.filter(template="desk/mail/invitation_counsel.txt").count() == 1


def test_without_a_name_and_a_position_nothing_is_signed(host: Host, coming: Placement) -> None:
    for wrong in ({"signed_as": " "}, {"title": ""}, {"signed_as": "x" * 1_000_000}, {"title": "a\x00b"}):
        response = host.post("host_invite", coming.pk, sent={**SIGNED, **wrong})
        assert response.status_code == 422
    assert "+1 555 0100" in response.content.decode() and not Invitation.objects.exists()


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd") $x$ *b*', "عائشة بنت المثال", "abc\u202egpj.exe", "<b>x</b>", "例子李"]
)
def test_hostile_names_are_printed_as_text(host: Host, coming: Placement, client: Client, text: str) -> None:
    letter = signed(host, coming, signed_as=text)
    client.force_login(coming.student.person)
    page = printed(client, coming)
    assert "root:" not in page and "\u202e" not in page
    assert "<b>x</b>" not in checked(letter)


def test_a_student_asks_for_the_letter_once_a_day(host: Host, coming: Placement, client: Client) -> None:
    client.force_login(coming.student.person)
    path = reverse("desk:invitation", args=[coming.pk])
    assert "Ask the host" in client.get(path).content.decode()
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 422
    message = Message.objects.get(template=queries.ASKED)
    assert message.to_email == host.coordinator.email and message.link is not None
    assert "/invitation/" in message.action_url
    signed(host, coming)
    assert client.post(path).status_code == 422


def test_nobody_else_reads_the_letter(host: Host, coming: Placement, client: Client) -> None:
    letter = signed(host, coming)
    client.force_login(make_person())
    for name in ("invitation", "invitation_file"):
        assert client.get(reverse(f"desk:{name}", args=[coming.pk])).status_code == 404
    assert client.post(reverse("desk:withdraw_invitation", args=[coming.pk])).status_code == 404
    assert make_host().get("host_invite", coming.pk).status_code == 404
    for code in ("2222-2222-2222-2222", "unknown", letter.code[:-1] + ("3" if letter.code[-1] == "2" else "2")):
        assert client.get(reverse("desk:invitation_checked", args=[code])).status_code == 404


def test_the_office_takes_a_letter_back(host: Host, coming: Placement, client: Client) -> None:
    letter = signed(host, coming)
    client.force_login(make_staff())
    client.post(reverse("desk:withdraw_invitation", args=[coming.pk]))
    assert "was taken back" in checked(letter)
    letter.refresh_from_db()
    actions.withdraw_invitation(letter, by=PROGRAM, now=coming.state_since_at)
    before = letter.withdrawn_at
    letter.refresh_from_db()
    assert letter.withdrawn_at == before
    assert client.get(reverse("desk:invitation_file", args=[coming.pk])).status_code == 404


def test_codes_are_not_guessed(host: Host, coming: Placement) -> None:
    letter = signed(host, coming)
    browser = Client()
    for _wrong in range(10):
        browser.get(reverse("desk:invitation_checked", args=["2222-2222-2222-2222"]))
    assert browser.get(reverse("desk:invitation_checked", args=[letter.code])).status_code == 429
    cache.clear()


def test_what_the_school_took_back_makes_the_letter_out_of_date(host: Host, coming: Placement) -> None:
    Student.objects.update(enrolment=Student.Enrolment.CONFIRMED)
    coming.refresh_from_db()
    letter = signed(host, coming)
    assert "This letter holds" in checked(letter)
    Student.objects.update(enrolment=Student.Enrolment.REFUSED)
    assert "Something has changed" in checked(letter)
