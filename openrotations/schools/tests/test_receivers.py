import pytest
from django.utils import timezone

from openrotations.common.actors import Actor
from openrotations.people.actions import change_person
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    ("role", "enrolment"), [("student", Student.Enrolment.STATED), ("coordinator", Student.Enrolment.CONFIRMED)]
)
def test_under_another_name_a_school_confirms_anew_unless_staff_correct_it(role: str, enrolment: str) -> None:
    student = make_student()
    by = Actor("person", str(student.person_id), role)
    for change in ({"passport_name": "Somebody Else"}, {"full_name": "Somebody Else"}):
        change_person(student.person, change, by=by, now=NOW)
    student.refresh_from_db()
    assert student.enrolment == enrolment


def test_a_change_of_language_asks_nobody() -> None:
    student = make_student()
    change_person(student.person, {"language": "en"}, by=Actor("person", "", "student"), now=NOW)
    student.refresh_from_db()
    assert student.enrolment == Student.Enrolment.CONFIRMED
