"""What a student tells beyond the profile, a page a topic, and a director's exceptions."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openrotations.applications import actions
from openrotations.applications.backgrounds import CORES, SCALES, cores_missing, english_suffices
from openrotations.applications.forms import TOPICS, elsewhere_topic, topics_for
from openrotations.applications.models import Background, Exemption
from openrotations.applications.queries import OBSERVES, background_of, findings_about_choice
from openrotations.applications.tests.factories import make_application, make_background
from openrotations.audit.queries import entries_about
from openrotations.catalogue.forms import EntryConditionsForm
from openrotations.catalogue.models import EnglishTest, Offering
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.rulebook.counters import counters
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANSWERS: dict[str, dict[str, Any]] = {
    "studies": {"study_year": "5", "is_final_year": "no"},
    "cores": {"cores_done": ["surgery", "pediatrics"]},
    "step-1": {"step1": "equivalent"},
    "step-2": {"step2_ck": "passed", "step2_ck_score": "231"},
    "english": {"english_test": "toefl_ibt", "english_score": "101.5"},
    "residence": {"residence": "neither"},
    "entry": {"entry": "waiver"},
    "travel": {"arrives_on": "2027-01-02", "departs_on": "2027-03-31"},
    "elsewhere": {"weeks_ny": "4", "electives_fl": "0"},
}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(student: Student) -> Background:
    found = background_of(Student.objects.get(pk=student.pk))
    assert found
    return found


def test_every_topic_is_told_shown_again_and_listed_on_the_profile() -> None:
    student = make_student()
    client = signed_in(student.person)
    assert client.get(reverse("applications:profile")).content.decode().count("/my/profile/more/") == len(TOPICS)
    for topic, answers in ANSWERS.items():
        where = reverse("applications:background", args=[topic])
        assert client.get(where).status_code == 200
        assert client.post(where, answers)["Location"] == reverse("applications:profile"), topic
    kept = told(student)
    assert (kept.study_year, kept.is_final_year, kept.cores_done) == (5, False, ["surgery", "pediatrics"])
    assert (kept.step1, kept.step2_ck_score, str(kept.english_score)) == ("equivalent", 231, "101.5")
    assert (kept.arrives_on, kept.weeks_in_state, kept.electives_in_state) == (date(2027, 1, 2), {"NY": 4}, {"FL": 0})
    page = client.get(reverse("applications:profile")).content.decode()
    for words in ("year 5, not the final year", "Surgery, Pediatrics", "101.5", "New York: 4 weeks", "2 Jan 2027"):
        assert words in page
    assert 'value="231"' in client.get(reverse("applications:background", args=["step-2"])).content.decode()


def test_everything_may_be_left_for_later() -> None:
    student = make_student()
    client = signed_in(student.person)
    for topic in TOPICS:
        assert client.post(reverse("applications:background", args=[topic]), {}).status_code == 302
    assert not Background.objects.exists()


def test_none_of_the_core_clerkships_is_an_answer_and_not_the_same_as_later() -> None:
    student = make_student()
    client, where = signed_in(student.person), reverse("applications:background", args=["cores"])
    client.post(where, {"cores_done": ["none"]})
    assert told(student).cores_done == []
    assert "none yet" in client.get(reverse("applications:profile")).content.decode()
    assert client.post(where, {"cores_done": ["none", "surgery"]}).status_code == 422
    client.post(where, {})
    assert told(student).cores_done is None


@pytest.mark.parametrize(
    ("topic", "answers"),
    [
        ("step-2", {"step2_ck": "not_taken", "step2_ck_score": "231"}),
        ("step-2", {"step2_ck": "passed", "step2_ck_score": "999"}),
        ("travel", {"arrives_on": "2027-03-02", "departs_on": "2027-03-01"}),
        ("studies", {"study_year": "99"}),
        ("english", {"english_test": "toefl_ibt", "english_score": "many"}),
        ("entry", {"entry": "submarine"}),
    ],
)
def test_what_cannot_be_is_said_on_the_same_page(topic: str, answers: dict[str, str]) -> None:
    page = signed_in(make_student().person).post(reverse("applications:background", args=[topic]), answers)
    assert page.status_code == 422
    assert not Background.objects.exists()


def test_graduates_are_not_asked_about_studies() -> None:
    graduate = make_student(status="graduate")
    assert set(TOPICS) - set(topics_for(graduate, counters())) == {"studies", "cores", "elsewhere"}
    client = signed_in(graduate.person)
    assert client.get(reverse("applications:background", args=["studies"])).status_code == 404
    assert client.get(reverse("applications:background", args=["no-such-topic"])).status_code == 404


def test_what_an_application_rests_on_does_not_change_but_examinations_and_travel_do() -> None:
    student = make_student()
    make_background(student, study_year=None, step2_ck="not_taken", step2_ck_score=None)
    make_application(student=student, state="submitted")
    moved_on: list[dict[str, Any]] = [
        {"step2_ck": "passed", "step2_ck_score": 240},
        {"entry": "waiver"},
        {"study_year": 4},
        {"study_year": 5},
        {"weeks_in_state": {"NY": 4}},
        {"weeks_in_state": {"NY": 6}},
    ]
    for free in moved_on:
        actions.tell_background(student, free, by=PROGRAM, now=NOW)
    taken_back: list[dict[str, Any]] = [
        {"is_final_year": False},
        {"residence": "citizen"},
        {"study_year": 4},
        {"study_year": None},
        {"weeks_in_state": {"NY": 4}},
        {"weeks_in_state": {}},
    ]
    for fixed in taken_back:
        with pytest.raises(Refused):
            actions.tell_background(student, fixed, by=PROGRAM, now=NOW)
    page = signed_in(student.person).post(
        reverse("applications:background", args=["residence"]), {"residence": "citizen"}
    )
    assert page.status_code == 422
    assert "Your application rests on this" in page.content.decode()
    assert told(student).residence == "neither"


def test_what_is_told_is_recorded_without_its_values_and_once() -> None:
    student = make_student()
    kept = actions.tell_background(student, {"entry": "waiver", "step1": ""}, by=PROGRAM, now=NOW)
    actions.tell_background(student, {"entry": "waiver"}, by=PROGRAM, now=NOW)
    entries = list(entries_about(kept))
    assert [entry.action for entry in entries] == ["tell_background"]
    assert "waiver" not in entries[0].body


def test_the_database_refuses_a_score_without_a_pass_and_a_departure_before_arrival() -> None:
    student = make_student()
    for wrong in ({"step2_ck": "failed"}, {"arrives_on": date(2027, 2, 1), "departs_on": date(2027, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_background(student, **wrong)


def test_what_is_missing_and_what_suffices() -> None:
    assert cores_missing(None) is None
    assert cores_missing([*CORES, "neurology"]) == []
    assert cores_missing(["surgery"]) == ["Internal medicine", "Obstetrics and gynecology", "Pediatrics", "Psychiatry"]
    needed = {"toefl_ibt": 100}
    assert english_suffices(None, needed) is None
    for test, score, suffices in (
        ("", None, None),
        ("none", None, False),
        ("ielts", 9, False),
        ("toefl_ibt", None, None),
        ("toefl_ibt", 99.5, False),
        ("toefl_ibt", 100, True),
    ):
        assert english_suffices(Background(english_test=test, english_score=score), needed) is suffices


@pytest.mark.parametrize(
    ("test", "score", "is_taken"),
    [
        ("toefl_ibt", "120", True),
        ("toefl_ibt", "121", False),
        ("toefl_ibt", "5.5", False),
        ("toefl_ibt_bands", "5.5", True),
        ("toefl_ibt_bands", "5.2", False),
        ("toefl_ibt_bands", "104", False),
        ("toefl_ibt_bands", "0.5", False),
        ("ielts", "7.5", True),
        ("ielts", "9.5", False),
        ("oet_medicine", "350", True),
        ("oet_medicine", "355", False),
        ("oet_medicine", "510", False),
        ("other", "77", True),
        ("none", "77", False),
    ],
)
def test_a_score_of_english_is_on_the_scale_of_its_test(test: str, score: str, is_taken: bool) -> None:
    student = make_student()
    client, where = signed_in(student.person), reverse("applications:background", args=["english"])
    page = client.post(where, {"english_test": test, "english_score": score})
    assert page.status_code == (302 if is_taken else 422)
    if is_taken:
        assert (told(student).english_test, str(told(student).english_score)) == (test, str(float(score)))
    else:
        assert f'value="{score}"' in page.content.decode() and not Background.objects.exists()


def test_a_band_of_toefl_is_not_compared_with_a_total() -> None:
    total, other = {"toefl_ibt": 100}, {"ielts": 7}
    for test, score, needed, suffices in (
        ("toefl_ibt_bands", 6, total, None),
        ("toefl_ibt_bands", 1, total, None),
        ("toefl_ibt_bands", 6, other, False),
        ("toefl_ibt", 5.5, total, None),  # told before there were two scales
        ("toefl_ibt", 104, total, True),
    ):
        assert english_suffices(Background(english_test=test, english_score=score), needed) is suffices, (test, score)
    student = make_student()
    make_background(student, english_test="toefl_ibt_bands", english_score=6)
    opening = make_opening(offering=make_offering(needs_english=total))
    answer = findings_about_choice(student, opening, opening.dates, NOW.date())
    finding = next(each for each in answer.findings if each.rule == "host-english")
    assert (str(finding.verdict), finding.missing) == ("cannot_tell", ("english_suffices",))


def test_hosts_and_students_speak_of_the_same_scales() -> None:
    asked = EntryConditionsForm(instance=Offering()).fields
    highest = {test: SCALES[test].highest for test in EnglishTest.values}
    assert highest == {test: asked[f"score_{test}"].max_value for test in EnglishTest.values}  # type: ignore[attr-defined]


def test_tests_of_english_and_states_that_count_are_those_that_are_asked_about() -> None:
    assert set(EnglishTest.values) <= set(Background.TestTaken.values)
    counted = {(counter.counts, counter.state) for counter in counters()}
    assert counted <= {("weeks_of_student", "NY"), ("placements_of_student", "FL"), ("students_of_school", "FL")}
    asked = {(each.kept_in, each.state) for each in elsewhere_topic(counters()).asked.values()}
    assert asked == {("weeks_in_state", "NY"), ("electives_in_state", "FL")}


def test_only_a_director_records_an_exception_and_takes_it_back() -> None:
    make_programme()
    graduate = make_student(status="graduate")
    application = make_application(make_opening(), student=graduate, state="submitted")
    where = reverse("applications:exempt", args=[application.pk])
    page = reverse("applications:application", args=[application.pk])
    coordinator, director = signed_in(make_staff("coordinator")), signed_in(make_staff("director"))
    assert coordinator.post(where, {"because": "No reason."}).status_code in (403, 404)
    assert "Record the exception" not in coordinator.get(page).content.decode()
    assert "Record the exception" in director.get(page).content.decode()
    director.post(where, {"because": ""})
    assert not Exemption.objects.exists()
    director.post(where, {"because": "Licensed in the state."})
    exemption = Exemption.objects.get()
    assert (exemption.rule, exemption.student) == (OBSERVES, graduate)
    assert "Licensed in the state." in coordinator.get(page).content.decode()
    director.post(where, {"because": "Once more."})
    assert Exemption.objects.count() == 1
    other = make_application(state="submitted")
    stranger = reverse("applications:end_exemption", args=[other.pk, exemption.pk])
    assert director.post(stranger).status_code == 404
    director.post(reverse("applications:end_exemption", args=[application.pk, exemption.pk]))
    assert Exemption.objects.get().ended_at is not None


def test_the_office_reads_what_was_told() -> None:
    make_programme()
    application = make_application(make_opening(), state="submitted")
    page = signed_in(make_staff()).get(reverse("applications:application", args=[application.pk])).content.decode()
    assert "year 5, final year" in page
    assert "passed, 240" in page.lower()


def test_the_students_list_asks_as_often_for_three_choices_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_programme()
    application = make_application(make_opening(), state="draft")
    client, where = signed_in(application.student.person), reverse("applications:choices")
    client.get(where)
    with django_assert_max_num_queries(60) as one:
        client.get(where)
    for rank in (2, 3):
        application.preferences.create(opening=make_opening(), rank=rank)
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(where)
