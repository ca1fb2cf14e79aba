"""Fills an empty database with a large programme that wants a cohort planned. Everything is invented."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress

from openrotations.applications.models import Application, Preference, Window
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.hosts.places import STATES
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor, make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person, StaffRole
from openrotations.people.tests.factories import make_staff
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_school

SEED = 1
STUDENTS_A_SCHOOL = 50
STUDENTS_A_SITE = 10
OPENINGS_A_SITE = 2.5
CHOICES = 10
WEEKS_OF_AN_OPENING = 26
SPECIALTIES = ("Internal Medicine", "Family Medicine", "Surgery", "Pediatrics", "Psychiatry", "Neurology")


def fill_programme(students: int, now: datetime) -> Person:
    """Sites, openings, and eligible applications of so many students; returns a director."""
    chance = random.Random(SEED)  # noqa: S311 - an invented programme has nothing to keep secret
    make_programme()
    director = make_staff(StaffRole.Kind.DIRECTOR, "Director Example")
    monday = now.date() + timedelta(days=28 - now.weekday())
    openings = _openings(max(2, students // STUDENTS_A_SITE), monday, chance)
    listed = _students(students, chance)
    windows = [Period.of_weeks(monday + timedelta(weeks=chance.randrange(26)), chance.randint(12, 26)) for _ in listed]
    Window.objects.bulk_create(
        Window(student=student, period=window.stored, state=WindowState.APPROVED)
        for student, window in zip(listed, windows, strict=True)
    )
    applications = [
        Application(
            student=student,
            weeks_wanted=chance.choice((4, 8, 8, 12)),
            state=ApplicationState.ELIGIBLE,
            submitted_at=now,
        )
        for student in listed
    ]
    Application.objects.bulk_create(applications)
    Preference.objects.bulk_create(
        Preference(application=application, opening=opening, rank=rank)
        for application, window in zip(applications, windows, strict=True)
        for rank, opening in enumerate(_liked(openings, window, chance), start=1)
    )
    return director


def _students(count: int, chance: random.Random) -> list[Student]:
    people = [Person(email=f"student{n}@people.example", full_name=f"Student {n:05}") for n in range(count)]
    for person in people:
        person.set_unusable_password()
    Person.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    schools = [make_school() for _ in range(max(1, count // STUDENTS_A_SCHOOL))]
    students = [
        Student(
            person=person,
            school=chance.choice(schools),
            status=Student.Status.ENROLLED,
            citizenship="PT",
            graduation_on=date(2030, 7, 1),
            goal=Student.Goal.US_RESIDENCY,
            enrolment=Student.Enrolment.CONFIRMED,
        )
        for person in people
    ]
    return Student.objects.bulk_create(students)


def _openings(sites: int, monday: date, chance: random.Random) -> list[Opening]:
    found: list[Opening] = []
    for number in range(sites):
        site = make_site(state=STATES[number % len(STATES)][0], city=f"City {number // 5}")
        make_host_coordinator(site)
        preceptor = make_preceptor(site)
        while len(found) < (number + 1) * OPENINGS_A_SITE:
            offering = make_offering(
                site=site, preceptor=preceptor, specialty=chance.choice(SPECIALTIES), min_weeks=4,
                max_weeks=chance.choice((4, 6, 8)), price_per_week=Decimal(chance.randrange(200, 700, 50)),
            )  # fmt: skip
            period = Period.of_weeks(monday + timedelta(weeks=chance.randrange(26)), WEEKS_OF_AN_OPENING)
            found.append(make_opening(period, seats=chance.randint(1, 3), offering=offering))
    return found


def _liked(openings: list[Opening], window: Period, chance: random.Random) -> list[Opening]:
    """Some openings that share weeks with the student's window, popular ones more often."""
    possible = [opening for opening in openings if opening.dates.overlaps(window)]
    drawn = {possible[int(chance.random() ** 1.5 * len(possible))].pk: None for _ in range(CHOICES)}
    by_id = {opening.pk: opening for opening in possible}
    return [by_id[pk] for pk in drawn]
