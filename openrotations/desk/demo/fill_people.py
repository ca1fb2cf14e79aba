"""Staff, accounts and students, as rows."""

from datetime import datetime

from allauth.account.models import EmailAddress

from openrotations.common.actors import PROGRAM
from openrotations.desk.demo import people
from openrotations.desk.demo.rows import Rows
from openrotations.people.models import Person, StaffRole
from openrotations.schools.models import Student

WITHOUT_PROFILE = 3
"""One in so many of those who have only signed up has not said anything about themselves yet."""
ZONES = {
    "GB": "Europe/London",
    "IN": "Asia/Kolkata",
    "MX": "America/Mexico_City",
    "NG": "Africa/Lagos",
    "PK": "Asia/Karachi",
}
"""The clocks of some home countries; everybody else in the demo reads UTC."""


def fill_staff(rows: Rows) -> None:
    """The people of the office, with their roles."""
    zone = rows.world.office.zone
    roles = []
    for member in rows.world.staff:
        person = _person(member.email, member.full_name, zone)
        of_kind = rows.directors if member.role == "director" else rows.coordinators
        of_kind.append(person)
        roles.append(StaffRole(person=person, kind=member.role, created_at=rows.opened_at))
    _save_people(rows, [*rows.directors, *rows.coordinators])
    StaffRole.objects.bulk_create(roles)
    for role in roles:
        rows.diary.note(rows.opened_at, "give_role", role, PROGRAM, person=str(role.person_id), kind=role.kind)


def fill_students(rows: Rows) -> None:
    """An account for everybody, and a profile for all but the newest."""
    signed_up = {papers.student: papers.signed_up_at for papers in rows.world.paperwork}
    answered = {window.student: window.decided_at for window in rows.world.windows if window.decided_at}
    for student in rows.world.students:
        person = _person(student.email, student.full_name, ZONES.get(student.country, "UTC"), student.latin_name)
        person.created_at = signed_up[student.key]
        rows.people[student.key] = person
        if student.stage == "signed_up" and int(student.key[-3:]) % WITHOUT_PROFILE == 0:
            continue
        row = _student(rows, student, person, answered.get(student.key))
        rows.students[student.key] = row
        rows.diary.note(
            signed_up[student.key], "state_student", row, rows.student_actor(student.key),
            is_new=True, status=row.status, enrolment="stated",
        )  # fmt: skip
    _save_people(rows, list(rows.people.values()))
    Student.objects.bulk_create(rows.students.values())


def _student(rows: Rows, student: people.Student, person: Person, answered_at: datetime | None) -> Student:
    graduation = student.graduated_on or student.expected_graduation_on
    assert graduation is not None  # the generator gives everybody one of the two
    return Student(
        person=person,
        school=rows.schools[student.school],
        status=Student.Status.GRADUATE if student.status == "graduate" else Student.Status.ENROLLED,
        citizenship=student.citizenship,
        graduation_on=graduation,
        goal=student.goal,
        enrolment=Student.Enrolment.CONFIRMED if answered_at else Student.Enrolment.STATED,
        enrolment_checked_at=answered_at,
        created_at=person.created_at,
    )


def _person(email: str, full_name: str, zone: str, latin_name: str = "") -> Person:
    in_latin = "" if latin_name == full_name else latin_name
    person = Person(email=email.lower(), full_name=full_name, passport_name=in_latin, time_zone=zone)
    person.set_unusable_password()
    return person


def _save_people(rows: Rows, everybody: list[Person]) -> None:
    Person.objects.bulk_create(everybody)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in everybody
    )
