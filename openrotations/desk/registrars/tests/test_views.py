"""A registrar's pages: the students who turned to the school, the answers, and what comes back for credit."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from openrotations.applications.models import SchoolConfirmation
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.periods import Period
from openrotations.consents.actions import refuse_release
from openrotations.consents.models import Kind
from openrotations.consents.tests.factories import accept, make_version
from openrotations.documents.models import Document
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.tests.factories import answers_for, make_evaluations
from openrotations.logbook.tests.factories import make_running_placement
from openrotations.notifications.models import Message
from openrotations.people.tokens import token_for
from openrotations.placements.actions import answer_for_school, ask_school_to_approve
from openrotations.placements.models import Placement
from openrotations.placements.tests.factories import make_placement
from openrotations.schools import actions as schools
from openrotations.schools.models import DeclaredCount, Policy, Registrar, School, Student
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def address(registrar: Registrar, rest: str = "") -> str:
    link = schools.page_link(registrar, by=PROGRAM, now=timezone.now())
    return f"/l/{token_for(link.pk, link.salt)}/students/{rest}"


def with_policy(placement: Placement, **values: Any) -> Registrar:
    defaults = {"approves_each": True, "source": "a test", "checked_on": date(2026, 11, 1)}
    Policy.objects.create(school=placement.student.school, **{**defaults, **values})
    return make_registrar(placement.student.school)


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_registrar_sees_the_own_students_and_nobody_elses(client: Client) -> None:
    placement = make_placement()
    registrar, stranger = with_policy(placement), make_student()
    page = text_of(client, address(registrar))
    assert str(placement.student.person) in page and placement.offering.site.name in page
    assert str(stranger.person) not in page
    assert client.get(address(registrar, f"{stranger.pk}/")).status_code == 404
    assert client.get(address(registrar, f"{placement.student.pk}/")).status_code == 200


def test_who_has_not_turned_to_the_school_is_not_shown_to_it(client: Client) -> None:
    registrar = make_registrar()
    for status, enrolment in (("enrolled", "stated"), ("enrolled", "refused"), ("graduate", "confirmed")):
        student = make_student(school=registrar.school, status=status, enrolment=enrolment)
        assert str(student.person) not in text_of(client, address(registrar))
        assert client.get(address(registrar, f"{student.pk}/")).status_code == 404


def test_a_student_of_the_school_who_gets_the_link_is_refused_and_staff_are_told(client: Client) -> None:
    placement = make_placement()
    registrar = with_policy(placement)
    classmate = make_student(school=registrar.school).person
    client.force_login(classmate, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(address(registrar))
    assert response.status_code == 403
    assert str(placement.student.person) not in response.content.decode()


@pytest.mark.parametrize("known_by", ["the answer", "the question before", "nothing"])
def test_a_new_school_reads_nothing_of_what_was_under_the_old_one(client: Client, known_by: str) -> None:
    placement, new = make_placement(), make_registrar()
    old, student = with_policy(placement), placement.student
    if known_by == "the answer":
        asked = ask_school_to_approve(placement, by=PROGRAM, now=timezone.now())
        assert asked is not None
        said = Actor("link", str(old.pk), "registrar")
        note = "A canary of the old school"
        answer_for_school(
            asked, registrar=old, is_approved=True, note=note, dates=placement.dates, by=said, now=timezone.now()
        )
    if known_by == "the question before":
        at = placement.created_at
        SchoolConfirmation.objects.create(student=student, registrar=old, asked_at=at, answered_at=at, is_enrolled=True)
    assert placement.offering.site.name in text_of(client, address(old, f"{student.pk}/"))
    Student.objects.filter(pk=student.pk).update(school=new.school)
    SchoolConfirmation.objects.create(student=student, registrar=new, asked_at=timezone.now())
    page = text_of(client, address(new, f"{student.pk}/")) + text_of(client, address(new))
    assert (placement.offering.site.name in page) is (known_by == "nothing")
    assert "canary" not in page


def test_the_link_ends_with_the_address(client: Client) -> None:
    registrar = make_registrar()
    path = address(registrar)
    Registrar.objects.filter(pk=registrar.pk).update(address_source="")
    assert client.get(path).status_code == 404
    Registrar.objects.filter(pk=registrar.pk).update(address_source="a page", email="other@school.example")
    assert client.get(path).status_code == 404


def test_a_placement_is_approved_on_the_students_page(client: Client) -> None:
    placement = make_placement()
    registrar = with_policy(placement)
    ask_school_to_approve(placement, by=PROGRAM, now=timezone.now())
    path = address(registrar, f"placements/{placement.pk}/")
    assert "Does your school approve it?" in text_of(client, address(registrar, f"{placement.student.pk}/"))
    wrong = client.post(path, {"note": "Kept words."})
    assert wrong.status_code == 422
    assert "Kept words." in wrong.content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', wrong.content.decode())[0]
    dates = placement.dates
    Placement.objects.update(period=Period(dates.first, dates.last - timedelta(weeks=1)).stored)
    stale = client.post(path, {"answer": "yes", "note": "Fine.", "seen": seen})
    assert stale.status_code == 422
    assert "The dates have changed since you opened this page." in stale.content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', stale.content.decode())[0]
    assert client.post(path, {"answer": "yes", "note": "Fine.", "seen": seen}).status_code == 302
    placement.refresh_from_db()
    assert placement.school_approval.state == "approved"
    assert placement.school_approval.registrar == registrar
    again = client.post(path, {"answer": "no"})
    assert again.status_code == 422
    assert Placement.objects.get(pk=placement.pk).school_approval.state == "approved"


def test_another_schools_placement_is_not_there(client: Client) -> None:
    placement, other = make_placement(), make_placement()
    registrar = with_policy(placement)
    with_policy(other)
    ask_school_to_approve(other, by=PROGRAM, now=timezone.now())
    assert client.post(address(registrar, f"placements/{other.pk}/"), {"answer": "yes"}).status_code == 404


def test_a_placement_nobody_asked_about_is_not_approved(client: Client) -> None:
    placement = make_placement()
    registrar = make_registrar(placement.student.school)
    answer = client.post(address(registrar, f"placements/{placement.pk}/"), {"answer": "yes"})
    assert answer.status_code == 422


def test_the_evaluation_is_read_only_where_the_student_agreed(client: Client) -> None:
    placement = make_running_placement()
    registrar = with_policy(placement, evaluation_back="ours")
    _write(make_evaluations(placement))
    path = address(registrar, f"{placement.student.pk}/")
    unread = text_of(client, path)
    assert "Presents in order." not in unread
    assert "has not agreed" in unread
    now = timezone.now()
    accept(placement.student.person, make_version(Kind.RELEASE), now=now)
    read = text_of(client, path)
    assert "Presents in order." in read
    assert "My own view." not in read and "Half-way words." not in read
    refuse_release(placement.student, by=PROGRAM, now=now)
    assert "Presents in order." not in text_of(client, path)


def test_a_registrar_hands_in_the_deans_letter(client: Client) -> None:
    placement = make_placement()
    registrar = with_policy(placement)
    path = address(registrar, f"{placement.student.pk}/")
    wrong = client.post(path, {"letter": SimpleUploadedFile("letter.pdf", b"MZ not a letter")})
    assert wrong.status_code == 422
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"letter": SimpleUploadedFile("letter.pdf", PDF)}).status_code == 302
    paper = Document.objects.get(person=placement.student.person)
    assert (paper.kind, paper.state) == ("deans_letter", "uploaded")


def test_a_count_is_asked_where_a_state_counts_and_somebody_chose_to_go_there(client: Client) -> None:
    placement = make_placement()
    registrar = with_policy(placement)
    assert "by another way" not in text_of(client, address(registrar))
    _move_choice_to_florida(placement)
    year = placement.opening.dates.last.year
    assert f"Florida in {year}" in text_of(client, address(registrar))
    name = f"count_FL_{year}"
    assert client.post(address(registrar, "counts/"), {name: "-1"}).status_code == 422
    assert client.post(address(registrar, "counts/"), {name: "2"}).status_code == 302
    row = DeclaredCount.objects.get(school=registrar.school, year=year)
    assert (row.state, row.count, row.registrar) == ("FL", 2, registrar)


def test_the_page_asks_as_often_for_three_students_as_for_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    registrar = make_registrar()
    _placed_at(registrar.school)
    path = address(registrar)
    with django_assert_max_num_queries(60) as one:
        client.get(path)
    _placed_at(registrar.school), _placed_at(registrar.school)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(path)


def test_nothing_waits_in_the_outbox_after_looking(client: Client) -> None:
    placement = make_placement()
    registrar = with_policy(placement)
    path, before = address(registrar), Message.objects.count()
    client.get(path)
    assert Message.objects.count() == before


def _placed_at(school: School) -> Placement:
    placement = make_placement()
    type(placement.student).objects.filter(pk=placement.student.pk).update(school=school)
    return placement


def _move_choice_to_florida(placement: Placement) -> None:
    site = placement.offering.site
    site.state = "FL"
    site.save(update_fields=["state"])
    placement.application.preferences.get_or_create(opening=placement.opening, defaults={"rank": 9})


def _write(evaluations: dict[tuple[str, str], Evaluation]) -> None:
    words = {("final", "preceptor"): "Presents in order.", ("final", "student"): "My own view."}
    words[("midpoint", "preceptor")] = "Half-way words."
    for key, said in words.items():
        row = evaluations[key]
        Evaluation.objects.filter(pk=row.pk).update(
            state="submitted", answers=answers_for(row), keep=said, submitted_at=datetime(2027, 2, 1, tzinfo=UTC)
        )
