"""Handing in needs the texts in force; signing up accepts what was shown."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications import actions
from openrotations.applications.actions import requests
from openrotations.applications.models import Application
from openrotations.applications.queries import turns_for_student
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.consents.models import Acceptance, Kind
from openrotations.consents.tests.factories import accept, make_version
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person
from openrotations.schools.models import School
from openrotations.schools.tests.factories import make_school, make_student

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def ready() -> Application:
    """A complete application that has not been handed in."""
    student, today = make_student(), timezone.localdate()
    make_window(student, Period(today, today + timedelta(days=200)))
    opening = make_opening(Period.of_weeks(today + timedelta(days=45), 4))
    return make_application(opening, student=student, state="draft")


def hand_in(application: Application) -> None:
    actions.submit_application(application, by=PROGRAM, now=timezone.now())


def test_without_the_texts_nothing_is_handed_in_and_nothing_lost(ready: Application) -> None:
    make_version(title="Our terms"), make_version(Kind.PRIVACY), make_version(Kind.PAPERS)
    with pytest.raises(Refused) as refused:
        hand_in(ready)
    assert [reason.code for reason in refused.value.reasons] == ["not-accepted-terms", "not-accepted-privacy"]
    ready.refresh_from_db()
    assert ready.state == "draft"


def test_twin_without_the_question_it_is_handed_in(ready: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    make_version()
    monkeypatch.setattr(requests, "why_not_without_acceptance", lambda person_id, today: [])
    hand_in(ready)
    ready.refresh_from_db()
    assert ready.state == "submitted"


def test_where_nothing_is_published_nothing_is_asked(ready: Application) -> None:
    hand_in(ready)
    ready.refresh_from_db()
    assert ready.state == "submitted"


def test_the_page_says_what_to_read_and_lets_go_on_afterwards(ready: Application) -> None:
    version, client = make_version(title="Our terms"), signed_in(ready.student.person)
    shown = client.get(reverse("applications:show")).content.decode()
    assert "Read and accept: Our terms." in shown and "Your application is complete" not in shown
    answer = client.post(reverse("applications:submit"))
    assert answer.status_code == 422
    assert "First read and accept “Our terms” (version 1" in answer.content.decode()
    client.post(reverse("consents:accept", args=[version.pk]))
    assert "Read and accept: Our terms." not in client.get(reverse("applications:show")).content.decode()
    assert client.post(reverse("applications:submit")).status_code == 302
    ready.refresh_from_db()
    assert ready.state == "submitted"


def test_what_is_owed_is_the_students_turn(ready: Application) -> None:
    def codes() -> list[str]:
        return [turn.code for turn in turns_for_student(ready.student, timezone.now()) if turn.who == "student"]

    assert codes() == ["submit"]
    version = make_version()
    assert codes() == ["accept-texts"]
    accept(ready.student.person, version)
    assert codes() == ["submit"]


def answers(school: School) -> dict[str, object]:
    return {
        "full_name": "Nova Newcomer",
        "passport_name": "",
        "school": str(school.pk),
        "status": "enrolled",
        "citizenship": "PT",
        "graduation_on": "2029-07-01",
        "goal": "undecided",
    }


def sign_up() -> tuple[Client, str]:
    """Somebody who answered all questions; returns their check page."""
    client, school = signed_in(make_person()), make_school()
    for name, answer in answers(school).items():
        if name != "passport_name":
            sent = client.post(reverse("applications:profile_question", args=[_question(name)]), {name: answer})
            assert sent.status_code == 302, sent.content.decode()
    return client, client.get(reverse("applications:profile")).content.decode()


def _question(name: str) -> str:
    return {"full_name": "name", "graduation_on": "graduation"}.get(name, name)


def test_a_new_student_reads_and_accepts_with_the_answers() -> None:
    terms, privacy = make_version(), make_version(Kind.PRIVACY, title="What we keep")
    client, page = sign_up()
    assert "Accept, save and continue" in page and "What we keep" in page
    client.post(reverse("applications:profile"), {"accepts": [str(terms.pk), str(privacy.pk)]})
    found = {(row.version_id, row.how) for row in Acceptance.objects.all()}
    assert found == {(terms.pk, "sign_up"), (privacy.pk, "sign_up")}


def test_what_was_not_shown_is_not_accepted_with_the_answers() -> None:
    shown = make_version()
    client, page = sign_up()
    assert str(shown.pk) in page
    make_version()
    client.post(reverse("applications:profile"), {"accepts": [str(shown.pk)]})
    assert not Acceptance.objects.exists() and Application.objects.count() == 1


def test_where_nothing_is_published_the_answers_are_only_saved() -> None:
    client, page = sign_up()
    assert "Save and continue" in page and "Accept, save" not in page
    client.post(reverse("applications:profile"))
    assert Application.objects.count() == 1 and not Acceptance.objects.exists()


def test_a_version_that_holds_later_keeps_nobody_back(ready: Application) -> None:
    make_version(holds_from=timezone.localdate() + timedelta(days=1))
    hand_in(ready)
    ready.refresh_from_db()
    assert (ready.state, ready.submitted_at and ready.submitted_at.date()) == ("submitted", timezone.localdate())
