"""Schools, registrars and students, for tests."""

from datetime import date
from itertools import count

from openrotations.people.tests.factories import confirmed_address, make_person
from openrotations.schools.models import Registrar, School, Student

_number = count(1)


def make_school(**values: object) -> School:
    """An accredited school, unless `values` say otherwise."""
    defaults = {
        "name": f"Medical School of Sampleton {next(_number)}",
        "country": "PT",
        "city": "Sampleton",
        "accreditation": School.Accreditation.ACCREDITED,
        "accreditation_source": "a test",
        "accreditation_checked_on": date(2026, 11, 1),
    }
    return School.objects.create(**{**defaults, **values})


def make_registrar(school: School | None = None, **values: object) -> Registrar:
    """A registrar whose address is confirmed, unless `values` say otherwise."""
    number = next(_number)
    defaults = {
        "full_name": f"Registrar {number}",
        "email": f"registrar{number}@school.example",
        **confirmed_address(),
    }
    return Registrar.objects.create(school=school or make_school(), **{**defaults, **values})


def make_student(**values: object) -> Student:
    """An enrolled student, confirmed by the school."""
    defaults = {
        "status": Student.Status.ENROLLED,
        "citizenship": "PT",
        "graduation_on": date(2028, 7, 1),
        "goal": Student.Goal.US_RESIDENCY,
        "enrolment": Student.Enrolment.CONFIRMED,
    }
    if "person" not in values:
        values["person"] = make_person()
    if "school" not in values:
        values["school"] = make_school()
    return Student.objects.create(**{**defaults, **values})
