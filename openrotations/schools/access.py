"""Who reaches which school, registrar or student."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.people.models import Person
from openrotations.schools.models import Registrar, School, Student
from openrotations.schools.queries import student_of


def any_school(school_id: UUID) -> School:
    """A school, for the office. Raises Http404."""
    return get_object_or_404(School, pk=school_id)


def any_registrar(registrar_id: UUID) -> Registrar:
    """A registrar with the school, for the office. Raises Http404."""
    return get_object_or_404(Registrar.objects.select_related("school"), pk=registrar_id)


def own_student(person: Person) -> Student:
    """The person as a student. Raises Http404 when they have no profile."""
    student = student_of(person)
    if student is None:
        raise Http404
    return student
