"""The texts of the programme, from the first draft to a student who is held back, accepts and goes on: by HTTP."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.applications.tests.factories import make_background, make_window
from openrotations.audit.queries import chain_faults
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.consents.queries import owed_by
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_school
from tests.journeys.visitors import Visitor, newest_mail

pytestmark = pytest.mark.django_db
STUDENT = "lena@people.example"


def staff(kind: str) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(make_staff(kind))
    return visitor


def publish(director: Visitor, kind: str, **values: object) -> None:
    """What a director does: write, read once more, publish."""
    director.open(reverse("consents:texts"))
    director.open(reverse("consents:write", args=[kind]))
    director.send("consents:write", **values)
    director.sees("The text, as students read it")
    director.send("consents:publish")
    assert "It never changes from now on." in director.page


def sign_up(school_id: object) -> Visitor:
    """Account, six questions, and the page on which the answers are checked."""
    student = Visitor()
    student.open(reverse("account_signup"))
    student.send("account_signup", email=STUDENT)
    student.send("account_email_verification_sent", code=newest_mail(STUDENT).code)
    student.open(reverse("applications:profile"))
    for answer in (
        {"full_name": "Lena Example"},
        {"school": school_id},
        {"status": "enrolled"},
        {"citizenship": "PT"},
        {"graduation_on": "2029-07-01"},
        {"goal": "us_residency"},
    ):
        student.send("applications:profile_question", **answer)
    return student


def ready_to_hand_in() -> Opening:
    """The rest of the application, which is not this story's."""
    row, today = Student.objects.get(person__email=STUDENT), timezone.localdate()
    Student.objects.update(enrolment=Student.Enrolment.CONFIRMED)
    make_window(row, Period(today, today + timedelta(days=200)))
    make_background(row)
    opening = make_opening(
        Period.of_weeks(today + timedelta(days=45), 4), offering=make_offering(title="Medicine on the ward")
    )
    application = Application.objects.get()
    application.preferences.create(opening=opening, rank=1)
    Application.objects.update(weeks_wanted=4)
    return opening


def test_texts_are_published_accepted_changed_and_accepted_anew() -> None:
    make_programme()
    director, stranger, school = staff("director"), Visitor(), make_school()
    stranger.open(reverse("consents:terms"))
    stranger.sees("has not published this text yet")
    publish(director, "terms", title="Our terms", text="Be kind.\n\n- Come in time", change="The first.")
    publish(director, "privacy", title="What we keep", text="Your name.", change="The first.")
    publish(director, "papers", title="Your CV", text="May the site read it?", change="The first.")
    stranger.open(reverse("consents:terms"))
    stranger.sees("Our terms", "Be kind.", "Version 1, holds from", "In force")

    student = sign_up(school.pk)
    student.sees("Our terms", "What we keep", "Accept, save and continue")
    student.send("applications:profile")
    student.open(reverse("consents:mine"))
    student.sees("You accepted version 1", "Not agreed", "when signing up")
    opening = ready_to_hand_in()

    publish(director, "terms", text="Be kind and early.", change="You come ten minutes early.")
    student.open(reverse("people:settings"))
    assert "You come ten minutes early." in student.page
    student.open(reverse("applications:show"))
    answer = student.client.post(reverse("applications:submit"))
    assert answer.status_code == 422 and "First read and accept “Our terms” (version 2" in answer.content.decode()
    read_and_accept(student)
    student.open(reverse("applications:show"))
    student.send("applications:submit")
    assert Application.objects.get().state == "submitted"

    be_offered(opening)
    publish(director, "privacy", text="Your name and school.", change="It says that we keep your school.")
    placement = Placement.objects.get()
    answer = student.client.post(reverse("placements:accept", args=[placement.pk]))
    assert answer.status_code == 422 and "“What we keep” (version 2" in answer.content.decode()
    read_and_accept(student)
    student.open(reverse("placements:offer", args=[placement.pk]))
    student.send("placements:accept")
    assert Placement.objects.get().state == "accepted"

    change_my_mind(student)
    coordinator = staff("coordinator")
    coordinator.open(reverse("consents:accepted", args=["privacy"]) + "?said=accepted")
    coordinator.sees("Lena Example", "Version 2")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit does: the audit trail is chained
    assert list(chain_faults()) == []


def read_and_accept(student: Visitor) -> None:
    """Everything that is asked, from the page of what one agreed to."""
    student.open(reverse("consents:mine"))
    student.sees("Read and accept")
    person = Person.objects.get(email=STUDENT)
    for version in owed_by(person.pk, timezone.localdate()):
        path = reverse("consents:version", args=[version.pk])
        assert path in student.page
        student.open(path)
        student.send("consents:accept")
        student.sees("You accepted version 2")


def be_offered(opening: Opening) -> None:
    """The office finds the application eligible, and the student has the free seat held."""
    Application.objects.update(state="eligible")
    actions.take_free_seat(Application.objects.get(), opening, by=PROGRAM, now=timezone.now())


def change_my_mind(student: Visitor) -> None:
    """A consent is given, and taken back."""
    student.open(reverse("consents:mine"))
    path = next(line.split('"')[0] for line in student.page.split('href="') if "/texts/" in line and "Your CV" in line)
    student.open(path)
    student.send("consents:accept")
    student.sees("You agreed to version 1")
    student.send("consents:withdraw")
    student.sees("Not agreed")
    assert "It holds from now on" in student.page
