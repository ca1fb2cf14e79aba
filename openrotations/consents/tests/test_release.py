"""Whether the school reads evaluations: one of the programme's texts, answered by each student for their school."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.consents import queries
from openrotations.consents.actions import refuse_release
from openrotations.consents.models import Acceptance, EvaluationRelease, Kind, Version
from openrotations.consents.release import needs_release, release_of
from openrotations.consents.shipped import EARLIER_WORDS
from openrotations.consents.tests.factories import accept, make_version
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.schools.models import Policy, Student
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE, ANSWER = reverse("consents:release"), reverse("consents:answer_release")


@pytest.fixture
def student() -> Student:
    """Of a school that must get our evaluation back for credit."""
    make_programme()
    found = make_student()
    Policy.objects.create(school=found.school, evaluation_back="ours", source="a test", checked_on=date(2026, 11, 1))
    return found


@pytest.fixture
def client(client: Client, student: Student) -> Client:
    client.force_login(student.person)
    return client


def words(*, in_days: int = 0, asks: bool = True) -> Version:
    day = timezone.localdate() + in_days * DAY
    return make_version(Kind.RELEASE, text="- You may also say no.", holds_from=day, needs_acceptance=asks)


def reads(student: Student) -> bool:
    return release_of(student, timezone.localdate()) is not None


def asked(student: Student) -> bool:
    return needs_release(student, timezone.localdate())


def earlier(student: Student, *, is_accepted: bool = True) -> EvaluationRelease:
    """An answer of before the wording had versions."""
    at = timezone.now() - 9 * DAY
    return EvaluationRelease.objects.create(
        student=student, school=student.school, text_version="2026-11", is_accepted=is_accepted, answered_at=at
    )


def test_a_student_agrees_and_takes_it_back(client: Client, student: Student) -> None:
    version = words()
    page = client.get(PAGE).content.decode()
    assert ANSWER in page and "You may also say no." in page and asked(student)
    for _time in range(2):
        assert client.post(ANSWER, {"answer": "yes", "version": str(version.pk)}).status_code == 302
    release = EvaluationRelease.objects.get()
    assert (release.version, release.text_version, release.school) == (version, "", student.school)
    assert Acceptance.objects.get().version == version
    assert reads(student) and not asked(student)
    for _time in range(2):
        client.post(ANSWER, {"answer": "no"})
    assert not reads(student) and not asked(student)
    answers = EvaluationRelease.objects.order_by("answered_at").values_list("is_accepted", "version")
    assert list(answers) == [(True, version.pk), (False, version.pk)]
    assert Acceptance.objects.get().withdrawn_at is not None


def test_a_no_is_an_answer_too(client: Client, student: Student) -> None:
    words()
    client.post(ANSWER, {"answer": "no"})
    assert not reads(student) and not asked(student) and not Acceptance.objects.exists()


def test_on_the_page_of_the_text_the_same_yes_is_given_and_taken_back(client: Client, student: Student) -> None:
    version = words()
    client.post(reverse("consents:accept", args=[version.pk]))
    assert reads(student) and "You agreed" in client.get(PAGE).content.decode()
    client.post(reverse("consents:withdraw", args=[Acceptance.objects.get().pk]))
    assert not reads(student) and not asked(student)


@pytest.mark.parametrize("sent", [{"answer": "perhaps"}, {"answer": "yes"}, {"answer": "yes", "version": "<b>"}])
def test_what_is_no_answer_does_not_exist(client: Client, sent: dict[str, str]) -> None:
    words()
    assert client.post(ANSWER, sent).status_code == 404 and not EvaluationRelease.objects.exists()


def test_other_words_than_those_of_the_release_are_not_answered_here(client: Client, student: Student) -> None:
    terms = make_version(Kind.TERMS)
    assert client.post(ANSWER, {"answer": "yes", "version": str(terms.pk)}).status_code == 404
    assert not Acceptance.objects.exists() and not reads(student)


def test_words_that_hold_no_more_are_refused_with_the_way_on(client: Client, student: Student) -> None:
    old, _new = words(), words()
    answer = client.post(ANSWER, {"answer": "yes", "version": str(old.pk)})
    assert answer.status_code == 422 and "This version is not in force now" in answer.content.decode()
    assert not EvaluationRelease.objects.exists()


def test_nobody_is_asked_before_the_words_are_published(client: Client, student: Student) -> None:
    page = client.get(PAGE).content.decode()
    assert "has not published this text yet" in page and ANSWER not in page and not asked(student)
    assert client.post(ANSWER, {"answer": "no"}).status_code == 422
    assert not EvaluationRelease.objects.exists()


def test_the_office_reads_that_the_words_are_missing_where_a_school_needs_them(student: Student) -> None:
    director = Client()
    director.force_login(make_staff("director"))
    assert "your evaluations and your school" in director.get(reverse("desk:needs")).content.decode()
    words()
    assert "your evaluations and your school" not in director.get(reverse("desk:needs")).content.decode()
    assert Kind.RELEASE not in queries.missing_texts(timezone.localdate())


def test_new_words_are_asked_anew_and_a_corrected_slip_is_not(student: Student) -> None:
    accept(student.person, words())
    words(asks=False)
    assert reads(student) and not asked(student)
    words()
    assert not reads(student) and asked(student)


def test_a_yes_given_ahead_leaves_the_yes_of_today_and_counts_on_its_day(student: Student) -> None:
    accept(student.person, words())
    day = timezone.localdate() + 3 * DAY
    ahead = words(in_days=3)
    assert needs_release(student, day) and release_of(student, day) is None
    accept(student.person, ahead)
    assert reads(student) and not asked(student)
    found = release_of(student, day)
    assert found is not None and found.version == ahead and not needs_release(student, day)


def test_at_another_school_the_agreement_does_not_count(student: Student) -> None:
    version = words()
    accept(student.person, version)
    student.school = make_registrar().school
    student.save()
    assert not reads(student)
    accept(student.person, version)
    assert reads(student) and EvaluationRelease.objects.filter(ended_at=None).count() == 1


def test_what_was_agreed_before_stands_with_its_words_until_another_answer(client: Client, student: Student) -> None:
    row = earlier(student)
    assert reads(student) and not asked(student)
    page = client.get(PAGE).content.decode()
    assert "wording 2026-11" in page and all(str(each) in page for each in EARLIER_WORDS["2026-11"])
    version = words()
    assert reads(student) and asked(student)
    client.post(ANSWER, {"answer": "yes", "version": str(version.pk)})
    row.refresh_from_db()
    assert row.ended_at is not None and row.text_version == "2026-11"
    assert reads(student) and not asked(student)


def test_what_was_agreed_before_is_taken_back_though_nothing_is_published(client: Client, student: Student) -> None:
    earlier(student)
    client.post(ANSWER, {"answer": "no"})
    assert not reads(student)
    assert EvaluationRelease.objects.get(ended_at=None).text_version == "2026-11"


def test_twin_a_no_of_before_lets_the_school_read_nothing(student: Student) -> None:
    earlier(student, is_accepted=False)
    assert not reads(student)


def test_a_release_names_its_words_in_one_way(student: Student) -> None:
    common = {"student": student, "school": student.school, "is_accepted": True, "answered_at": timezone.now()}
    for wrong in ({}, {"version": words(), "text_version": "2026-11"}):
        with pytest.raises(IntegrityError, match="consents_released_to_a_wording"), transaction.atomic():
            EvaluationRelease.objects.create(**common, **wrong)


def test_the_words_somebody_answered_to_are_not_deleted(student: Student) -> None:
    version = words()
    refuse_release(student, by=PROGRAM, now=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_an_answer_that_the_program_of_before_writes_is_kept(student: Student) -> None:
    """While the old and the new program run side by side, the old one names no version."""
    columns = "id, created_at, text_version, is_accepted, answered_at, school_id, student_id"
    values = "gen_random_uuid(), now(), '2026-11', true, now(), %s, %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO schools_evaluationrelease ({columns}) VALUES ({values})",  # noqa: S608
            [student.school_id, student.pk],
        )
    assert reads(student)
