"""Health, background and identity papers go 90 days after the last rotation ended, and not before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application
from openrotations.audit.models import Entry
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.documents.models import Document
from openrotations.documents.tests.factories import day, make_document
from openrotations.notifications.models import Message
from openrotations.onboarding.actions.retention import delete_old_papers
from openrotations.onboarding.queries.retention import people_whose_papers_go
from openrotations.onboarding.tasks import delete_papers
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement

pytestmark = pytest.mark.django_db
IN_DECEMBER = datetime(2026, 12, 1, 15, tzinfo=UTC)
DAY_90 = datetime(2027, 5, 1, 15, tzinfo=UTC)  # the rotation's last day is 31 January 2027
LATE = DAY_90 + timedelta(days=200)


def rotation(**values: Any) -> Placement:
    """A completed rotation from 4 to 31 January 2027."""
    defaults = {"state": PlacementState.COMPLETED, "arrived_at": IN_DECEMBER + timedelta(days=40)}
    return make_placement(**{**defaults, **values})


def papers_of(placement: Placement, *kinds: str, **values: Any) -> list[Document]:
    values = {"uploaded_at": IN_DECEMBER, **values}
    return [make_document(placement.student.person, kind, **values) for kind in kinds or ("identity", "mmr", "cv")]


def test_they_go_on_the_ninetieth_day_and_the_student_is_told_once() -> None:
    passport, vaccines, cv = papers_of(rotation())
    assert delete_old_papers(now=DAY_90 - timedelta(days=1)) == 0
    assert delete_old_papers(now=DAY_90) == 2
    assert delete_old_papers(now=DAY_90 + timedelta(days=1)) == 0
    states = dict(Document.objects.values_list("kind", "state"))
    assert states == {"identity": "deleted", "mmr": "deleted", "cv": "accepted"}
    [message] = Message.objects.filter(template="onboarding/mail/papers_deleted.txt")
    assert message.to_person == passport.person
    assert "Passport" in message.text and "Measles" in message.text and cv.kind not in message.text
    assert set(Entry.objects.filter(action="delete_document").values_list("subject_id", flat=True)) == {
        str(passport.pk),
        str(vaccines.pk),
    }


def test_twin_without_the_ninety_days_they_would_go_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    papers_of(rotation())
    monkeypatch.setattr("openrotations.onboarding.queries.retention.KEPT_FOR", timedelta(0))
    assert delete_old_papers(now=datetime(2027, 2, 1, 15, tzinfo=UTC)) == 2


def test_whoever_never_had_a_rotation_keeps_them_for_a_year() -> None:
    papers_of(rotation(state=PlacementState.DECLINED, arrived_at=None, ended_at=IN_DECEMBER))
    a_year = IN_DECEMBER + timedelta(days=365)
    assert delete_old_papers(now=a_year - timedelta(days=1)) == 0
    assert delete_old_papers(now=a_year) == 2
    text = Message.objects.get(template="onboarding/mail/papers_deleted.txt").text
    assert "no rotation came of it" in text and "Your last rotation" not in text


def test_of_whoever_never_came_a_paper_of_this_year_stays() -> None:
    placement = rotation(state=PlacementState.DECLINED, arrived_at=None, ended_at=IN_DECEMBER)
    papers_of(placement, "identity")
    papers_of(placement, "mmr", uploaded_at=LATE)
    assert delete_old_papers(now=LATE + timedelta(days=100)) == 1
    assert Document.objects.get(kind="mmr").state == "accepted"


def test_papers_of_the_offices_own_people_are_not_counted() -> None:
    make_document(make_staff(), "identity", uploaded_at=IN_DECEMBER)
    assert not people_whose_papers_go(LATE + timedelta(days=365)).exists()


def test_a_rotation_that_ended_early_counts_from_its_end() -> None:
    ended_at = datetime(2027, 1, 10, 15, tzinfo=UTC)
    papers_of(rotation(state=PlacementState.CANCELLED, ended_at=ended_at))
    assert not people_whose_papers_go(ended_at + timedelta(days=89)).exists()
    assert people_whose_papers_go(ended_at + timedelta(days=90)).exists()


@pytest.mark.parametrize("state", [PlacementState.OFFERED, PlacementState.CONFIRMED, PlacementState.ACTIVE])
def test_a_rotation_to_come_keeps_them(state: PlacementState) -> None:
    first = rotation()
    papers_of(first)
    later = make_opening(Period(day("2028-01-03"), day("2028-01-30")))
    student = first.student
    student.windows.update(period=Period(day("2026-01-01"), day("2028-12-31")).stored)
    again = make_application(later, student=student, state=ApplicationState.PLACED)
    make_placement(later, again, state=state)
    assert delete_old_papers(now=LATE) == 0


@pytest.mark.parametrize(
    ("state", "goes"),
    [("draft", False), ("submitted", False), ("waiting", False), ("withdrawn", True), ("not_eligible", True)],
)
def test_an_open_application_keeps_them(state: str, goes: bool) -> None:
    first = rotation()
    papers_of(first)
    make_application(student=first.student, state=state)
    assert bool(delete_old_papers(now=LATE)) is goes


def test_a_paper_that_came_afterwards_stays_its_own_ninety_days() -> None:
    first = rotation()
    papers_of(first, "identity", uploaded_at=LATE - timedelta(days=89))
    assert delete_old_papers(now=LATE) == 0
    assert delete_old_papers(now=LATE + timedelta(days=1)) == 1


def test_of_two_students_only_the_one_who_is_done_loses_papers() -> None:
    done, other = rotation(), rotation(state=PlacementState.ACTIVE)
    papers_of(done, "visa")
    papers_of(other, "visa")
    assert delete_old_papers(now=LATE) == 1
    assert Document.objects.get(state="deleted").person == done.student.person


def test_the_worker_does_it_and_both_sides_read_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    placement = rotation()
    papers_of(placement, "visa")
    monkeypatch.setattr("openrotations.onboarding.tasks.timezone.now", lambda: LATE)
    delete_papers(0)
    monkeypatch.undo()
    client.force_login(placement.student.person)
    assert "Deleted on" in client.get(reverse("documents:mine")).content.decode()


def test_what_was_deleted_can_be_sent_again() -> None:
    placement = rotation()
    papers_of(placement, "visa")
    assert delete_old_papers(by=PROGRAM, now=LATE) == 1
    papers_of(placement, "visa", uploaded_at=LATE)
    assert sorted(Document.objects.values_list("state", flat=True)) == ["accepted", "deleted"]
