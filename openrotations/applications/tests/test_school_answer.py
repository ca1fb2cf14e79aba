"""What a registrar says besides enrolment and windows: good standing, counts of a state, the dean's letter."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications import actions
from openrotations.applications.models import SchoolConfirmation
from openrotations.applications.queries.attesting import counts_to_attest
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.documents.models import Document
from openrotations.hosts.tests.factories import make_preceptor, make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.tokens import token_for
from openrotations.schools.actions import doubt_enrolment
from openrotations.schools.models import DeclaredCount, StateStanding, Student
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def asked(student: Student) -> tuple[SchoolConfirmation, str]:
    """An open question about the student, and the address of its page."""
    make_programme()
    make_window(student, Period(date(2027, 6, 1), date(2027, 7, 31)), "stated")
    row = actions.ask_school(student, make_registrar(student.school), by=PROGRAM, now=timezone.now())
    row.refresh_from_db()
    assert row.link is not None
    return row, reverse("applications:school_answer", args=[token_for(row.link.pk, row.link.salt)])


def goes_to_florida(student: Student) -> None:
    site = make_site(state="FL")
    offering = make_offering(site=site, preceptor=make_preceptor(site))
    opening = make_opening(Period(date(2027, 12, 6), date(2028, 1, 30)), offering=offering)
    make_application(opening, student=student, state="draft")


def stated(**values: object) -> Student:
    return make_student(enrolment="stated", **values)


def answers_of(row: SchoolConfirmation, **more: object) -> dict[str, object]:
    windows = {f"window_{window.pk}": "yes" for window in row.student.windows.filter(state="stated")}
    return {"is_enrolled": "yes", "good_standing": "yes", **windows, **more}


def test_good_standing_is_asked_and_kept(client: Client) -> None:
    row, path = asked(stated())
    missing = client.post(path, answers_of(row, good_standing=""))
    assert missing.status_code == 422
    assert client.post(path, answers_of(row, good_standing="no")).status_code == 302
    row.student.refresh_from_db()
    assert row.student.good_standing is False
    assert row.student.good_standing_checked_at is not None


def test_of_a_graduate_it_is_not_asked(client: Client) -> None:
    row, path = asked(stated(status="graduate"))
    assert "good standing" not in client.get(path).content.decode()
    assert client.post(path, answers_of(row)).status_code == 302
    row.student.refresh_from_db()
    assert row.student.good_standing is None


def test_who_is_not_theirs_has_no_standing_and_no_letter(client: Client) -> None:
    row, path = asked(stated())
    letter = SimpleUploadedFile("letter.pdf", PDF)
    assert client.post(path, {"is_enrolled": "no", "good_standing": "yes", "letter": letter}).status_code == 302
    row.student.refresh_from_db()
    assert row.student.good_standing is None
    assert not Document.objects.exists()


def test_another_statement_makes_the_standing_unknown_again() -> None:
    student = make_student(good_standing=True, good_standing_checked_at=datetime(2026, 11, 1, tzinfo=UTC))
    doubt_enrolment(student, by=PROGRAM, now=timezone.now())
    student.refresh_from_db()
    assert (student.good_standing, student.good_standing_checked_at) == (None, None)


def test_the_deans_letter_is_handed_in_with_the_answer(client: Client) -> None:
    row, path = asked(stated())
    wrong = answers_of(row, letter=SimpleUploadedFile("letter.pdf", b"MZ"))
    assert client.post(path, wrong).status_code == 422
    assert client.post(path, answers_of(row, letter=SimpleUploadedFile("letter.pdf", PDF))).status_code == 302
    paper = Document.objects.get()
    assert (paper.kind, paper.person) == ("deans_letter", row.student.person)


def test_a_count_is_asked_for_each_year_in_a_state_that_counts(client: Client) -> None:
    student = stated()
    goes_to_florida(student)
    assert counts_to_attest(student.school, student, today=TODAY) == [("FL", 2027), ("FL", 2028)]
    assert counts_to_attest(student.school, make_student(school=student.school), today=TODAY) == []
    row, path = asked(student)
    assert "Florida in 2027" in client.get(path).content.decode()
    assert client.post(path, answers_of(row, count_FL_2027="2", count_FL_2028="")).status_code == 302
    assert [(each.state, each.year, each.count) for each in DeclaredCount.objects.all()] == [("FL", 2027, 2)]


def test_nothing_is_counted_where_the_state_approved_the_school() -> None:
    student = stated()
    goes_to_florida(student)
    StateStanding.objects.create(
        school=student.school, state="FL", standing="approved", source="a test", checked_on=TODAY
    )
    assert counts_to_attest(student.school, student, today=TODAY) == []
