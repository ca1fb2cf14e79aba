"""What comes before the lottery of a ranked round: facts, in the office's order, told before and after."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.audit.queries import entries_about
from openrotations.catalogue.models import Offering
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Round
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.planner.ranked.formats import instance_from
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.plans.criteria import order_in_words
from openrotations.placements.queries.rounds import choice_lines
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement, office_hours
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NOW = office_hours()


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def computed(*criteria: str, seed: int = 7) -> Round:
    found = actions.add_round("Spring", seed=seed, criteria=criteria, by=PROGRAM, now=NOW)
    for step in (actions.collect_applications, actions.check_round, actions.run_round):
        step(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    return found


def winner(found: Round) -> str:
    match: dict[str, str | None] = (found.solution or {})["match"]
    return next(student for student, opening in match.items() if opening)


def had_a_place(application: Application) -> None:
    """Their student completed a rotation earlier, with another application."""
    earlier = make_application(student=application.student, state=ApplicationState.PLACED)
    make_window(application.student, Period(date(2026, 9, 1), date(2026, 10, 31)))
    opening = make_opening(Period.of_weeks(date(2026, 9, 7), 4))
    make_placement(opening, earlier, state=PlacementState.COMPLETED)


@pytest.mark.parametrize("seed", range(4))
def test_seats_go_first_to_enrolled_students(seed: int) -> None:
    opening = make_opening(offering=make_offering(participation=Offering.Participation.OBSERVATION))
    make_application(opening, student=make_student(status=Student.Status.GRADUATE))
    enrolled = make_application(opening)
    assert winner(computed("enrolled", seed=seed)) == str(enrolled.pk)


@pytest.mark.parametrize("seed", range(4))
def test_seats_go_first_to_those_who_have_had_no_placement(seed: int) -> None:
    opening = make_opening()
    had_a_place(make_application(opening))
    new = make_application(opening)
    assert winner(computed("no_place", seed=seed)) == str(new.pk)


@pytest.mark.parametrize("seed", range(4))
def test_seats_go_first_to_those_whose_window_closes_in_an_earlier_week(seed: int) -> None:
    opening, soon, late = make_opening(), make_student(), make_student()
    make_window(soon, Period(date(2027, 1, 1), date(2027, 3, 7)))
    make_window(late, Period(date(2027, 1, 1), date(2027, 3, 8)))
    make_application(opening, student=late)
    first = make_application(opening, student=soon)
    assert winner(computed("window", seed=seed)) == str(first.pk)


@pytest.mark.parametrize("seed", range(4))
def test_seats_go_first_to_the_earlier_day(seed: int) -> None:
    opening = make_opening()
    late, early = (make_application(opening, submitted_at=NOW - timedelta(days=days)) for days in (3, 4))
    found = computed("submitted", seed=seed)
    assert winner(found) == str(early.pk)
    assert found.instance and found.instance["offerings"][0]["priority"] == [str(early.pk), str(late.pk)]


def test_those_of_one_day_are_equal_and_the_lottery_decides_between_them() -> None:
    opening = make_opening()
    for hour in (15, 16, 17):
        make_application(opening, submitted_at=NOW.replace(hour=hour))
    found = computed("submitted", "no_place")
    assert found.instance and len(found.instance["offerings"][0]["priority"][0]) == 3
    instance = instance_from(found.instance)
    matches = [match_round(instance, seed=seed).match for seed in range(12)]
    assert len({student for match in matches for student, given in match.items() if given}) > 1


def test_the_first_criterion_outweighs_the_later_ones() -> None:
    opening = make_opening()
    early = make_application(opening, submitted_at=NOW - timedelta(days=9))
    late = make_application(opening, submitted_at=NOW)
    had_a_place(early)
    assert winner(computed("no_place", "submitted")) == str(late.pk)


def test_the_reason_names_what_decided_and_nobody_else() -> None:
    opening = make_opening()
    make_application(opening, submitted_at=NOW - timedelta(days=2))
    late = make_application(opening, submitted_at=NOW)
    found = computed("enrolled", "submitted")
    (line,) = choice_lines(found.entries.get(application=late), to_student=True)
    assert line.sentences == [
        "Its one free seat is taken.",
        "They went first to students who handed in on an earlier day.",
        "With 2 free seats you would have got it.",
    ]


def test_the_order_is_kept_recorded_checked_and_verified(capsys: pytest.CaptureFixture[str]) -> None:
    opening = make_opening()
    for days in range(3):
        make_application(opening, submitted_at=NOW - timedelta(days=days))
    found = computed("enrolled", "submitted")
    assert any('"criteria":["enrolled","submitted"]' in entry.body for entry in entries_about(found))
    assert found.instance and found.solution
    actions.publish_round(found, by=PROGRAM, now=NOW)
    call_command("verify_round", str(found.pk))
    assert "the same reasons" in capsys.readouterr().out
    for student in found.instance["students"]:
        student["standing"][1] *= -1
    assert not check_solution(found.instance, found.solution).is_sound


def test_the_order_reads_in_sentences() -> None:
    assert order_in_words({"criteria": ["enrolled", "submitted"]}) == [
        "Where more students want an opening than fit, seats go first to enrolled students.",
        "Then to students who handed in on an earlier day.",
        "Among equals a lottery decides.",
    ]
    assert "lottery decides" in order_in_words({})[0]


def test_the_office_chooses_the_order_when_it_opens_the_round_and_students_read_it() -> None:
    application = make_application(make_opening())
    office, url = signed_in(make_staff()), reverse("placements:add_round")
    twice = office.post(url, {"name": "Spring", "criterion_0": "enrolled", "criterion_1": "enrolled"})
    assert twice.status_code == 422 and "in one place only" in twice.content.decode()
    plans = office.post(url, {"name": "Spring", "kind": "cohort", "criterion_0": "enrolled"})
    assert plans.status_code == 422
    office.post(url, {"name": "Spring", "criterion_0": "enrolled", "criterion_2": "window"})
    found = Round.objects.get()
    assert found.settings == {"criteria": ["enrolled", "window"]}
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    assert "first to enrolled students" in office.get(reverse("placements:round", args=[found.pk])).content.decode()
    student = signed_in(application.student.person)
    page = reverse("placements:reasons", args=[found.entries.get().pk])
    assert page in student.get(reverse("desk:today")).content.decode()
    shown = student.get(page).content.decode()
    assert "first to enrolled students" in shown and "best for you" in shown
