"""What the rules say about choices: facts of a student, an opening and days in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openrotations.applications import actions, queries
from openrotations.applications.models import Application
from openrotations.applications.queries import eligibility
from openrotations.applications.queries.eligibility import first_days
from openrotations.applications.queries.facts import _counters
from openrotations.applications.tests.factories import make_application, make_background, make_window
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import JANUARY, make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.rulebook.queries import Answer, Verdict
from openrotations.schools.models import Blackout, DeclaredCount, StateStanding, Student
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
HOSPITAL: dict[str, Any] = {"has_residency": True, "us_school_affiliation": True}


@dataclass(frozen=True)
class Seat:
    """Days that a student holds."""

    state: str
    experience_type: str
    period: Period


@contextmanager
def counting(held: queries.NoSeats, student: Student) -> Iterator[None]:
    """While this is what the packages above have counted of the student."""
    queries.register_held_counter(lambda students: {student.pk: held})
    try:
        yield
    finally:
        _counters.pop()


def opening_in(state: str, period: Period = JANUARY, **values: Any) -> Opening:
    of_site = ("has_residency", "us_school_affiliation", "kind")
    known: dict[str, object] = {name: values.pop(name) for name in of_site if name in values}
    site = make_site(state=state, **known, **_sources(known))
    return make_opening(period, offering=make_offering(site=site, **values))


def _sources(known: dict[str, object]) -> dict[str, object]:
    told = known.get("has_residency") is not None or known.get("us_school_affiliation") is not None
    return {"teaching_source": "a test", "teaching_checked_on": date(2026, 11, 1)} if told else {}


def said(answer: Answer, rule: str) -> str | None:
    return next((str(finding.verdict) for finding in answer.findings if finding.rule == rule), None)


def about(student: Student, opening: Opening, period: Period = JANUARY) -> Answer:
    return queries.findings_about_choice(student, opening, period, TODAY)


def test_florida_cannot_be_told_until_the_registrar_attests_the_count() -> None:
    student = make_student()
    make_background(student, electives_in_state={"FL": 0})
    opening = opening_in("FL")
    StateStanding.objects.create(
        school=student.school, state="FL", standing="not_approved", source="a test", checked_on=TODAY
    )
    assert said(about(student, opening), "florida-students") == "cannot_tell"
    full = queries.NoSeats(others={("FL", 2027): 3})
    with counting(full, student):  # three of the school hold a seat here: whoever else comes, it is one too many
        assert said(about(Student.objects.get(), opening), "florida-students") == "no"
    DeclaredCount.objects.create(
        school=student.school, state="FL", year=2027, count=2, registrar=make_registrar(student.school), declared_at=NOW
    )
    answer = about(Student.objects.get(), opening)
    assert (said(answer, "florida-students"), said(answer, "florida-electives")) == ("yes", "yes")
    with counting(queries.NoSeats(others={("FL", 2027): 1, ("FL", 2026): 9}), student):
        assert said(about(Student.objects.get(), opening), "florida-students") == "no"
    assert said(about(Student.objects.get(), opening_in("NY")), "florida-students") is None


def test_new_york_counts_weeks_declared_elsewhere_and_seats_held_here() -> None:
    student = make_student()
    told = make_background(student)
    opening = opening_in("NY")
    assert said(about(student, opening), "new-york-12-weeks") == "cannot_tell"
    told.weeks_in_state = {"NY": 8}
    told.save()
    assert said(about(Student.objects.get(), opening), "new-york-12-weeks") == "yes"
    held = Seat("NY", "elective_clerkship", Period.of_weeks(date(2027, 5, 3), 4))
    elsewhere, same_days = replace(held, state="NJ"), replace(held, period=JANUARY)
    for seats, verdict in (((elsewhere, same_days), "yes"), ((held, elsewhere), "cannot_tell")):
        with counting(queries.NoSeats(seats), student):
            answer = about(Student.objects.get(), opening)
        assert said(answer, "new-york-12-weeks") == verdict
    # The school's standing there is not known: it may be approved.
    finding = next(each for each in answer.findings if each.rule == "new-york-12-weeks")
    assert finding.missing == ("school_in_state",)


def test_too_many_weeks_here_alone_are_told_before_anybody_says_what_is_elsewhere() -> None:
    student = make_student()
    long = Period.of_weeks(date(2027, 1, 4), 16)
    StateStanding.objects.create(
        school=student.school, state="NY", standing="not_approved", source="a test", checked_on=TODAY
    )
    opening = opening_in("NY", long, max_weeks=16)
    assert said(about(student, opening, long), "new-york-12-weeks") == "no"
    assert said(about(student, opening), "new-york-12-weeks") == "cannot_tell"


def test_what_a_host_asks_is_compared_with_what_the_student_told() -> None:
    student = make_student()
    make_background(student, english_test="toefl_ibt", english_score=95, step2_ck_score=225)
    asks: dict[str, Any] = {
        "needs_step1": True,
        "least_step2_ck": 230,
        "needs_english": {"toefl_ibt": 100},
        "lead_weeks": 4,
    }
    answer = about(student, opening_in("IL", **asks))
    assert [(each, said(answer, each)) for each in ("host-step1", "host-step2-score", "host-english")] == [
        ("host-step1", "yes"),
        ("host-step2-score", "no"),
        ("host-english", "not_yet"),
    ]
    assert said(answer, "host-lead-time") == "yes"
    assert said(about(student, opening_in("IL", lead_weeks=8)), "host-lead-time") == "no"
    assert said(about(student, opening_in("IL")), "host-english") is None


def test_a_private_practice_is_for_counsel_and_refuses_nobody() -> None:
    student = make_student()
    make_background(student)
    answer = about(student, opening_in("IL", kind="private_practice"))
    assert [finding.rule for finding in answer.findings if finding.effect == "counsel"] == ["b1-clerkship"]
    assert answer.refused == []


def test_days_on_which_the_school_lets_nobody_go_are_passed_over_where_others_fit() -> None:
    student = make_student()
    long = make_opening(Period.of_weeks(date(2027, 1, 4), 10), offering=make_offering(min_weeks=4, max_weeks=4))
    window, exams = Period(date(2027, 1, 1), date(2027, 3, 31)), Period(date(2027, 1, 11), date(2027, 1, 15))
    assert first_days(long, [window]) == JANUARY
    assert first_days(long, [window], [exams]).first == date(2027, 1, 16)
    assert first_days(make_opening(), []).weeks == 2
    Blackout.objects.create(school=student.school, period=JANUARY.stored, because="examinations")
    short = make_opening(offering=make_offering(min_weeks=4, max_weeks=4))
    assert said(about(student, short), "school-blackouts") == "no"


def test_a_choice_that_cannot_be_had_keeps_the_application_from_being_handed_in_and_is_named() -> None:
    make_programme()
    fitting, practice = opening_in("IL"), opening_in("FL", kind="private_practice")
    application = make_application(fitting, practice, state="draft")
    with pytest.raises(Refused) as refused:
        actions.submit_application(application, by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["florida-hospital"]
    assert str(refused.value.reasons[0].text).startswith(practice.offering.title)
    of_choices = queries.judged(application, today=TODAY)
    assert [answer.verdict == Verdict.NO for _choice, _fit, answer in of_choices] == [False, True]
    actions.remove_choice(application.preferences.get(opening=practice), by=PROGRAM, now=NOW)
    actions.submit_application(Application.objects.get(), by=PROGRAM, now=NOW)


def test_what_is_only_needed_before_day_one_keeps_nobody_from_being_eligible() -> None:
    make_programme()
    application = make_application(make_opening(), state="submitted")
    assert application.student.good_standing is None
    actions.decide_application(application, "eligible", by=PROGRAM, now=NOW)
    assert Application.objects.get().state == "eligible"


def test_a_director_may_let_a_graduate_take_part() -> None:
    make_programme()
    student = make_student(status="graduate")
    make_background(student, residence="citizen", entry="")
    application = make_application(opening_in("IL"), student=student, state="draft")
    codes = [finding.rule for finding in queries.missing_for_submission(application, today=TODAY)]
    assert codes == ["graduate-observes"]
    exemption = actions.grant_exemption(student, queries.OBSERVES, because="Licensed nurse.", by=PROGRAM, now=NOW)
    application = Application.objects.get()
    assert queries.missing_for_submission(application, today=TODAY) == []
    with pytest.raises(Refused):
        actions.grant_exemption(student, queries.OBSERVES, because="Again.", by=PROGRAM, now=NOW)
    actions.end_exemption(exemption, by=PROGRAM, now=NOW)
    assert queries.missing_for_submission(Application.objects.get(), today=TODAY) != []


def test_many_choices_of_many_students_cost_the_same_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(3):
        make_background(student := make_student())
        make_window(student)
    openings = [opening_in(state, **HOSPITAL) for state in ("FL", "NY", "IL")]

    def ask(count: int) -> list[Answer]:
        students = list(Student.objects.select_related("school").order_by("pk")[:count])
        some = list(Opening.objects.select_related("offering__site")[:count])
        prospects = [queries.Prospect(student, each, JANUARY) for student in students for each in some]
        return queries.findings_about_choices(prospects, today=TODAY)

    with django_assert_num_queries(16):
        ask(1)
    with django_assert_num_queries(16):
        assert len(ask(3)) == 9
    assert len(openings) == 3


@pytest.mark.parametrize("side", ["student", "office"])
def test_a_page_asks_about_the_choices_once(monkeypatch: pytest.MonkeyPatch, client: Client, side: str) -> None:
    make_programme()
    application = make_application(opening_in("IL"))
    asked: list[object] = []
    known = eligibility.findings_about_choices

    def ask(*prospects: object, **more: object) -> list[Answer]:
        asked.append(prospects)
        return known(*prospects, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(eligibility, "findings_about_choices", ask)
    pages = {
        "student": (application.student.person, reverse("applications:show")),
        "office": (make_staff(), reverse("applications:application", args=[application.pk])),
    }
    person, path = pages[side]
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(path).status_code == 200
    assert len(asked) == 1
