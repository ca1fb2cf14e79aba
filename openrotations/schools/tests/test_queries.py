import pytest

from openrotations.people.models import Contact
from openrotations.people.tests.factories import make_person
from openrotations.schools import queries
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
UNKNOWN = {"accreditation": "unknown", "accreditation_source": "", "accreditation_checked_on": None}


def test_a_school_that_only_a_student_named_is_not_shown_to_others() -> None:
    known = make_school()
    named = make_school(supplied_by=Contact.SuppliedBy.STUDENT, **UNKNOWN)
    assert list(queries.schools_to_choose()) == [known]
    assert queries.is_known(known)
    assert not queries.is_known(named)
    assert queries.is_known(make_school(supplied_by=Contact.SuppliedBy.STUDENT))


def test_schools_are_found_by_name_city_and_accreditation() -> None:
    school = make_school(name="School of Testing", city="Mocktown")
    make_school(**UNKNOWN)
    assert list(queries.schools_like("testing")) == [school]
    assert list(queries.schools_like("mock")) == [school]
    assert list(queries.schools_like(accreditation="accredited")) == [school]


def test_counts_are_of_different_things() -> None:
    school = make_school()
    for _ in range(2):
        make_student(school=school)
        make_registrar(school)
    found = queries.schools_like().get(pk=school.pk)
    assert (found.student_count, found.registrar_count) == (2, 2)  # type: ignore[attr-defined]


def test_a_school_and_a_registrar_are_found_whatever_their_capitals() -> None:
    school = make_school(name="School of Testing", country="BR")
    registrar = make_registrar(school, email="r@school.example")
    assert queries.school_named(" school of TESTING ", "BR") == school
    assert queries.school_named("School of Testing", "PT") is None
    assert queries.registrar_with(school, "R@School.example") == registrar
    assert list(queries.registrars_of(school)) == [registrar]


def test_somebody_without_a_profile_is_no_student() -> None:
    student = make_student()
    assert queries.student_of(student.person) == student
    assert queries.student_of(make_person()) is None
