from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from openrotations.audit.queries import entries_about
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.people.models import Contact
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.schools import actions
from openrotations.schools.models import School, Student
from openrotations.schools.signals import registrar_confirmed
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
NOW = timezone.now()
VALUES = {"name": "Example Medical School", "country": "PT", "city": "Sampleton"}


def test_a_school_is_added_and_recorded() -> None:
    school = actions.add_school(dict(VALUES), supplied_by=Contact.SuppliedBy.STUDENT, by=PROGRAM, now=NOW)
    assert School.objects.get().supplied_by == "student"
    assert [entry.action for entry in entries_about(school)] == ["add_school"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "EXAMPLE medical school"}, "school-listed"),
        ({"name": "Other", "accreditation": "accredited", "accreditation_checked_on": date(2026, 1, 1)}, "no-source"),
        ({"name": "Other", "accreditation": "accredited", "accreditation_source": "a page"}, "no-date"),
        ({"name": "Other", "accreditation_checked_on": date(2100, 1, 1)}, "date-ahead"),
    ],
)
def test_a_school_that_makes_no_sense_is_refused(change: dict[str, Any], code: str) -> None:
    actions.add_school(dict(VALUES), by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.add_school({**VALUES, **change}, by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == [code]
    assert School.objects.count() == 1


def test_a_school_may_keep_its_own_name() -> None:
    school = actions.add_school(dict(VALUES), by=PROGRAM, now=NOW)
    actions.change_school(school, {**VALUES, "city": "Elsewhere"}, by=PROGRAM, now=NOW)
    assert School.objects.get().city == "Elsewhere"


def test_a_new_registrar_cannot_get_links() -> None:
    school = make_school()
    registrar = actions.add_registrar(school, full_name="Ana", email="A@school.example", by=PROGRAM, now=NOW)
    assert not registrar.is_reachable
    with pytest.raises(Refused):
        actions.add_registrar(school, full_name="Ana", email="a@SCHOOL.example", by=PROGRAM, now=NOW)


def test_confirming_an_address_is_announced() -> None:
    heard: list[object] = []

    def listen(sender: object, **said: object) -> None:
        heard.append(said["registrar"])

    registrar = make_registrar(address_confirmed_at=None, address_source="")
    registrar_confirmed.connect(listen)
    try:
        actions.confirm_registrar(registrar, source="the school's web page", by=PROGRAM, now=NOW)
    finally:
        registrar_confirmed.disconnect(listen)
    assert heard == [registrar]
    assert registrar.is_reachable


def test_an_address_without_a_source_stays_unconfirmed() -> None:
    registrar = make_registrar(address_confirmed_at=None, address_source="")
    with pytest.raises(Refused):
        actions.confirm_registrar(registrar, source=" ", by=PROGRAM, now=NOW)
    registrar.refresh_from_db()
    assert not registrar.is_reachable


def test_another_school_must_confirm_anew_but_another_goal_need_not() -> None:
    student = make_student()
    values = {
        "school": student.school,
        "status": student.status,
        "citizenship": student.citizenship,
        "graduation_on": student.graduation_on,
        "goal": Student.Goal.HOME,
    }
    assert actions.state_student(student.person, values, by=PROGRAM, now=NOW).enrolment == "confirmed"
    values["school"] = make_school()
    assert actions.state_student(student.person, values, by=PROGRAM, now=NOW).enrolment == "stated"


def test_somebody_becomes_a_student() -> None:
    person, school = make_person(), make_school()
    values = {
        "school": school,
        "status": "enrolled",
        "citizenship": "PT",
        "graduation_on": date(2028, 7, 1),
        "goal": "undecided",
    }
    student = actions.state_student(person, values, by=PROGRAM, now=NOW)
    actions.note_enrolment(student, is_confirmed=False, by=PROGRAM, now=NOW)
    assert Student.objects.get(person=person).enrolment == "refused"


def test_who_works_in_the_office_is_no_student_of_it() -> None:
    person = make_staff()
    values = {
        "school": make_school(),
        "status": "enrolled",
        "citizenship": "PT",
        "graduation_on": date(2028, 7, 1),
        "goal": "home",
    }
    with pytest.raises(Refused, match="is-staff"):
        actions.state_student(person, values, by=PROGRAM, now=NOW)
    person.staff_roles.update(ended_at=NOW)
    assert actions.state_student(person, values, by=PROGRAM, now=NOW).person == person
