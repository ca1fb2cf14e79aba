"""A candidate before the yes, and who supervises afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.desk.hosts.tests.desks import Host, make_host, opening_at, placed
from openrotations.documents.states import DocumentState
from openrotations.documents.tests.factories import make_document
from openrotations.hosts.tests.factories import make_licence, make_preceptor
from openrotations.notifications.models import Message
from openrotations.placements.models import Placement
from openrotations.placements.states import EndedBy, PlacementState

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(host: Host) -> Placement:
    return placed(opening_at(host), PlacementState.ACCEPTED, host_asked_at=timezone.now())


def test_a_host_reads_who_would_come_and_no_private_paper(host: Host, asked: Placement) -> None:
    text = host.get("host_student", asked.pk).content.decode()
    student = asked.student
    for words in (student.person.full_name, student.school.name, "Enrolled", "1 Jul 2028"):
        assert words in text
    for words in (student.person.email, str(asked.price)):
        assert words not in text


def test_a_host_reads_an_accepted_cv_and_the_trail_says_so(host: Host, asked: Placement) -> None:
    person = asked.student.person
    make_document(person, "identity")
    make_document(person, "cv", DocumentState.IN_REVIEW)
    assert "No CV is here yet" in host.get("host_student", asked.pk).content.decode()
    assert host.get("host_cv", asked.pk).status_code == 404
    make_document(person, "cv", content=b"%PDF-1.4 a life")
    assert "Read the CV" in host.get("host_student", asked.pk).content.decode()
    response = host.get("host_cv", asked.pk)
    assert b"".join(response) == b"%PDF-1.4 a life" and "no-store" in response["Cache-Control"]
    assert Entry.objects.get(action="open_cv").actor_id == str(host.coordinator.pk)
    assert make_host().get("host_cv", asked.pk).status_code == 404


@pytest.mark.parametrize(("state", "status"), [(PlacementState.ACTIVE, 200), (PlacementState.COMPLETED, 404)])
def test_a_cv_is_read_until_the_rotation_is_over(host: Host, state: str, status: int) -> None:
    there = placed(opening_at(host), state, host_asked_at=timezone.now())
    make_document(there.student.person, "cv", content=b"%PDF-1.4 a life")
    assert host.get("host_cv", there.pk).status_code == status
    assert host.get("host_student", there.pk).status_code == 200


def test_a_yes_names_who_supervises_and_whom_to_ask_for(host: Host, asked: Placement) -> None:
    other = make_preceptor(host.site)
    sent = {"answer": "confirm", "supervisor": str(other.pk), "day_one_contact": "Desk 4, ext. 200"}
    assert host.post("host_student", asked.pk, sent=sent).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.confirmed_by) == (PlacementState.CONFIRMED, host.coordinator)
    assert (asked.supervised_by, asked.day_one_contact) == (other, "Desk 4, ext. 200")
    told = Message.objects.get(template="placements/mail/confirmed.txt").text
    assert other.full_name in told and "Desk 4, ext. 200" in told
    assert not Message.objects.filter(template="placements/mail/who_supervises.txt").exists(), "one mail is enough"
    assert other.full_name in host.get("host_site").content.decode()
    assert "Write to the student" in host.get("host_student", asked.pk).content.decode()


def test_a_plain_yes_means_the_offering_s_own_preceptor(host: Host, asked: Placement) -> None:
    assert host.post("host_student", asked.pk, sent={"answer": "confirm"}).status_code == 302
    asked.refresh_from_db()
    assert asked.supervised_by == asked.offering.preceptor


def test_nobody_from_elsewhere_supervises(host: Host, asked: Placement) -> None:
    foreign = make_preceptor()
    sent = {"answer": "confirm", "supervisor": str(foreign.pk)}
    assert host.post("host_student", asked.pk, sent=sent).status_code == 422
    asked.refresh_from_db()
    assert asked.state == PlacementState.ACCEPTED


def test_whoever_s_licence_lapses_before_the_end_is_not_named(host: Host, asked: Placement) -> None:
    make_licence(asked.offering.preceptor, expires_on=asked.dates.last - timedelta(days=1))
    response = host.post("host_student", asked.pk, sent={"answer": "confirm"})
    assert response.status_code == 422
    asked.refresh_from_db()
    assert asked.state == PlacementState.ACCEPTED
    other = make_preceptor(host.site)
    assert (
        host.post("host_student", asked.pk, sent={"answer": "confirm", "supervisor": str(other.pk)}).status_code == 302
    )


@pytest.mark.parametrize(
    ("sent", "because"),
    [
        ({"reason": "away", "because": "Until May"}, "The preceptor is away. Until May"),
        ({"reason": "full"}, "We have no room in these weeks"),
        ({"because": "A long story"}, "A long story"),
    ],
)
def test_a_no_carries_its_reason(host: Host, asked: Placement, sent: dict[str, str], because: str) -> None:
    assert host.post("host_student", asked.pk, sent={"answer": "refuse", **sent}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.ended_by, asked.ended_because) == (PlacementState.CANCELLED, EndedBy.HOST, because)
    assert host.get("host_student", asked.pk).status_code == 404


def test_a_no_without_a_reason_loses_nothing(host: Host, asked: Placement) -> None:
    response = host.post("host_student", asked.pk, sent={"answer": "refuse", "day_one_contact": "Desk 9"})
    assert response.status_code == 422 and "Desk 9" in response.content.decode()
    assert "Say why" in response.content.decode()
    asked.refresh_from_db()
    assert asked.state == PlacementState.ACCEPTED


def test_the_supervisor_can_change_until_the_end_and_the_student_is_told(host: Host) -> None:
    placement = placed(opening_at(host), PlacementState.CLEARED)
    other = make_preceptor(host.site)
    sent = {"supervisor": str(other.pk), "day_one_contact": "The front desk"}
    for _twice in range(2):
        assert host.post("host_student", placement.pk, sent=sent).status_code == 302
    placement.refresh_from_db()
    assert placement.supervised_by == other
    message = Message.objects.get(template="placements/mail/who_supervises.txt")
    assert message.to_email == placement.student.person.email and "The front desk" in message.text
    assert Entry.objects.filter(action="name_supervisor").count() == 1


def test_who_supervised_stays_once_it_is_over(host: Host) -> None:
    placement = placed(opening_at(host), PlacementState.COMPLETED)
    assert "Whom to ask for" not in host.get("host_student", placement.pk).content.decode()
    response = host.post("host_student", placement.pk, sent={"supervisor": str(placement.offering.preceptor_id)})
    assert response.status_code == 422
    placement.refresh_from_db()
    assert placement.supervised_by is None


@pytest.mark.parametrize("state", [PlacementState.PROPOSED, PlacementState.OFFERED, PlacementState.CANCELLED])
def test_who_has_not_said_yes_or_is_gone_is_unknown_here(host: Host, state: str) -> None:
    placement = placed(opening_at(host), state)
    assert host.get("host_student", placement.pk).status_code == 404


@pytest.mark.parametrize("text", ["a\x00b", "abc\u202egpj.exe", "<b>x</b>", "{% now 'Y' %}", "x" * 1_000_000])
def test_hostile_contacts_are_kept_as_text_or_refused(host: Host, asked: Placement, text: str) -> None:
    response = host.post("host_student", asked.pk, sent={"answer": "confirm", "day_one_contact": text})
    asked.refresh_from_db()
    if response.status_code == 302:
        assert asked.day_one_contact == text.strip()
        assert "<b>x</b>" not in host.get("host_student", asked.pk).content.decode()
    else:
        assert response.status_code == 422 and asked.state == PlacementState.ACCEPTED
