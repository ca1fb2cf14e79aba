import pytest
from django.utils import timezone

from openrotations.applications import actions
from openrotations.applications.models import SchoolConfirmation
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Refused
from openrotations.people.actions import change_person
from openrotations.schools.actions import confirm_registrar
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db


def test_confirming_an_address_sends_only_that_registrars_questions() -> None:
    now, registrars = timezone.now(), []
    for _ in range(2):
        student = make_student(enrolment="stated")
        make_window(student, state="stated")
        registrars.append(make_registrar(student.school, address_confirmed_at=None, address_source=""))
        actions.ask_school(student, registrars[-1], by=PROGRAM, now=now)
    confirm_registrar(registrars[0], source="the school's page", by=PROGRAM, now=now)
    assert SchoolConfirmation.objects.get(registrar=registrars[0]).link is not None
    assert SchoolConfirmation.objects.get(registrar=registrars[1]).link is None


def test_a_name_that_an_application_rests_on_is_corrected_by_the_office_only() -> None:
    person = make_application(state="eligible").student.person
    with pytest.raises(Refused):
        change_person(person, {"full_name": "Another"}, by=Actor("person", "", "student"), now=timezone.now())
    change_person(person, {"full_name": "Another"}, by=Actor("person", "", "coordinator"), now=timezone.now())
    person.refresh_from_db()
    assert person.full_name == "Another"
