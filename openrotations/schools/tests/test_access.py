from uuid import uuid4

import pytest
from django.http import Http404

from openrotations.people.tests.factories import make_person
from openrotations.schools import access
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db


def test_rows_that_are_there_are_given() -> None:
    registrar, student = make_registrar(), make_student()
    assert access.any_registrar(registrar.pk) == registrar
    assert access.any_school(registrar.school_id) == registrar.school
    assert access.own_student(student.person) == student


def test_what_is_not_there_is_not_found() -> None:
    for look_up in (access.any_school, access.any_registrar):
        with pytest.raises(Http404):
            look_up(uuid4())
    with pytest.raises(Http404):
        access.own_student(make_person())
