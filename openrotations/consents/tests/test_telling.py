"""A version that holds from a later day: who hears of it, once; and that it can be read and accepted ahead."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from openrotations.applications.tests.factories import make_application
from openrotations.audit.models import Entry
from openrotations.consents import actions, queries, tasks
from openrotations.consents.models import Acceptance, Kind, Version
from openrotations.consents.tests.factories import accept, draft_values, make_version
from openrotations.notifications.actions import queue_message
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements.tests.factories import make_placement
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CHANGE = "A place must be given up a month ahead."


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def publish_by_clicking(kind: str = "terms", *, in_days: int = 9, asks: bool = True) -> Version:
    """What a director does on the pages."""
    client, day = signed_in(make_staff("director")), timezone.localdate() + in_days * DAY
    sent = draft_values(day, change=CHANGE, needs_acceptance="on" if asks else "")
    assert client.post(reverse("consents:write", args=[kind]), sent).status_code == 302
    draft = Version.objects.get(kind=kind, state="draft")
    assert client.post(reverse("consents:publish", args=[draft.pk]), {"read": draft.fingerprint}).status_code == 302
    return Version.objects.get(pk=draft.pk)


def work() -> None:
    """What the worker does with every publication that was queued."""
    for job in ProcrastinateJob.objects.filter(task_name="tell_of_version"):
        tasks.tell_of_version(**job.args)


def told() -> list[str]:
    return sorted(Message.objects.filter(template=actions.NEW_VERSION).values_list("to_email", flat=True))


def applying(name: str, *versions: Version, **values: Any) -> Student:
    """A student with an application, who accepted these."""
    student = make_student(person=make_person(name))
    make_application(student=student, **values)
    for version in versions:
        accept(student.person, version)
    return student


def test_who_has_something_open_reads_once_what_changes_from_which_day_and_where() -> None:
    first = make_version(title="Our terms")
    applicant = applying("Ana Applicant", first, state="submitted")
    placed = make_placement(state="confirmed").student
    accept(placed.person, first)
    version = publish_by_clicking()
    assert told() == []  # in the background
    work()
    work()
    assert told() == sorted([applicant.person.email, placed.person.email])
    mail = Message.objects.get(to_person=applicant.person, template=actions.NEW_VERSION)
    day = f"{version.holds_from:%-d %b %Y}"
    assert f"What changed: {CHANGE}" in mail.text and f"From {day} version 2" in mail.text
    page = Client().get(mail.action_url).content.decode()
    assert CHANGE in page and f"holds from {day}" in page and "Sign in to accept it" in page
    assert Entry.objects.filter(action="tell_of_version").count() == 2


def test_who_has_nothing_open_is_not_written_to() -> None:
    first = make_version()
    over = make_placement(state="completed").student
    for person in (make_student().person, over.person, applying("Wim Withdrawn", state="withdrawn").person):
        accept(person, first)
    publish_by_clicking()
    work()
    assert told() == []


def test_twin_without_the_look_at_what_is_open_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = make_student().person
    accept(idle, make_version())
    monkeypatch.setattr(queries, "_open_work", [set])
    publish_by_clicking()
    work()
    assert told() == [idle.email]


def test_who_accepted_no_earlier_version_is_not_written_to() -> None:
    make_version()
    other = make_version(Kind.PRIVACY)
    applying("Nia New", other)
    publish_by_clicking()
    work()
    assert told() == []


def test_who_took_a_consent_back_hears_nothing_and_who_stands_by_it_does() -> None:
    first = make_version(Kind.PAPERS)
    stands, gone = applying("Sam Standing", first), applying("Gil Gone", first)
    client, row = signed_in(gone.person), Acceptance.objects.get(person=gone.person)
    client.post(reverse("consents:withdraw", args=[row.pk]))
    publish_by_clicking("papers")
    work()
    assert told() == [stands.person.email]


def test_a_corrected_slip_of_the_pen_and_a_draft_are_told_to_nobody() -> None:
    applying("Ana Applicant", make_version())
    publish_by_clicking(asks=False)
    work()
    assert told() == []


def test_who_accepted_it_before_the_worker_came_is_not_written_to() -> None:
    student = applying("Fay First", make_version())
    accept(student.person, publish_by_clicking())
    work()
    assert told() == []


def test_who_accepts_while_the_worker_writes_is_not_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    student = applying("Fay First", make_version())
    version = publish_by_clicking()
    accept(student.person, version)
    monkeypatch.setattr(actions, "who_hears_of", lambda version: [student.person])
    work()
    assert told() == []


def test_a_job_that_was_cut_off_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_version()
    students = [applying(name, first) for name in ("Ana One", "Ben Two", "Cem Three")]
    version, write = publish_by_clicking(), queue_message

    def cut_off(*given: Any, **values: Any) -> Message:
        if told():
            raise ConnectionError
        return write(*given, **values)

    with monkeypatch.context() as broken, pytest.raises(ConnectionError):
        broken.setattr(actions, "queue_message", cut_off)
        actions.tell_of_version(version.pk, now=timezone.now())
    assert len(told()) == 1
    assert actions.tell_of_version(version.pk, now=timezone.now()) == 2
    assert told() == sorted(student.person.email for student in students)


def test_twin_without_the_look_at_what_was_sent_they_read_it_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    student = applying("Ana Applicant", make_version())
    monkeypatch.setattr(actions, "was_told_of", lambda *given: False)
    publish_by_clicking()
    work()
    work()
    assert told() == [student.person.email] * 2


def test_each_version_is_told_of_itself() -> None:
    student = applying("Ana Applicant", make_version())
    publish_by_clicking(in_days=3)
    publish_by_clicking(in_days=6)
    work()
    assert told() == [student.person.email] * 2


def test_a_sentence_that_looks_like_a_page_stays_words() -> None:
    student = applying("Ana Applicant", make_version())
    ahead = make_version(change="<script>x</script>{{ 7|add:7 }}", holds_from=timezone.localdate() + DAY)
    work()
    assert "<script>x</script>{{ 7|add:7 }}" in Message.objects.get(template=actions.NEW_VERSION).text
    client = signed_in(student.person)
    for address in (reverse("consents:mine"), reverse("consents:version", args=[ahead.pk])):
        assert "<script>x" not in client.get(address).content.decode()


def test_a_version_is_read_and_accepted_ahead_and_asks_nothing_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    student = applying("Ana Applicant", make_version())
    client, version = signed_in(student.person), publish_by_clicking(in_days=9)
    day = f"{version.holds_from:%-d %b %Y}"
    shown = client.get(reverse("consents:mine")).content.decode()
    assert f"Version 2, from {day}." in shown and "Can be accepted now" in shown
    address = reverse("consents:version", args=[version.pk])
    shown = client.get(address).content.decode()
    assert "I accept these terms" in shown and f"It holds from {day}. If you answer now" in shown
    client.post(reverse("consents:accept", args=[version.pk]))
    shown = client.get(address).content.decode()
    assert "I accept these terms" not in shown and f"It holds from {day}. Nothing is asked" in shown
    assert "Can be accepted now" not in client.get(reverse("consents:mine")).content.decode()
    assert queries.owed_by(student.person_id, version.holds_from) == []
    monkeypatch.setattr(timezone, "localdate", lambda *given: version.holds_from)
    assert "before you go on" not in client.get(reverse("people:settings")).content.decode()


def test_twin_who_did_not_accept_ahead_is_asked_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    student = applying("Ana Applicant", make_version())
    version = publish_by_clicking(in_days=9)
    assert "before you go on" not in signed_in(student.person).get(reverse("people:settings")).content.decode()
    assert [each.pk for each in queries.owed_by(student.person_id, version.holds_from)] == [version.pk]
    monkeypatch.setattr(timezone, "localdate", lambda *given: version.holds_from)
    assert "before you go on" in signed_in(student.person).get(reverse("people:settings")).content.decode()


def test_a_first_version_is_accepted_ahead_too() -> None:
    client, version = signed_in(make_student().person), publish_by_clicking()
    assert "From a later day" in client.get(reverse("consents:mine")).content.decode()
    assert client.post(reverse("consents:accept", args=[version.pk])).status_code == 302
    assert Acceptance.objects.get().version == version


def test_a_slip_of_the_pen_ahead_asks_for_no_yes() -> None:
    client = signed_in(make_student().person)
    make_version()
    slip = publish_by_clicking(asks=False)
    shown = client.get(reverse("consents:version", args=[slip.pk])).content.decode()
    assert "I accept these terms" not in shown
    answer = client.post(reverse("consents:accept", args=[slip.pk]))
    assert answer.status_code == 422 and "You cannot accept this version" in answer.content.decode()
    assert not Acceptance.objects.exists()


def test_a_consent_given_ahead_is_taken_back_where_it_stands() -> None:
    client, version = signed_in(make_student().person), publish_by_clicking("papers")
    client.post(reverse("consents:accept", args=[version.pk]))
    withdraw = reverse("consents:withdraw", args=[Acceptance.objects.get().pk])
    assert withdraw in client.get(reverse("consents:mine")).content.decode()
    assert client.post(withdraw).status_code == 302
    answer = client.post(withdraw)
    assert answer.status_code == 422 and "You have taken this back already" in answer.content.decode()
